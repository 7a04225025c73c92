import { type DropColumn, parseExpression, referencedColumns } from '@kalamdb/sql';
import type { IndexRecord } from '../stored-index.ts';
import { type Alteration, findColumn, invalid } from './alteration.ts';
import { generatedFrom, refuseGeneratedFrom } from './generated-columns.ts';

/**
 * DROP COLUMN: rows keep their bytes, which nobody reads any more, as ids are not given again.
 * Indexes and constraints over the column go with it, as in PostgreSQL.
 */
export function dropColumn(
  alteration: Alteration,
  { column: name, ifExists, cascade }: DropColumn,
): Alteration {
  const { definition, indexes, done, required, sequences } = alteration;
  const isThere = definition.columns.some((column) => column.name === name.text);
  if (ifExists && !isThere) return alteration;
  const column = findColumn(alteration, name);
  if (definition.primaryKey.includes(column.id)) {
    throw invalid(
      `column "${name.text}" is part of the primary key and cannot be dropped`,
      name,
      'Create another table without it and copy the rows.',
    );
  }
  const [generated] = generatedFrom(definition, name.text);
  if (generated !== undefined) {
    if (!cascade) refuseGeneratedFrom(definition, name);
    const also = { text: generated.name, at: name.at };
    const action = {
      kind: 'drop-column',
      column: also,
      ifExists: false,
      cascade,
      at: name.at,
    } as const;
    return dropColumn(dropColumn(alteration, action), { ...action, column: name });
  }
  const columns = definition.columns.filter(({ id }) => id !== column.id);
  if (columns.length === 0) throw invalid('a table cannot lose its only column', name);
  return {
    ...alteration,
    definition: {
      ...definition,
      columns,
      checks: definition.checks?.filter(({ text }) => !reads(text, name.text)),
      uniques: definition.uniques?.filter(({ columns: ids }) => !ids.includes(column.id)),
      foreignKeys: definition.foreignKeys?.filter(({ columns: ids }) => !ids.includes(column.id)),
    },
    sequences: sequences.filter(({ owner }) => owner?.columnId !== column.id),
    indexes: indexes.filter((index) => !readsColumn(index, name.text)),
    required: new Set([...required].filter((id) => id !== column.id)),
    done: [...done, `dropped column ${name.text}`],
    cascade: alteration.cascade || cascade,
  };
}

function readsColumn({ keys, whereText }: IndexRecord, name: string): boolean {
  const texts = [...keys.map(({ text }) => text), ...(whereText === undefined ? [] : [whereText])];
  return texts.some((text) => reads(text, name));
}

function reads(text: string, name: string): boolean {
  return referencedColumns(parseExpression(text)).has(name);
}

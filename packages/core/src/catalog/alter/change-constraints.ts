import {
  type AddConstraint,
  type DropConstraint,
  parseExpression,
  printExpression,
  type Renaming,
  renameColumns,
  SqlError,
} from '@kalamdb/sql';
import { addConstraint as withConstraint } from '../constraints/add-constraint.ts';
import { buildStoredTable } from '../stored-table.ts';
import type { CheckRecord, TableDefinition } from '../table-definition.ts';
import type { Alteration } from './alteration.ts';

/** ADD CONSTRAINT, which asks for a look at all rows. */
export function addConstraint(alteration: Alteration, { constraint }: AddConstraint): Alteration {
  const { definition: before, done } = alteration;
  const { info } = buildStoredTable(before);
  const definition = withConstraint(before, constraint, info, alteration.surroundings);
  const added = constraintsOf(definition).find((name) => !constraintsOf(before).includes(name));
  return { ...alteration, definition, done: [...done, `added constraint ${added}`] };
}

/** DROP CONSTRAINT, with its index if it has one. SQL_INVALID_TABLE if there is none, unless IF EXISTS. */
export function dropConstraint(
  alteration: Alteration,
  { name, ifExists, cascade }: DropConstraint,
): Alteration {
  const { definition, indexes, done } = alteration;
  if (!constraintsOf(definition).includes(name.text)) {
    if (ifExists) return alteration;
    throw new SqlError(
      'SQL_INVALID_TABLE',
      `constraint "${name.text}" of table "${definition.name}" does not exist`,
      { position: name.at },
    );
  }
  const isOther = (known: { readonly name: string }) => known.name !== name.text;
  return {
    ...alteration,
    definition: {
      ...definition,
      checks: definition.checks?.filter(isOther),
      uniques: definition.uniques?.filter(isOther),
      foreignKeys: definition.foreignKeys?.filter(isOther),
    },
    indexes: (definition.uniques ?? []).every(isOther) ? indexes : indexes.filter(isOther),
    done: [...done, `dropped constraint ${name.text}`],
    cascade: alteration.cascade || cascade,
  };
}

function constraintsOf(table: TableDefinition): readonly string[] {
  const { checks = [], uniques = [], foreignKeys = [] } = table;
  return [...checks, ...uniques, ...foreignKeys].map(({ name }) => name);
}

/** Constraints whose table or columns are called anew. */
export function renameChecks(
  checks: readonly CheckRecord[] | undefined,
  renaming: Renaming,
): readonly CheckRecord[] | undefined {
  return checks?.map(({ name, text }) => ({
    name,
    text: printExpression(renameColumns(parseExpression(text), renaming)),
  }));
}

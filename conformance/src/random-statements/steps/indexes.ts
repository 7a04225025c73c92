import { somePredicate } from '../model/predicate.ts';
import { type Column, fieldOf, type Row } from '../model/row.ts';
import type { IndexKey, Table } from '../model/table.ts';
import { violations } from '../model/violations.ts';
import { because, definition, nothing, type Scene, type Step } from './scene.ts';

/** CREATE INDEX over columns or expressions, of all rows or some. */
export function createIndex(scene: Scene): Step {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const name = `i${model.nextNumber()}`;
  const unique = choices.rarely(3);
  const keys = choices.several(1, 2, () => someKey(scene, table));
  const where = choices.rarely(4) ? somePredicate(choices, table.columns) : undefined;
  const list = keys.map((key) => key.text()).join(', ');
  const condition = where === undefined ? '' : ` WHERE ${where.text()}`;
  const sql = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table.name} (${list})${condition}`;
  return definition(scene, sql, () => {
    const before = table.indexes;
    table.indexes = [...before, { name, unique, keys, where }];
    const reasons = violations(model, model.contents);
    if (reasons.size > 0) table.indexes = before;
    return reasons;
  });
}

export function dropIndex(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  const all = model.tables.flatMap((table) => table.indexes.map((index) => ({ table, index })));
  if (all.length === 0) return undefined;
  const { table, index } = choices.pick(all);
  return definition(scene, `DROP INDEX ${index.name}`, () => {
    table.indexes = table.indexes.filter((other) => other !== index);
    return nothing;
  });
}

/** DROP INDEX of one that a UNIQUE constraint needs. */
export function dropConstraintIndex(scene: Scene): Step | undefined {
  const uniques = scene.model.tables.flatMap(({ uniques: all }) => all);
  if (uniques.length === 0 || scene.isCommon) return undefined;
  const { name } = scene.choices.pick(uniques);
  return definition(scene, `DROP INDEX ${name}`, () => because('dependents'));
}

function someKey({ choices }: Scene, { columns }: Table): IndexKey {
  const column = choices.pick(columns);
  const isInteger = column.type === 'INT' || column.type === 'BIGINT';
  return isInteger && choices.rarely(4) ? doubled(column) : plain(column);
}

function plain(column: Column): IndexKey {
  return { column, text: () => column.name, fieldOf: (row: Row) => fieldOf(row, column) };
}

function doubled(column: Column): IndexKey {
  return {
    column,
    text: () => `(${column.name} * 2)`,
    fieldOf: (row: Row) => {
      const value = fieldOf(row, column);
      return value === null ? null : Number(value) * 2;
    },
  };
}

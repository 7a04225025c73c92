import { rowsOf, scopesOf, setRows } from '../model/model.ts';
import type { Outcome } from '../model/outcome.ts';
import { refused } from '../model/outcome.ts';
import { somePredicate } from '../model/predicate.ts';
import { fieldsOf, names } from '../model/row.ts';
import { writeRows } from '../model/write-rows.ts';
import { placeOf, type Scene, type Step } from './scene.ts';

export function deleteRows(scene: Scene): Step {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const scope = placeOf(scene, table);
  const where = choices.rarely(8) ? undefined : somePredicate(choices, table.columns);
  const returning = choices.rarely(4);
  const condition = where === undefined ? '' : ` WHERE ${where.text()}`;
  return {
    sql: `DELETE FROM ${table.name}${condition}${returning ? ` RETURNING ${names(table.columns)}` : ''}`,
    scope,
    run(): Outcome {
      const rows = rowsOf(model.contents, table, scope).filter(
        (row) => where === undefined || where.test(row) === true,
      );
      const edits = rows.map((before) => ({ before }));
      const reasons = writeRows(model, table, scope, edits);
      if (reasons.size > 0) return { reasons };
      const returned = rows.map((row) => fieldsOf(row, table.columns));
      return { count: rows.length, rows: returning ? returned : undefined };
    },
  };
}

/** TRUNCATE of a table that no other one references. */
export function truncate(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const scope = placeOf(scene, table);
  const isReferenced = model.referencesTo(table).some(({ child }) => child !== table);
  if (isReferenced && scene.isCommon) return undefined;
  return {
    sql: `TRUNCATE ${table.name}`,
    sqlite: `DELETE FROM ${table.name}`,
    scope,
    run(): Outcome {
      if (isReferenced) return refused('unsupported');
      const contents = new Map(model.contents);
      for (const one of scopesOf(table)) if (one === scope) setRows(contents, table, one, []);
      model.contents = contents;
      return {};
    },
  };
}

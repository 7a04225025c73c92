import { scopesOf, setRows } from '../model/model.ts';
import type { Outcome } from '../model/outcome.ts';
import { refused } from '../model/outcome.ts';
import { somePredicate } from '../model/predicate.ts';
import type { Row } from '../model/row.ts';
import { nothing, placeOf, type Scene, type Step } from './scene.ts';
import { alone, listOf, type Write } from './write.ts';

export function deleteRows(scene: Scene): Step {
  return alone(scene, someDelete(scene), scene.choices.rarely(4));
}

/** DELETE of the rows for which a condition holds, or of all. */
export function someDelete({ choices, model }: Scene): Write {
  const table = choices.pick(model.tables);
  const where = choices.rarely(8) ? undefined : somePredicate(choices, table.columns);
  const condition = where === undefined ? '' : ` WHERE ${where.text()}`;
  const isMeant = (row: Row) => where === undefined || where.test(row) === true;
  return {
    table,
    sql: `DELETE FROM ${table.name}${condition}`,
    list: listOf(table),
    changes: (read) => ({
      edits: read.filter(isMeant).map((before) => ({ before })),
      reasons: nothing,
    }),
  };
}

/** TRUNCATE of a table that no other one references. */
export function truncate(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const scope = placeOf(scene, table);
  const isReferenced = model.referencesTo(table).some(({ child }) => child !== table);
  if (isReferenced && scene.isCommon) return undefined;
  const restarts = !scene.isCommon && choices.rarely(3);
  return {
    sql: `TRUNCATE ${table.name}${restarts ? ' RESTART IDENTITY' : ''}`,
    sqlite: `DELETE FROM ${table.name}`,
    scope,
    run(): Outcome {
      if (isReferenced) return refused('unsupported');
      const contents = new Map(model.contents);
      for (const one of scopesOf(table)) if (one === scope) setRows(contents, table, one, []);
      model.contents = contents;
      if (restarts) for (const { counter } of table.columns) counter?.restart(scope);
      return {};
    },
  };
}

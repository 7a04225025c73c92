import { somePredicate } from '../model/predicate.ts';
import { names } from '../model/row.ts';
import type { View } from '../model/table.ts';
import { because, definition, nothing, type Scene, type Step, someName } from './scene.ts';

const viewNames = ['x', 'y'];

export function createView(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  const replaced = choices.rarely(4) && !scene.isCommon ? replaceable(scene) : undefined;
  const name = replaced?.name ?? someName(choices, viewNames, (one) => model.isTaken(one));
  if (name === undefined) return undefined;
  const table = replaced?.table ?? choices.pick(model.tables);
  // OR REPLACE keeps the columns.
  const columns =
    replaced?.columns ?? table.columns.filter((_, index) => index === 0 || !choices.rarely(3));
  const view: View = { name, table, columns, where: somePredicate(choices, table.columns) };
  const query = `SELECT ${names(columns)} FROM ${table.name} WHERE ${view.where.text()}`;
  const sql = `CREATE ${replaced ? 'OR REPLACE ' : ''}VIEW ${name} AS ${query}`;
  return definition(scene, sql, () => {
    if (replaced === undefined && model.isTaken(name)) return because('exists');
    model.views = [...model.views.filter((other) => other !== replaced), view];
    return nothing;
  });
}

function replaceable({ choices, model }: Scene): View | undefined {
  return model.views.length === 0 ? undefined : choices.pick(model.views);
}

export function dropView(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  if (model.views.length === 0) return undefined;
  const view = choices.pick(model.views);
  return definition(scene, `DROP VIEW ${view.name}`, () => {
    model.views = model.views.filter((other) => other !== view);
    return nothing;
  });
}

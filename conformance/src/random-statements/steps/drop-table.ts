import { because, definition, nothing, type Scene, type Step } from './scene.ts';

/** DROP TABLE of one or two; with CASCADE, views and foreign keys go too. */
export function dropTable(scene: Scene): Step | undefined {
  const { choices, model, isCommon } = scene;
  const count = isCommon || !choices.rarely(3) ? 1 : 2;
  const tables = new Set(choices.several(count, count, () => choices.pick(model.tables)));
  const cascade = !isCommon && choices.rarely(2);
  const children = [...tables]
    .flatMap((table) => model.referencesTo(table))
    .filter(({ child }) => !tables.has(child));
  const isNeeded = children.length > 0 || model.views.some(({ table }) => tables.has(table));
  if (isNeeded && isCommon) return undefined;
  const list = [...tables].map(({ name }) => name).join(', ');
  return definition(scene, `DROP TABLE ${list}${cascade ? ' CASCADE' : ''}`, () => {
    if (isNeeded && !cascade) return because('dependents');
    for (const { child } of children) {
      child.references = child.references.filter(({ target }) => !tables.has(target));
    }
    model.views = model.views.filter((view) => !tables.has(view.table));
    model.tables = model.tables.filter((other) => !tables.has(other));
    return nothing;
  });
}

/** A name that there is not. */
export function dropMissing(scene: Scene): Step | undefined {
  const { choices } = scene;
  const ifExists = choices.rarely(2);
  const kind = choices.pick(['TABLE', 'VIEW', 'INDEX']);
  return definition(scene, `DROP ${kind} ${ifExists ? 'IF EXISTS ' : ''}nowhere`, () =>
    ifExists ? nothing : because('missing'),
  );
}

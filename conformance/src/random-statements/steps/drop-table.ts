import { because, definition, nothing, type Scene, type Step } from './scene.ts';

/** DROP TABLE; with CASCADE, views and foreign keys go too. */
export function dropTable(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const cascade = !scene.isCommon && choices.rarely(2);
  const children = model.referencesTo(table).filter(({ child }) => child !== table);
  const isNeeded = children.length > 0 || model.viewsOf(table).length > 0;
  if (isNeeded && scene.isCommon) return undefined;
  return definition(scene, `DROP TABLE ${table.name}${cascade ? ' CASCADE' : ''}`, () => {
    if (isNeeded && !cascade) return because('dependents');
    for (const { child } of children) {
      child.references = child.references.filter(({ target }) => target !== table);
    }
    model.views = model.views.filter((view) => view.table !== table);
    model.tables = model.tables.filter((other) => other !== table);
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

import type { TableName } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { Binder } from './binder.ts';
import type { TableInfo, ViewInfo } from './catalog.ts';
import { suggestion } from './suggestion.ts';

/**
 * The table that `name` stands for; without a namespace it is looked for in that of the request.
 * Throws SQL_UNKNOWN_TABLE at the name.
 */
export function resolveTable(binder: Binder, { namespace, name }: TableName): TableInfo {
  const space = namespace?.text ?? binder.options.namespace;
  const table = binder.catalog.table(space, name.text);
  if (table === undefined) {
    refuseView(binder, { namespace, name });
    throw new SqlError('SQL_UNKNOWN_TABLE', `table "${space}.${name.text}" does not exist`, {
      position: (namespace ?? name).at,
      hint: unknownTableHint(binder, space, name.text),
    });
  }
  binder.tables.add(table);
  binder.relations.add(table);
  return table;
}

/** The view that `name` stands for, if it does for one. */
export function findView(binder: Binder, { namespace, name }: TableName): ViewInfo | undefined {
  const view = binder.catalog.view(namespace?.text ?? binder.options.namespace, name.text);
  if (view !== undefined) binder.relations.add(view);
  return view;
}

/** Queries have looked for a view before, so this is a statement that writes. */
function refuseView(binder: Binder, table: TableName): void {
  const view = findView(binder, table);
  if (view === undefined) return;
  throw new SqlError('SQL_UNSUPPORTED', `view "${view.namespace}.${view.name}" cannot be written`, {
    position: (table.namespace ?? table.name).at,
    hint: 'Write to the table that it reads.',
  });
}

function unknownTableHint(binder: Binder, space: string, name: string): string | undefined {
  const { catalog } = binder;
  if (!catalog.hasNamespace(space)) return `Namespace "${space}" does not exist.`;
  return suggestion(name, catalog.tableNames(space));
}

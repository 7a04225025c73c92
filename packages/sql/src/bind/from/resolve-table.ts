import type { TableName } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { Binder } from '../binder.ts';
import type { TableInfo, ViewInfo } from '../catalog.ts';
import { suggestion } from '../suggestion.ts';

/**
 * The table that `name` stands for; without a namespace it is looked for in that of the request.
 * Whether it is a view is known. Throws SQL_UNKNOWN_TABLE at the name.
 */
export function resolveTable(binder: Binder, { namespace, name }: TableName): TableInfo {
  const space = namespace?.text ?? binder.options.namespace;
  const table = binder.catalog.table(space, name.text);
  if (table === undefined) {
    throw new SqlError('SQL_UNKNOWN_TABLE', `table "${space}.${name.text}" does not exist`, {
      position: (namespace ?? name).at,
      hint: unknownTableHint(binder, space, name.text),
    });
  }
  binder.tables.add(table);
  binder.relations.add(table);
  return table;
}

/** As `resolveTable`, for a statement that writes: SQL_UNSUPPORTED for a view, SQL_WRONG_KIND for a sequence. */
export function resolveTarget(binder: Binder, written: TableName): TableInfo {
  refuseView(binder, written);
  const table = resolveTable(binder, written);
  refuseSequence(table, written);
  return table;
}

/** The view that `name` stands for, if it does for one. */
export function findView(binder: Binder, { namespace, name }: TableName): ViewInfo | undefined {
  const view = binder.catalog.view(namespace?.text ?? binder.options.namespace, name.text);
  if (view !== undefined) binder.relations.add(view);
  return view;
}

function refuseView(binder: Binder, table: TableName): void {
  const view = findView(binder, table);
  if (view === undefined) return;
  throw new SqlError('SQL_UNSUPPORTED', `view "${view.namespace}.${view.name}" cannot be written`, {
    position: (table.namespace ?? table.name).at,
    hint: 'Write to the table that it reads.',
  });
}

function refuseSequence({ kind, namespace, name }: TableInfo, written: TableName): void {
  if (kind !== 'sequence') return;
  throw new SqlError('SQL_WRONG_KIND', `cannot change sequence "${namespace}.${name}"`, {
    position: (written.namespace ?? written.name).at,
    hint: 'Use nextval(), setval() or ALTER SEQUENCE.',
  });
}

function unknownTableHint(binder: Binder, space: string, name: string): string | undefined {
  const { catalog } = binder;
  if (!catalog.hasNamespace(space)) return `Namespace "${space}" does not exist.`;
  return suggestion(name, catalog.tableNames(space));
}

import type { TableName } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { Binder } from './binder.ts';
import type { TableInfo } from './catalog.ts';
import { suggestion } from './suggestion.ts';

/**
 * The table that `name` stands for; without a namespace it is looked for in that of the request.
 * Throws SQL_UNKNOWN_TABLE at the name.
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
  return table;
}

function unknownTableHint(binder: Binder, space: string, name: string): string | undefined {
  const { catalog } = binder;
  if (!catalog.hasNamespace(space)) return `Namespace "${space}" does not exist.`;
  return suggestion(name, catalog.tableNames(space));
}

import type { Insert } from '../../ast/ast.ts';
import type { ColumnInfo, TableInfo } from '../catalog.ts';

/** INSERT, or that of MERGE. */
type Written = Pick<Insert, 'overriding'>;

/** The table as its columns take values: any where OVERRIDING SYSTEM VALUE says so. */
export function overriddenTable(table: TableInfo, { overriding }: Written): TableInfo {
  if (overriding !== 'system') return table;
  const columns = table.columns.map((column) => ({ ...column, identity: undefined }));
  return { ...table, columns };
}

/** Whether a value that is given for a column is left out: OVERRIDING USER VALUE. */
export function isLeftOut({ identity }: ColumnInfo, { overriding }: Written): boolean {
  return overriding === 'user' && identity !== undefined;
}

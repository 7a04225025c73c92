import type { Name, TableName } from './name.ts';
import type { Expression, Query, SelectItem } from './query-ast.ts';

/** What every statement that writes rows of one table has. */
interface Write {
  readonly table: TableName;
  /** What the statement calls the table. */
  readonly alias: Name | undefined;
  /** Empty: the statement gives no rows. */
  readonly returning: readonly SelectItem[];
  readonly at: number;
}

export interface Insert extends Write {
  readonly kind: 'insert';
  /** Empty: all user columns in order. */
  readonly columns: readonly Name[];
  /** What VALUES lists; one row without values is DEFAULT VALUES. None where `query` gives them. */
  readonly rows: readonly (readonly Expression[])[];
  readonly query: Query | undefined;
}

export interface Update extends Write {
  readonly kind: 'update';
  readonly assignments: readonly { readonly column: Name; readonly value: Expression }[];
  readonly where: Expression | undefined;
}

export interface Delete extends Write {
  readonly kind: 'delete';
  readonly where: Expression | undefined;
}

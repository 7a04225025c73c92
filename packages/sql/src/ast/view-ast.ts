import type { Query } from './ast.ts';
import type { Name, TableName } from './name.ts';

export interface CreateView {
  readonly kind: 'create-view';
  readonly view: TableName;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  /** New names of the first columns; empty: those of the query. */
  readonly columns: readonly Name[];
  readonly query: Query;
  /** The query's own text, which is what is kept. */
  readonly queryText: string;
  readonly at: number;
}

export interface DropView {
  readonly kind: 'drop-view';
  readonly view: TableName;
  readonly ifExists: boolean;
  readonly cascade: boolean;
  readonly at: number;
}

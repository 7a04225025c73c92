import type { Name, TableName } from './name.ts';

/** Whose indexes are built anew. */
export type ReindexTarget =
  | { readonly kind: 'index'; readonly name: TableName }
  | { readonly kind: 'table'; readonly name: TableName }
  | { readonly kind: 'namespace'; readonly name: Name };

/** `REINDEX [(option, …)] INDEX | TABLE | NAMESPACE [CONCURRENTLY] name` */
export interface Reindex {
  readonly kind: 'reindex';
  readonly target: ReindexTarget;
  readonly at: number;
}

/** `ANALYZE [(option, …)] [VERBOSE] [table [(column, …)], …]` */
export interface Analyze {
  readonly kind: 'analyze';
  /** Empty: all tables. */
  readonly tables: readonly AnalyzedTable[];
  readonly at: number;
}

export interface AnalyzedTable {
  readonly table: TableName;
  /** Empty: all columns. */
  readonly columns: readonly Name[];
}

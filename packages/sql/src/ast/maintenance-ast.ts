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

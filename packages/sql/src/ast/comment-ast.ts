import type { Name, TableName } from './name.ts';

/** What a comment is on. */
export type CommentSubject =
  | { readonly kind: 'table' | 'view' | 'index' | 'sequence'; readonly name: TableName }
  | { readonly kind: 'column'; readonly table: TableName; readonly column: Name }
  | { readonly kind: 'namespace'; readonly name: Name };

export interface Comment {
  readonly kind: 'comment';
  readonly subject: CommentSubject;
  /** `undefined`: NULL, which takes the comment away. */
  readonly text: string | undefined;
  readonly at: number;
}

import type { Name, TableName, TypeName } from './name.ts';

/** `CREATE SEQUENCE name option …` */
export interface CreateSequence {
  readonly kind: 'create-sequence';
  readonly sequence: TableName;
  readonly ifNotExists: boolean;
  readonly options: readonly SequenceOption[];
  readonly at: number;
}

/** `ALTER SEQUENCE name option …` or `… RENAME TO name`. */
export interface AlterSequence {
  readonly kind: 'alter-sequence';
  readonly sequence: TableName;
  readonly ifExists: boolean;
  /** At least one option, or the new name, within the namespace. */
  readonly change: readonly SequenceOption[] | { readonly renameTo: Name };
  readonly at: number;
}

export interface DropSequence {
  readonly kind: 'drop-sequence';
  /** At least one. */
  readonly sequences: readonly TableName[];
  readonly ifExists: boolean;
  /** Take away the defaults that draw from it too. */
  readonly cascade: boolean;
  readonly at: number;
}

/** What a sequence is made with, as written: whether the options agree is decided by who makes it. */
export type SequenceOption = { readonly at: number } & (
  | { readonly kind: 'type'; readonly type: TypeName }
  | { readonly kind: NumberOption; readonly digits: string }
  | { readonly kind: 'no-minvalue' | 'no-maxvalue' }
  /** Without digits: where it has started. */
  | { readonly kind: 'restart'; readonly digits: string | undefined }
  | { readonly kind: 'cycle'; readonly cycle: boolean }
  /** Without a column: OWNED BY NONE. */
  | { readonly kind: 'owned-by'; readonly owner: ColumnPath | undefined }
);

/** Options of one whole number: its digits, with `-` before them where it is negative. */
export type NumberOption = 'increment' | 'minvalue' | 'maxvalue' | 'start' | 'cache';

/** `[namespace.]table.column` */
export interface ColumnPath {
  readonly table: TableName;
  readonly column: Name;
}

import type { Name, TableName } from './name.ts';

export interface CreateNamespace {
  readonly kind: 'create-namespace';
  readonly name: Name;
  readonly ifNotExists: boolean;
  readonly at: number;
}

export interface AlterNamespace {
  readonly kind: 'alter-namespace';
  readonly name: Name;
  readonly ifExists: boolean;
  /** What SET OPTIONS adds, or changes; may be empty. */
  readonly options: readonly TableOption[];
  readonly at: number;
}

export interface DropNamespace {
  readonly kind: 'drop-namespace';
  /** At least one. */
  readonly names: readonly Name[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
  readonly at: number;
}

/** `key = value` of WITH (…) or of the older trailing clauses; keys lower case. */
export interface TableOption {
  readonly name: Name;
  readonly value: string | number | boolean;
  /** The older clause that it was written as. */
  readonly clause?: string;
  readonly at: number;
}

export interface DropTable {
  readonly kind: 'drop-table';
  readonly tableKind: 'user' | 'shared' | 'stream' | undefined;
  /** At least one. */
  readonly tables: readonly TableName[];
  readonly ifExists: boolean;
  /** Drop the views that read them too. */
  readonly cascade: boolean;
  readonly at: number;
}

export interface DropView {
  readonly kind: 'drop-view';
  /** At least one. */
  readonly views: readonly TableName[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
  readonly at: number;
}

export interface DropIndex {
  readonly kind: 'drop-index';
  /** At least one. */
  readonly indexes: readonly TableName[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
  readonly at: number;
}

/** `ALTER INDEX | VIEW [IF EXISTS] name RENAME TO new`, within the namespace. */
export interface RenameObject {
  readonly kind: 'alter-index' | 'alter-view';
  readonly name: TableName;
  readonly ifExists: boolean;
  readonly renameTo: Name;
  readonly at: number;
}

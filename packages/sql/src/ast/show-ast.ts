import type { Name, TableName } from './name.ts';

export interface ShowNamespaces {
  readonly kind: 'show-namespaces';
  readonly at: number;
}

export interface ShowTables {
  readonly kind: 'show-tables';
  readonly namespace: Name | undefined;
  readonly at: number;
}

export interface ShowViews {
  readonly kind: 'show-views';
  readonly namespace: Name | undefined;
  readonly at: number;
}

/** All indexes, or those of a namespace or of a table. */
export interface ShowIndexes {
  readonly kind: 'show-indexes';
  readonly namespace: Name | undefined;
  readonly table: TableName | undefined;
  readonly at: number;
}

export interface ShowSequences {
  readonly kind: 'show-sequences';
  readonly namespace: Name | undefined;
  readonly at: number;
}

export interface ShowFunctions {
  readonly kind: 'show-functions';
  readonly at: number;
}

/** The columns of a table or view. */
export interface Describe {
  readonly kind: 'describe';
  readonly table: TableName;
  /** Those of all versions that the table has had. */
  readonly history: boolean;
  readonly at: number;
}

/** The statement that makes an object. */
export interface ShowCreate {
  readonly kind: 'show-create';
  readonly object: 'table' | 'view' | 'index' | 'sequence';
  readonly name: TableName;
  readonly at: number;
}

export interface ShowStats {
  readonly kind: 'show-stats';
  readonly table: TableName;
  readonly at: number;
}

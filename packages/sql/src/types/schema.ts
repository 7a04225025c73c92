import type { SqlType } from './sql-type.ts';

/** One column of a table, plan or result. */
export interface Field {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
}

/** Columns in order. Names need not be unique in a result. */
export type Schema = readonly Field[];

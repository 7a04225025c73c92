import type { Batch, Row, SqlType } from '@kalamdb/sql';

export interface ResultField {
  readonly name: string;
  readonly type: SqlType;
  /** `pk` part of the primary key, `nn` not null, `uq` unique on its own. Of a table's columns only. */
  readonly flags: readonly ('pk' | 'nn' | 'uq')[];
}

/** Rows of a result: at hand when one key was read, else batches that are computed while read. */
export type ResultRows =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'batches'; readonly batches: AsyncIterable<Batch> };

/** How many rows a statement has written. */
export interface Affected {
  readonly verb: 'insert' | 'update' | 'delete' | 'merge';
  readonly count: number;
}

/** The outcome of one statement. `asUser` is the user whose rows it saw. */
export type StatementResult =
  | {
      readonly kind: 'rows';
      readonly fields: readonly ResultField[];
      readonly rows: ResultRows;
      /** What a statement with RETURNING has written. */
      readonly affected?: Affected;
      readonly asUser: string;
    }
  | (Affected & { readonly kind: 'affected'; readonly asUser: string })
  | { readonly kind: 'done'; readonly message: string; readonly asUser: string };

/** The two forms of test files: SQLite's own, and that of sqllogictest-rs, which DataFusion uses. */
export type Dialect = 'sqlite' | 'datafusion';

export type SortMode = 'nosort' | 'rowsort' | 'valuesort';

/** What a query must give: its lines as written, or the MD5 of `count` values. */
export type Expected =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'hash'; readonly count: number; readonly md5: string };

/** One record of a test file; `line` is that of its directive, from 1. */
export type SltRecord =
  | {
      readonly kind: 'statement';
      readonly line: number;
      readonly sql: string;
      readonly outcome: 'ok' | 'error';
      /** Rows that must be affected, where the record says so. */
      readonly count: number | undefined;
    }
  | {
      readonly kind: 'query';
      readonly line: number;
      readonly sql: string;
      /** A letter for each column: I R T B D P or `?`. */
      readonly types: string;
      readonly sort: SortMode;
      readonly expected: Expected;
    }
  | { readonly kind: 'include'; readonly line: number; readonly path: string }
  | { readonly kind: 'skipped'; readonly line: number; readonly reason: string };

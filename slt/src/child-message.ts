import type { FileReport } from './file-report.ts';

/** How far the run of a file has come; `line` is that of the record that runs now. */
export interface Progress {
  readonly total: number;
  readonly line: number;
  readonly passed: number;
  readonly skipped: number;
}

/** What a child process tells while it runs a file; the report comes last. */
export type ChildMessage =
  | ({ readonly kind: 'progress' } & Progress)
  | { readonly kind: 'report'; readonly report: FileReport };

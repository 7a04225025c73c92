/** Stable codes of live queries that cannot be opened or kept. */
export type LiveErrorCode =
  | 'LIVE_UNSUPPORTED'
  | 'LIVE_INVALID_OPTION'
  | 'LIVE_INVALID_CURSOR'
  | 'LIVE_CURSOR_EXPIRED'
  | 'LIVE_NO_BATCH'
  | 'LIVE_BATCH_TOO_LARGE'
  | 'LIVE_TABLE_DROPPED'
  | 'LIVE_CLOSED';

/** PostgreSQL's SQLSTATE for each code. */
export const liveSqlStates: Readonly<Record<LiveErrorCode, string>> = {
  LIVE_UNSUPPORTED: '0A000',
  LIVE_INVALID_OPTION: '22023',
  LIVE_INVALID_CURSOR: '22023',
  LIVE_CURSOR_EXPIRED: '72000',
  LIVE_NO_BATCH: '55000',
  LIVE_BATCH_TOO_LARGE: '54000',
  LIVE_TABLE_DROPPED: '42P01',
  LIVE_CLOSED: '57P01',
};

/** Where, and what to do. */
export interface LiveErrorOptions {
  /** Offset in the query's text (UTF-16 code units, 0-based) of the offending clause. */
  readonly position?: number | undefined;
  /** What to do about it: one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** An expected failure of a live query. The message names the offender. */
export class LiveError extends Error {
  readonly code: LiveErrorCode;
  readonly position: number | undefined;
  readonly hint: string | undefined;

  constructor(code: LiveErrorCode, message: string, options: LiveErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LiveError';
    this.code = code;
    this.position = options.position;
    this.hint = options.hint;
  }
}

/** Stable codes of every error that reading, binding or running SQL can raise. */
export type SqlErrorCode =
  | 'SQL_SYNTAX'
  | 'SQL_TOO_LONG'
  | 'SQL_TOO_DEEP'
  | 'SQL_UNSUPPORTED'
  | 'SQL_GENERATED_COLUMN'
  | 'SQL_UNKNOWN_NAMESPACE'
  | 'SQL_UNKNOWN_TABLE'
  | 'SQL_WRONG_KIND'
  | 'SQL_UNKNOWN_COLUMN'
  | 'SQL_AMBIGUOUS_COLUMN'
  | 'SQL_UNKNOWN_FUNCTION'
  | 'SQL_UNKNOWN_TYPE'
  | 'SQL_DUPLICATE_NAME'
  | 'SQL_INVALID_NAME'
  | 'SQL_INVALID_OPTION'
  | 'SQL_INVALID_TABLE'
  | 'SQL_TYPE_MISMATCH'
  | 'SQL_INVALID_VALUE'
  | 'SQL_INVALID_REGULAR_EXPRESSION'
  | 'SQL_INVALID_PARAMETER'
  | 'SQL_UNKNOWN_CONSTRAINT'
  | 'SQL_CONFLICT_TARGET'
  | 'SQL_GROUPING'
  | 'SQL_WINDOW'
  | 'SQL_INVALID_RECURSION'
  | 'SQL_UNKNOWN_SEQUENCE'
  | 'SQL_UNKNOWN_PARAMETER'
  | 'SQL_SEQUENCE_EXHAUSTED'
  | 'SQL_INVALID_STATE'
  | 'SQL_OUT_OF_RANGE'
  | 'SQL_DIVISION_BY_ZERO'
  | 'SQL_CARDINALITY'
  | 'SQL_CANCELED'
  | 'SQL_OUT_OF_MEMORY'
  | 'SQL_RESULT_TOO_LARGE';

/** PostgreSQL's five-character SQLSTATE for each code, of errors that have no finer one. */
export const sqlStates: Readonly<Record<SqlErrorCode, string>> = {
  SQL_SYNTAX: '42601',
  SQL_TOO_LONG: '54000',
  SQL_TOO_DEEP: '54001',
  SQL_UNSUPPORTED: '0A000',
  SQL_GENERATED_COLUMN: '428C9',
  SQL_UNKNOWN_NAMESPACE: '3F000',
  SQL_UNKNOWN_TABLE: '42P01',
  SQL_WRONG_KIND: '42809',
  SQL_UNKNOWN_COLUMN: '42703',
  SQL_AMBIGUOUS_COLUMN: '42702',
  SQL_UNKNOWN_FUNCTION: '42883',
  SQL_UNKNOWN_TYPE: '42704',
  SQL_DUPLICATE_NAME: '42701',
  SQL_INVALID_NAME: '42602',
  SQL_INVALID_OPTION: '22023',
  SQL_INVALID_TABLE: '42P16',
  SQL_TYPE_MISMATCH: '42804',
  SQL_INVALID_VALUE: '22P02',
  SQL_INVALID_REGULAR_EXPRESSION: '2201B',
  SQL_INVALID_PARAMETER: '22023',
  SQL_UNKNOWN_CONSTRAINT: '42704',
  SQL_CONFLICT_TARGET: '42P10',
  SQL_GROUPING: '42803',
  SQL_WINDOW: '42P20',
  SQL_INVALID_RECURSION: '42P19',
  SQL_UNKNOWN_SEQUENCE: '42P01',
  SQL_UNKNOWN_PARAMETER: '42704',
  SQL_SEQUENCE_EXHAUSTED: '2200H',
  SQL_INVALID_STATE: '55000',
  SQL_OUT_OF_RANGE: '22003',
  SQL_DIVISION_BY_ZERO: '22012',
  SQL_CARDINALITY: '21000',
  SQL_CANCELED: '57014',
  SQL_OUT_OF_MEMORY: '53200',
  SQL_RESULT_TOO_LARGE: '54000',
};

export interface SqlErrorOptions {
  /** One of `conditions`, where the failure's SQLSTATE is another than its code's. */
  readonly sqlState?: string | undefined;
  /** Offset in the statement's text (UTF-16 code units, 0-based) of the offending token. */
  readonly position?: number | undefined;
  /** What to do about it: one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * An expected failure of SQL text, types or values. The message names the offender; `position` is
 * an offset into the text, `locate` turns it into line and column.
 */
export class SqlError extends Error {
  readonly code: SqlErrorCode;
  /** PostgreSQL's SQLSTATE. */
  readonly sqlState: string;
  readonly position: number | undefined;
  readonly hint: string | undefined;

  constructor(code: SqlErrorCode, message: string, options: SqlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SqlError';
    this.code = code;
    this.sqlState = options.sqlState ?? sqlStates[code];
    this.position = options.position;
    this.hint = options.hint;
  }
}

/** A place in SQL text as people count: line and column from 1, offset from 0. */
export interface TextPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Line and column of `offset` in `text`. Lines end at `\n`; columns count UTF-16 code units. */
export function locate(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { offset, line, column: offset - lineStart + 1 };
}

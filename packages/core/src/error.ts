/** Stable codes of the database's expected failures (those of SQL text are SqlError's). */
export type CoreErrorCode =
  | 'CORE_NAMESPACE_EXISTS'
  | 'CORE_NAMESPACE_NOT_FOUND'
  | 'CORE_NAMESPACE_NOT_EMPTY'
  | 'CORE_TABLE_EXISTS'
  | 'CORE_TABLE_NOT_FOUND'
  | 'CORE_TABLE_CHANGED'
  | 'CORE_VIEW_EXISTS'
  | 'CORE_VIEW_NOT_FOUND'
  | 'CORE_INDEX_EXISTS'
  | 'CORE_INDEX_NOT_FOUND'
  | 'CORE_SEQUENCE_EXISTS'
  | 'CORE_SEQUENCE_NOT_FOUND'
  | 'CORE_STATEMENT_EXISTS'
  | 'CORE_STATEMENT_NOT_FOUND'
  | 'CORE_PARAMETER_NOT_FOUND'
  | 'CORE_WRONG_KIND'
  | 'CORE_DEPENDENT_OBJECTS'
  | 'CORE_USER_EXISTS'
  | 'CORE_USER_NOT_FOUND'
  | 'CORE_INVALID_USER'
  | 'CORE_PERMISSION_DENIED'
  | 'CORE_READ_ONLY'
  | 'CORE_NOT_NULL'
  | 'CORE_CHECK_VIOLATION'
  | 'CORE_DUPLICATE_KEY'
  | 'CORE_FOREIGN_KEY_VIOLATION'
  | 'CORE_VALUE_TOO_LARGE'
  | 'CORE_SERIALIZATION_FAILURE'
  | 'CORE_READ_ONLY_TRANSACTION'
  | 'CORE_TRANSACTION_FAILED'
  | 'CORE_LOCK_NOT_AVAILABLE'
  | 'CORE_TRANSACTION_ACTIVE'
  | 'CORE_TRANSACTION_LEFT_OPEN'
  | 'CORE_TRANSACTION_BUSY'
  | 'CORE_TRANSACTION_NOT_FOUND'
  | 'CORE_NO_TRANSACTION'
  | 'CORE_SAVEPOINT_NOT_FOUND'
  | 'CORE_TOO_MANY_TRANSACTIONS'
  | 'CORE_EMPTY_SCRIPT'
  | 'CORE_STORAGE_FAILED'
  | 'CORE_OVERLOADED'
  | 'CORE_CLOSED';

/** PostgreSQL's SQLSTATE for each code. */
export const coreSqlStates: Readonly<Record<CoreErrorCode, string>> = {
  CORE_NAMESPACE_EXISTS: '42P06',
  CORE_NAMESPACE_NOT_FOUND: '3F000',
  CORE_NAMESPACE_NOT_EMPTY: '2BP01',
  CORE_TABLE_EXISTS: '42P07',
  CORE_TABLE_NOT_FOUND: '42P01',
  CORE_TABLE_CHANGED: '40001',
  CORE_VIEW_EXISTS: '42P07',
  CORE_VIEW_NOT_FOUND: '42P01',
  CORE_INDEX_EXISTS: '42P07',
  CORE_INDEX_NOT_FOUND: '42704',
  CORE_SEQUENCE_EXISTS: '42P07',
  CORE_SEQUENCE_NOT_FOUND: '42P01',
  CORE_STATEMENT_EXISTS: '42P05',
  CORE_STATEMENT_NOT_FOUND: '26000',
  CORE_PARAMETER_NOT_FOUND: '42704',
  CORE_WRONG_KIND: '42809',
  CORE_DEPENDENT_OBJECTS: '2BP01',
  CORE_USER_EXISTS: '42710',
  CORE_USER_NOT_FOUND: '42704',
  CORE_INVALID_USER: '22023',
  CORE_PERMISSION_DENIED: '42501',
  CORE_READ_ONLY: '25006',
  CORE_NOT_NULL: '23502',
  CORE_CHECK_VIOLATION: '23514',
  CORE_DUPLICATE_KEY: '23505',
  CORE_FOREIGN_KEY_VIOLATION: '23503',
  CORE_VALUE_TOO_LARGE: '54000',
  CORE_SERIALIZATION_FAILURE: '40001',
  CORE_READ_ONLY_TRANSACTION: '25006',
  CORE_TRANSACTION_FAILED: '25P02',
  CORE_LOCK_NOT_AVAILABLE: '55P03',
  CORE_TRANSACTION_ACTIVE: '25001',
  CORE_TRANSACTION_LEFT_OPEN: '25000',
  CORE_TRANSACTION_BUSY: '55006',
  CORE_TRANSACTION_NOT_FOUND: '25000',
  CORE_NO_TRANSACTION: '25P01',
  CORE_SAVEPOINT_NOT_FOUND: '3B001',
  CORE_TOO_MANY_TRANSACTIONS: '53300',
  CORE_EMPTY_SCRIPT: '42601',
  CORE_STORAGE_FAILED: '58030',
  CORE_OVERLOADED: '53300',
  CORE_CLOSED: '57P01',
};

export interface CoreErrorOptions {
  /** Offset in the statement's text of the offending name, where known. */
  readonly position?: number | undefined;
  /** What to do about it: one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** The message for those who may not see values of rows; absent: `message` quotes none. */
  readonly discreet?: string | undefined;
}

/** An expected failure of a statement. The message names the offender. */
export class CoreError extends Error {
  readonly code: CoreErrorCode;
  /** PostgreSQL's SQLSTATE. */
  readonly sqlState: string;
  readonly position: number | undefined;
  readonly hint: string | undefined;
  readonly #discreet: string | undefined;

  constructor(code: CoreErrorCode, message: string, options: CoreErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CoreError';
    this.code = code;
    this.sqlState = coreSqlStates[code];
    this.position = options.position;
    this.hint = options.hint;
    this.#discreet = options.discreet;
  }

  /** The same failure, told without values of rows. */
  withoutValues(): CoreError {
    if (this.#discreet === undefined) return this;
    return new CoreError(this.code, this.#discreet, { position: this.position });
  }
}

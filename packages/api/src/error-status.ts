import { AuthError, type AuthErrorCode } from '@kalamdb/auth';
import { CoreError, type CoreErrorCode } from '@kalamdb/core';
import { locate, SqlError, type SqlErrorCode, type TextPosition } from '@kalamdb/sql';
import { ApiError, type ApiErrorCode } from './error.ts';

/** An error as clients see it. */
export interface ErrorDescription {
  readonly status: number;
  /** Coarse, stable name of the kind of failure. */
  readonly code: string;
  readonly message: string;
  /** The exact, stable code inside the coarse one. */
  readonly reason?: string;
  readonly sqlstate?: string;
  readonly position?: TextPosition;
  readonly hint?: string;
  /** The same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** False: the server is at fault, not the request. To be logged, and answered without internals. */
  readonly expected: boolean;
}

type Wire = readonly [status: number, code: string];

const failed: Wire = [400, 'SQL_EXECUTION_ERROR'];
const invalid: Wire = [400, 'INVALID_SQL'];
const missingTable: Wire = [400, 'TABLE_NOT_FOUND'];

/** Codes not listed are SQL_EXECUTION_ERROR, status 400. */
const sqlWire: Partial<Record<SqlErrorCode, Wire>> = {
  SQL_SYNTAX: invalid,
  SQL_TOO_LONG: invalid,
  SQL_TOO_DEEP: invalid,
  SQL_UNSUPPORTED: invalid,
  SQL_GENERATED_COLUMN: invalid,
  SQL_UNKNOWN_TABLE: missingTable,
  SQL_INVALID_PARAMETER: [400, 'INVALID_PARAMETER'],
  SQL_RESULT_TOO_LARGE: [400, 'RESULT_TOO_LARGE'],
  SQL_CANCELED: [408, 'QUERY_CANCELED'],
};

const coreWire: Partial<Record<CoreErrorCode, Wire>> = {
  CORE_TABLE_NOT_FOUND: missingTable,
  CORE_VIEW_NOT_FOUND: missingTable,
  CORE_PERMISSION_DENIED: [403, 'PERMISSION_DENIED'],
  CORE_EMPTY_SCRIPT: [400, 'EMPTY_SQL'],
  CORE_SERIALIZATION_FAILURE: [409, 'SERIALIZATION_FAILURE'],
  CORE_TRANSACTION_FAILED: [400, 'TRANSACTION_FAILED'],
  CORE_TRANSACTION_LEFT_OPEN: [400, 'TRANSACTION_LEFT_OPEN'],
  CORE_TRANSACTION_BUSY: [409, 'TRANSACTION_BUSY'],
  CORE_LOCK_NOT_AVAILABLE: [409, 'LOCK_NOT_AVAILABLE'],
  CORE_TRANSACTION_NOT_FOUND: [404, 'TRANSACTION_NOT_FOUND'],
  CORE_TOO_MANY_TRANSACTIONS: [429, 'TOO_MANY_TRANSACTIONS'],
  CORE_STORAGE_FAILED: [503, 'STORAGE_FAILED'],
  CORE_OVERLOADED: [503, 'OVERLOADED'],
  CORE_CLOSED: [503, 'SHUTTING_DOWN'],
};

const authWire: Record<AuthErrorCode, Wire> = {
  AUTH_INVALID_CREDENTIALS: [401, 'INVALID_CREDENTIALS'],
  AUTH_ACCOUNT_LOCKED: [401, 'ACCOUNT_LOCKED'],
  AUTH_WEAK_PASSWORD: failed,
  AUTH_INVALID_TOKEN: [401, 'INVALID_CREDENTIALS'],
  AUTH_TOKEN_EXPIRED: [401, 'TOKEN_EXPIRED'],
};

const apiStatus: Record<ApiErrorCode, number> = {
  MISSING_AUTHORIZATION: 401,
  INVALID_INPUT: 400,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  SHUTTING_DOWN: 503,
};

/** Of failures that others have caused: conflicts, limits on numbers, overload. */
const retryableStatus: ReadonlySet<number> = new Set([409, 429, 503]);

/**
 * Describe any error for the wire: the only place that knows HTTP's numbers. `sqlText` is the text
 * that positions refer to. Failures of storage and bugs become INTERNAL_ERROR without details.
 */
export function describeError(error: unknown, sqlText = ''): ErrorDescription {
  if (error instanceof SqlError) {
    return describeStatement(error, sqlWire[error.code] ?? failed, sqlText);
  }
  if (error instanceof CoreError) {
    const description = describeStatement(error, coreWire[error.code] ?? failed, sqlText);
    return { ...description, expected: error.code !== 'CORE_STORAGE_FAILED' };
  }
  if (error instanceof AuthError) {
    const [status, code] = authWire[error.code];
    return { ...plain(status, code, withPrefix(error, code)), reason: error.code };
  }
  if (error instanceof ApiError) return plain(apiStatus[error.code], error.code, error.message);
  return { ...plain(500, 'INTERNAL_ERROR', 'the server failed; see its log'), expected: false };
}

function plain(status: number, code: string, message: string): ErrorDescription {
  return { status, code, message, retryable: retryableStatus.has(status), expected: true };
}

function describeStatement(
  error: SqlError | CoreError,
  [status, code]: Wire,
  sqlText: string,
): ErrorDescription {
  return {
    ...plain(status, code, withPrefix(error, code)),
    reason: error.code,
    sqlstate: error.sqlState,
    ...(error.position === undefined ? {} : { position: locate(sqlText, error.position) }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

/** The texts that clients of the protocol match on. */
function withPrefix(error: Error, code: string): string {
  if (code === 'PERMISSION_DENIED') return `Unauthorized statement: ${error.message}`;
  if (code === 'SQL_EXECUTION_ERROR') {
    return `Statement ${statementOf(error)} failed: ${error.message}`;
  }
  return error.message;
}

/** The database marks errors of a script with the number of the statement, from 1. */
function statementOf(error: Error): number {
  return 'statement' in error && typeof error.statement === 'number' ? error.statement : 1;
}

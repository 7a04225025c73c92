import { SqlError } from '@kalamdb/sql';
import { CoreError } from '../error.ts';
import { explainStorage } from './storage-error.ts';

/** An error of one statement of a script: `statement` counts from 1. */
export type StatementError = (SqlError | CoreError) & { readonly statement: number };

/**
 * `error`, marked as that of statement `number` unless it is marked already, with failures of
 * storage told as the database's own.
 */
export function statementError(error: unknown, number: number): unknown {
  const explained = explainStorage(error);
  if (!hasPosition(explained) || 'statement' in explained) return explained;
  return Object.assign(explained, { statement: number });
}

/** The statement that an error thrown by `Database.execute` belongs to, if it is known. */
export function statementNumber(error: unknown): number | undefined {
  return hasPosition(error) && 'statement' in error
    ? (error as StatementError).statement
    : undefined;
}

/** A copy of `error` with another position; anything but a SqlError or CoreError as it is. */
export function withPosition(error: unknown, position: number | undefined): unknown {
  if (!hasPosition(error)) return error;
  const options = { position, hint: error.hint, cause: error.cause };
  return error instanceof SqlError
    ? new SqlError(error.code, error.message, { ...options, sqlState: error.sqlState })
    : new CoreError(error.code, error.message, options);
}

/** `error` with its position, if it has one, moved by `offset`. */
export function movedError(error: unknown, offset: number): unknown {
  if (offset === 0 || !hasPosition(error) || error.position === undefined) return error;
  return withPosition(error, error.position + offset);
}

/** The result of `action`; its errors pass through `explain`. */
export function explaining<T>(explain: (error: unknown) => unknown, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw explain(error);
  }
}

/** Whether `error` is one that can say where in the text it arose. */
export function hasPosition(error: unknown): error is SqlError | CoreError {
  return error instanceof SqlError || error instanceof CoreError;
}

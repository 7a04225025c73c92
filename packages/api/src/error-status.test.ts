import { describe, expect, test } from '@jest/globals';
import { AuthError, type AuthErrorCode } from '@kalamdb/auth';
import { CoreError, type CoreErrorCode, coreSqlStates } from '@kalamdb/core';
import { conditions, SqlError, type SqlErrorCode, sqlStates } from '@kalamdb/sql';
import { ApiError, type ApiErrorCode } from './error.ts';
import { describeError } from './error-status.ts';

type Expected = readonly [status: number, code: string];
const failed: Expected = [400, 'SQL_EXECUTION_ERROR'];

// Records over the unions: a new code does not compile until its answer is decided here.
const sql: Record<SqlErrorCode, Expected> = {
  SQL_SYNTAX: [400, 'INVALID_SQL'],
  SQL_TOO_LONG: [400, 'INVALID_SQL'],
  SQL_TOO_DEEP: [400, 'INVALID_SQL'],
  SQL_UNSUPPORTED: [400, 'INVALID_SQL'],
  SQL_GENERATED_COLUMN: [400, 'INVALID_SQL'],
  SQL_UNKNOWN_NAMESPACE: failed,
  SQL_UNKNOWN_TABLE: [400, 'TABLE_NOT_FOUND'],
  SQL_WRONG_KIND: failed,
  SQL_UNKNOWN_COLUMN: failed,
  SQL_AMBIGUOUS_COLUMN: failed,
  SQL_UNKNOWN_FUNCTION: failed,
  SQL_UNKNOWN_TYPE: failed,
  SQL_UNKNOWN_CONSTRAINT: failed,
  SQL_CONFLICT_TARGET: failed,
  SQL_DUPLICATE_NAME: failed,
  SQL_INVALID_NAME: failed,
  SQL_INVALID_OPTION: failed,
  SQL_INVALID_TABLE: failed,
  SQL_TYPE_MISMATCH: failed,
  SQL_INVALID_VALUE: failed,
  SQL_INVALID_REGULAR_EXPRESSION: failed,
  SQL_INVALID_PARAMETER: [400, 'INVALID_PARAMETER'],
  SQL_GROUPING: failed,
  SQL_WINDOW: failed,
  SQL_INVALID_RECURSION: failed,
  SQL_UNKNOWN_SEQUENCE: failed,
  SQL_UNKNOWN_PARAMETER: failed,
  SQL_SEQUENCE_EXHAUSTED: failed,
  SQL_INVALID_STATE: failed,
  SQL_OUT_OF_RANGE: failed,
  SQL_DIVISION_BY_ZERO: failed,
  SQL_CARDINALITY: failed,
  SQL_CANCELED: [408, 'QUERY_CANCELED'],
  SQL_OUT_OF_MEMORY: failed,
  SQL_RESULT_TOO_LARGE: [400, 'RESULT_TOO_LARGE'],
};

const core: Record<CoreErrorCode, Expected> = {
  CORE_NAMESPACE_EXISTS: failed,
  CORE_NAMESPACE_NOT_FOUND: failed,
  CORE_NAMESPACE_NOT_EMPTY: failed,
  CORE_TABLE_EXISTS: failed,
  CORE_TABLE_NOT_FOUND: [400, 'TABLE_NOT_FOUND'],
  CORE_TABLE_CHANGED: failed,
  CORE_VIEW_EXISTS: failed,
  CORE_VIEW_NOT_FOUND: [400, 'TABLE_NOT_FOUND'],
  CORE_INDEX_EXISTS: failed,
  CORE_INDEX_NOT_FOUND: failed,
  CORE_SEQUENCE_EXISTS: failed,
  CORE_SEQUENCE_NOT_FOUND: failed,
  CORE_STATEMENT_EXISTS: failed,
  CORE_STATEMENT_NOT_FOUND: failed,
  CORE_PARAMETER_NOT_FOUND: failed,
  CORE_WRONG_KIND: failed,
  CORE_DEPENDENT_OBJECTS: failed,
  CORE_USER_EXISTS: failed,
  CORE_USER_NOT_FOUND: failed,
  CORE_INVALID_USER: failed,
  CORE_PERMISSION_DENIED: [403, 'PERMISSION_DENIED'],
  CORE_READ_ONLY: failed,
  CORE_NOT_NULL: failed,
  CORE_CHECK_VIOLATION: failed,
  CORE_FOREIGN_KEY_VIOLATION: failed,
  CORE_DUPLICATE_KEY: failed,
  CORE_VALUE_TOO_LARGE: failed,
  CORE_SERIALIZATION_FAILURE: [409, 'SERIALIZATION_FAILURE'],
  CORE_READ_ONLY_TRANSACTION: failed,
  CORE_TRANSACTION_FAILED: [400, 'TRANSACTION_FAILED'],
  CORE_TRANSACTION_ACTIVE: failed,
  CORE_TRANSACTION_LEFT_OPEN: [400, 'TRANSACTION_LEFT_OPEN'],
  CORE_TRANSACTION_BUSY: [409, 'TRANSACTION_BUSY'],
  CORE_LOCK_NOT_AVAILABLE: [409, 'LOCK_NOT_AVAILABLE'],
  CORE_TRANSACTION_NOT_FOUND: [404, 'TRANSACTION_NOT_FOUND'],
  CORE_NO_TRANSACTION: failed,
  CORE_SAVEPOINT_NOT_FOUND: failed,
  CORE_TOO_MANY_TRANSACTIONS: [429, 'TOO_MANY_TRANSACTIONS'],
  CORE_EMPTY_SCRIPT: [400, 'EMPTY_SQL'],
  CORE_STORAGE_FAILED: [503, 'STORAGE_FAILED'],
  CORE_OVERLOADED: [503, 'OVERLOADED'],
  CORE_CLOSED: [503, 'SHUTTING_DOWN'],
};

const auth: Record<AuthErrorCode, Expected> = {
  AUTH_INVALID_CREDENTIALS: [401, 'INVALID_CREDENTIALS'],
  AUTH_ACCOUNT_LOCKED: [401, 'ACCOUNT_LOCKED'],
  AUTH_WEAK_PASSWORD: failed,
  AUTH_INVALID_TOKEN: [401, 'INVALID_CREDENTIALS'],
  AUTH_TOKEN_EXPIRED: [401, 'TOKEN_EXPIRED'],
};

const api: Record<ApiErrorCode, number> = {
  MISSING_AUTHORIZATION: 401,
  INVALID_INPUT: 400,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  SHUTTING_DOWN: 503,
};

const cases = <Code extends string, Value>(record: Record<Code, Value>) =>
  Object.entries(record) as [Code, Value][];

describe('the answer to', () => {
  test.each(cases(sql))('%s', (reason, [status, code]) => {
    const expected = { status, code, reason, sqlstate: sqlStates[reason], expected: true };
    expect(describeError(new SqlError(reason, 'why'))).toMatchObject(expected);
  });

  test('a finer SQLSTATE than that of its code', () => {
    const sqlState = conditions.cannotCoerce;
    const error = new SqlError('SQL_TYPE_MISMATCH', 'why', { sqlState });
    expect(describeError(error)).toMatchObject({ reason: 'SQL_TYPE_MISMATCH', sqlstate: '42846' });
  });

  test.each(cases(core))('%s', (reason, [status, code]) => {
    const isExpected = reason !== 'CORE_STORAGE_FAILED';
    const expected = {
      status,
      code,
      reason,
      sqlstate: coreSqlStates[reason],
      expected: isExpected,
    };
    const description = describeError(new CoreError(reason, 'why'));
    const retryable = [409, 429, 503].includes(status);
    expect(description).toMatchObject({ ...expected, retryable });
  });

  test.each(cases(auth))('%s', (reason, [status, code]) => {
    const expected = { status, code, reason, expected: true };
    expect(describeError(new AuthError(reason, 'why'))).toMatchObject(expected);
  });

  test.each(cases(api))('%s', (code, status) => {
    const retryable = status === 503;
    expect(describeError(new ApiError(code, 'why'))).toEqual({
      status,
      code,
      message: 'why',
      retryable,
      expected: true,
    });
  });

  test.each([
    new Error('internals'),
    new TypeError('x'),
    'text',
    undefined,
    null,
    { code: 'SQL_X' },
  ])('anything else (%s) tells nothing', (error) => {
    expect(describeError(error)).toEqual({
      status: 500,
      code: 'INTERNAL_ERROR',
      message: 'the server failed; see its log',
      retryable: false,
      expected: false,
    });
  });
});

describe('the message', () => {
  test.each([
    [new SqlError('SQL_SYNTAX', 'why'), 'why'],
    [new SqlError('SQL_GROUPING', 'why'), 'Statement 1 failed: why'],
    [
      Object.assign(new SqlError('SQL_GROUPING', 'why'), { statement: 4 }),
      'Statement 4 failed: why',
    ],
    [new CoreError('CORE_PERMISSION_DENIED', 'why'), 'Unauthorized statement: why'],
    [new AuthError('AUTH_WEAK_PASSWORD', 'why'), 'Statement 1 failed: why'],
    [new AuthError('AUTH_TOKEN_EXPIRED', 'why'), 'why'],
  ])('%# has the words that clients match on', (error, message) => {
    expect(describeError(error).message).toBe(message);
  });
});

test('a position is told as offset, line and column; hints are passed on', () => {
  const error = new SqlError('SQL_SYNTAX', 'why', { position: 4, hint: 'do so' });
  expect(describeError(error, 'a\nbc d')).toMatchObject({
    position: { offset: 4, line: 2, column: 3 },
    hint: 'do so',
  });
});

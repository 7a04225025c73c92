import { expect, test } from '@jest/globals';
import { printStatement } from '../ast/print.ts';
import { parseScript } from './parse.ts';

test.each([
  ['begin', 'BEGIN'],
  ['BEGIN WORK', 'BEGIN'],
  ['BEGIN TRANSACTION READ ONLY', 'BEGIN READ ONLY'],
  ['START TRANSACTION', 'BEGIN'],
  ['START TRANSACTION READ WRITE', 'BEGIN READ WRITE'],
  ['BEGIN ISOLATION LEVEL READ UNCOMMITTED', 'BEGIN ISOLATION LEVEL READ UNCOMMITTED'],
  ['BEGIN ISOLATION LEVEL READ COMMITTED', 'BEGIN ISOLATION LEVEL READ COMMITTED'],
  ['BEGIN ISOLATION LEVEL REPEATABLE READ', 'BEGIN ISOLATION LEVEL REPEATABLE READ'],
  ['BEGIN ISOLATION LEVEL SNAPSHOT', 'BEGIN ISOLATION LEVEL SNAPSHOT'],
  ['BEGIN READ ONLY, ISOLATION LEVEL SERIALIZABLE', 'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY'],
  ['BEGIN READ ONLY READ WRITE', 'BEGIN READ WRITE'],
  ['SET TRANSACTION READ ONLY', 'SET TRANSACTION READ ONLY'],
  ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'],
  ['COMMIT', 'COMMIT'],
  ['COMMIT WORK', 'COMMIT'],
  ['END', 'COMMIT'],
  ['END TRANSACTION', 'COMMIT'],
  ['ROLLBACK', 'ROLLBACK'],
  ['ROLLBACK WORK', 'ROLLBACK'],
  ['ABORT', 'ROLLBACK'],
  ['ABORT TRANSACTION', 'ROLLBACK'],
  ['SAVEPOINT a', 'SAVEPOINT a'],
  ['SAVEPOINT savepoint', 'SAVEPOINT "savepoint"'],
  ['RELEASE a', 'RELEASE SAVEPOINT a'],
  ['RELEASE SAVEPOINT a', 'RELEASE SAVEPOINT a'],
  ['RELEASE savepoint', 'RELEASE SAVEPOINT "savepoint"'],
  ['RELEASE SAVEPOINT savepoint', 'RELEASE SAVEPOINT "savepoint"'],
  ['ROLLBACK TO a', 'ROLLBACK TO SAVEPOINT a'],
  ['ROLLBACK TRANSACTION TO SAVEPOINT a', 'ROLLBACK TO SAVEPOINT a'],
])('%s', (sql, printed) => {
  expect(parseScript(sql).map(({ statement }) => printStatement(statement))).toEqual([printed]);
});

test('words of these statements stay names', () => {
  const sql = 'SELECT begin, start, commit, read, write, work, level FROM transaction AS snapshot';
  expect(parseScript(sql)).toHaveLength(1);
});

test.each(['BEGIN ISOLATION LEVEL', 'BEGIN ISOLATION LEVEL READ', 'SET TRANSACTION', 'SAVEPOINT'])(
  '%s is not complete',
  (sql) => {
    expect(() => parseScript(sql)).toThrow('syntax error at end of input');
  },
);

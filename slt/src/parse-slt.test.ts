import { expect, test } from '@jest/globals';
import { parseSlt } from './parse-slt.ts';

const md5 = 'e20b902b49a98b1a05ed62804c757f94';

test('Statements: ok, error with and without a message, count', () => {
  const text = `
statement ok
CREATE TABLE t (
  a INT
)

statement error DataFusion error: no such table
SELECT 1

query error
SELECT 2
----
a message

of two parts


statement count 3
DELETE FROM t`;
  expect(parseSlt(text)).toEqual([
    statement(2, 'CREATE TABLE t (\n  a INT\n)', 'ok'),
    statement(7, 'SELECT 1', 'error'),
    statement(10, 'SELECT 2', 'error'),
    { ...statement(18, 'DELETE FROM t', 'ok'), count: 3 },
  ]);
});

test('Queries: types, order, label, result as lines or as a hash', () => {
  const text = `hash-threshold 8

query IT rowsort label-1
SELECT a, b
FROM t
----
1 x
2 y

query II valuesort
SELECT 1
----
20 values hashing to ${md5}

query I
SELECT 1 WHERE FALSE
----

query I nosort
SELECT 1 WHERE FALSE`;
  expect(parseSlt(text)).toEqual([
    query(3, 'SELECT a, b\nFROM t', 'IT', 'rowsort', ['1 x', '2 y']),
    { ...query(10, 'SELECT 1', 'II', 'valuesort', []), expected: { kind: 'hash', count: 20, md5 } },
    query(15, 'SELECT 1 WHERE FALSE', 'I', 'nosort', []),
    query(19, 'SELECT 1 WHERE FALSE', 'I', 'nosort', []),
  ]);
});

test('skipif and onlyif know us as postgresql, also several and with a comment', () => {
  const text = `skipif postgresql # strict
statement ok
1

onlyif mysql # DIV
skipif sqlite
statement ok
2

skipif mysql
onlyif postgresql
statement ok
3`;
  expect(parseSlt(text)).toEqual([
    { kind: 'skipped', line: 2, reason: 'skipif postgresql' },
    { kind: 'skipped', line: 7, reason: 'onlyif mysql' },
    statement(12, '3', 'ok'),
  ]);
});

test('halt ends the file, unless it is for another engine', () => {
  const text = 'onlyif oracle\nhalt\n\nstatement ok\n1\n\nskipif sqlite\nhalt\n\nstatement ok\n2';
  expect(parseSlt(text)).toEqual([statement(4, '1', 'ok')]);
});

test('sortmode holds for the queries after it, an include is a record, CRLF ends lines', () => {
  const text =
    'control sortmode rowsort\r\n\r\ninclude ./a.slt.part\r\n\r\nquery I\r\nSELECT 1\r\n';
  expect(parseSlt(text)).toEqual([
    { kind: 'include', line: 3, path: './a.slt.part' },
    query(5, 'SELECT 1', 'I', 'rowsort', []),
  ]);
});

test('what is not known is skipped with its whole block', () => {
  const text = 'system ok\nrm -r x\n\nstatement maybe\nSELECT 1\n\nstatement ok\n1';
  expect(parseSlt(text)).toEqual([
    { kind: 'skipped', line: 1, reason: 'directive `system` is not known' },
    { kind: 'skipped', line: 4, reason: 'directive `statement maybe` is not known' },
    statement(7, '1', 'ok'),
  ]);
});

test('statements that only other systems have are skipped with the reason', () => {
  const text =
    "statement ok\nCOPY (VALUES (1)) TO 'a.parquet' STORED AS PARQUET;\n\n" +
    'statement ok\nIF EXISTS (SELECT 1) DROP TABLE t\n\nstatement ok\nDROP TABLE IF EXISTS t';
  expect(parseSlt(text)).toEqual([
    { kind: 'skipped', line: 1, reason: expect.stringContaining('DataFusion') },
    { kind: 'skipped', line: 4, reason: expect.stringContaining('Transact-SQL') },
    statement(7, 'DROP TABLE IF EXISTS t', 'ok'),
  ]);
});

function statement(line: number, sql: string, outcome: 'ok' | 'error') {
  return { kind: 'statement', line, sql, outcome, count: undefined };
}

function query(line: number, sql: string, types: string, sort: string, lines: string[]) {
  return { kind: 'query', line, sql, types, sort, expected: { kind: 'lines', lines } };
}

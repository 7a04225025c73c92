import { describe, expect, test } from '@jest/globals';
import { bindQuery } from '../../test/chat-catalog.ts';
import { SqlError } from '../error.ts';
import { FIXED_NOW, fixedContext } from '../testing/fixed-context.ts';
import type { Row, Value } from '../types/value.ts';
import { compileRow } from './compile-row.ts';

/** The value of the first item of `SELECT <expression> FROM log` for one row of (line, level). */
function evaluate(expression: string, row: Row = [], parameters: readonly Value[] = []): Value {
  const { plan } = bindQuery(`SELECT ${expression} FROM log`);
  if (plan.kind !== 'project') throw new Error('not a projection');
  return compileRow(plan.expressions[0])(row, fixedContext(new Map(), { parameters }));
}

function failure(expression: string, row: Row = []): string {
  try {
    return `no error, but ${evaluate(expression, row)}`;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return `${error.code}@${error.position ?? '-'} ${error.message}`;
  }
}

describe('three-valued logic', () => {
  const truth = ['TRUE', 'FALSE', 'NULL'] as const;
  const values: Record<string, Value> = { TRUE: true, FALSE: false, NULL: null };
  const tables: Record<string, readonly string[]> = {
    AND: ['TRUE FALSE NULL', 'FALSE FALSE FALSE', 'NULL FALSE NULL'],
    OR: ['TRUE TRUE TRUE', 'TRUE FALSE NULL', 'TRUE NULL NULL'],
    '=': ['TRUE FALSE NULL', 'FALSE TRUE NULL', 'NULL NULL NULL'],
    'IS DISTINCT FROM': ['FALSE TRUE TRUE', 'TRUE FALSE TRUE', 'TRUE TRUE FALSE'],
    'IS NOT DISTINCT FROM': ['TRUE FALSE FALSE', 'FALSE TRUE FALSE', 'FALSE FALSE TRUE'],
  };
  const cases = Object.entries(tables).flatMap(([operator, rows]) =>
    truth.flatMap((left, i) =>
      truth.map((right, j): [string, Value] => [
        `${left}::BOOLEAN ${operator} ${right}::BOOLEAN`,
        values[rows[i].split(' ')[j]],
      ]),
    ),
  );
  test.each(cases)('%s is %p', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });

  const tests: readonly [string, Value][] = [
    ['NOT TRUE', false],
    ['NOT NULL::BOOLEAN', null],
    ['NULL::BOOLEAN IS UNKNOWN', true],
    ['TRUE IS NOT UNKNOWN', true],
    ['NULL::BOOLEAN IS TRUE', false],
    ['NULL::BOOLEAN IS NOT TRUE', true],
    ['FALSE IS FALSE', true],
    ['NULL IS NULL', true],
    ['1 IS NOT NULL', true],
    ['1 IN (1, NULL)', true],
    ['2 IN (1, NULL)', null],
    ['2 NOT IN (1, NULL)', null],
    ['2 NOT IN (1, 3)', true],
    ['NULL IN (1)', null],
    ['5 BETWEEN 1 AND NULL', null],
    ['0 BETWEEN 1 AND NULL', false],
    ['0 NOT BETWEEN 1 AND NULL', true],
    ['CASE WHEN NULL THEN 1 WHEN FALSE THEN 2 END', null],
    ['CASE 2 WHEN 1 THEN 10 WHEN 2 THEN 20 ELSE 30 END', 20],
    ['COALESCE(NULL, NULL, 3)', 3],
    ['COALESCE(NULL, NULL)', null],
    ['NULLIF(1, 1)', null],
    ['NULLIF(1, 2)', 1],
    ['GREATEST(1, NULL, 3)', 3],
    ['LEAST(NULL, NULL)', null],
    ["CONCAT('a', NULL, 1, TRUE)", 'a1t'],
    ["CONCAT_WS('-', 'a', NULL, 'b')", 'a-b'],
    ["CONCAT_WS(NULL, 'a')", null],
  ];
  test.each(tests)('%s is %p', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });
});

describe('evaluation order', () => {
  const shortened: readonly [string, Value][] = [
    ['FALSE AND 1 / (level - level) = 1', false],
    ['TRUE OR 1 / (level - level) = 1', true],
    ['CASE WHEN TRUE THEN 1 ELSE 1 / (level - level) END', 1],
    ['COALESCE(1, 1 / (level - level))', 1],
    ['level IN (5, 1 / (level - level))', true],
  ];
  test.each(shortened)('%s does not divide', (expression, expected) => {
    expect(evaluate(expression, [null, 5])).toBe(expected);
  });

  test('Operands run from left to right, until the result is known', () => {
    expect(failure('1 / (level - level) = 1 AND FALSE', [null, 5])).toBe(
      'SQL_DIVISION_BY_ZERO@9 division by zero',
    );
  });
});

describe('arithmetic', () => {
  const results: readonly [string, Value][] = [
    ['2147483646 + 1', 2147483647],
    ['-2147483648 + 0', -2147483648],
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['-7 % 3', -1],
    ['7 % -3', 1],
    ['-2147483648 % -1', 0],
    ['0 * -5', 0],
    ['-7 / 8', 0],
    ['7::BIGINT / 2', 3n],
    ['2147483647 + 1::BIGINT', 2147483648n],
    ['-9223372036854775808 % -1', 0n],
    ['1 / 2.0', '0.50000000000000000000'],
    ['MOD(7, 3)', 1],
    ['-(-5)', 5],
    ['+level', 5],
    ['ABS(-5)', 5],
    ['CEIL(1.2)', '2'],
    ['FLOOR(-1.2)', '-2'],
    ['ROUND(2.5)', '3'],
    ['ROUND(2.5::DOUBLE)', 2],
    ['ROUND(2.345, 2)', '2.35'],
    ['ROUND(1234.5, -2)', '1200'],
    ['SIGN(-3)', -1],
    ['SQRT(9)', 3],
    ['POWER(2, 10)', 1024],
    ['POWER(2, -1)', 0.5],
    ["'NaN'::DOUBLE = 'NaN'::DOUBLE", true],
    ["'NaN'::DOUBLE > 'Infinity'::DOUBLE", true],
    ["'Infinity'::DOUBLE - 'Infinity'::DOUBLE", Number.NaN],
    ["1 / 'Infinity'::DOUBLE", 0],
  ];
  test.each(results)('%s is %p', (expression, expected) => {
    expect(evaluate(expression, [null, 5])).toBe(expected);
  });

  const failures: readonly [string, string][] = [
    ['2147483647 + 1', 'SQL_OUT_OF_RANGE@18 out of range for type INT'],
    ['-2147483648 - 1', 'SQL_OUT_OF_RANGE@19 out of range for type INT'],
    ['65536 * 65536', 'SQL_OUT_OF_RANGE@13 out of range for type INT'],
    ['-2147483648 / -1', 'SQL_OUT_OF_RANGE@19 out of range for type INT'],
    ['-(-2147483648)', 'SQL_OUT_OF_RANGE@7 out of range for type INT'],
    ['ABS(-2147483648)', 'SQL_OUT_OF_RANGE@7 out of range for type INT'],
    ['9223372036854775807 + 1', 'SQL_OUT_OF_RANGE@27 out of range for type BIGINT'],
    ['-9223372036854775808 / -1', 'SQL_OUT_OF_RANGE@28 out of range for type BIGINT'],
    ['1e308::DOUBLE * 10', 'SQL_OUT_OF_RANGE@21 out of range for type DOUBLE'],
    ['1e-308::DOUBLE * 1e-308', 'SQL_OUT_OF_RANGE@22 out of range for type DOUBLE'],
    ['1 / 0', 'SQL_DIVISION_BY_ZERO@9 division by zero'],
    ['1 % 0', 'SQL_DIVISION_BY_ZERO@9 division by zero'],
    ['1::BIGINT / 0', 'SQL_DIVISION_BY_ZERO@17 division by zero'],
    ['1.0 / 0', 'SQL_DIVISION_BY_ZERO@11 division by zero'],
    ['SQRT(-1)', 'SQL_INVALID_VALUE@7 cannot take square root of a negative number'],
    ['POWER(0, -1)', 'SQL_INVALID_VALUE@7 zero raised to a negative power is undefined'],
    ['POWER(10, 400)', 'SQL_OUT_OF_RANGE@7 out of range for type DOUBLE'],
    ['line::INT', 'SQL_INVALID_VALUE@7 invalid input syntax for type INT: "x"'],
    [
      "REPEAT('ab', 2000000000)",
      'SQL_RESULT_TOO_LARGE@7 a text of 4000000000 characters would be made; at most 16777216 are allowed',
    ],
    ["SUBSTRING('abc', 1, -1)", 'SQL_INVALID_VALUE@7 negative substring length not allowed'],
    ["'ba' LIKE 'b\\'", 'SQL_INVALID_VALUE@7 LIKE pattern must not end with escape character'],
    ["'a' LIKE 'b' ESCAPE 'xy'", 'SQL_INVALID_VALUE@7 invalid escape string "xy"'],
  ];
  test.each(failures)('%s fails: %s', (expression, expected) => {
    expect(failure(expression, ['x', 5])).toContain(expected);
  });
});

describe('text', () => {
  const results: readonly [string, Value][] = [
    ["LOWER('ÀB')", 'àb'],
    ["LENGTH('a😀b')", 3],
    ["REVERSE('a😀')", '😀a'],
    ["SUBSTRING('hello', 2)", 'ello'],
    ["SUBSTRING('a😀bc', 2, 2)", '😀b'],
    ["SUBSTRING('hello', -1, 3)", 'h'],
    ["SUBSTRING('hello', 9)", ''],
    ["SUBSTRING('hello', -5, 3)", ''],
    ["LEFT('hello', -2)", 'hel'],
    ["RIGHT('hello', -2)", 'llo'],
    ["LEFT('😀a', 1)", '😀'],
    ["RIGHT('hello', 99)", 'hello'],
    ["STRPOS('a😀b', 'b')", 3],
    ["STRPOS('abc', '')", 1],
    ["TRIM('xxaxx', 'x')", 'a'],
    ["LTRIM('  a ')", 'a '],
    ["RTRIM('  a ')", '  a'],
    ["REPLACE('aaa', 'a', 'bb')", 'bbbbbb'],
    ["REPLACE('aaa', '', 'b')", 'aaa'],
    ["REPEAT('ab', -1)", ''],
    ["STARTS_WITH('hello', 'he')", true],
    ["'n=' || 1.50", 'n=1.50'],
    ["TRUE || '!'", 'true!'],
    ["'a' || NULL", null],
    ["LENGTH('\\x0102'::BYTES)", 2],
    ["'2026-01-02'::TIMESTAMP || ''", '2026-01-02 00:00:00'],
  ];
  test.each(results)('%s is %p', (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });
});

test('The session and its ids come from the context', () => {
  expect(evaluate('NOW()')).toBe(FIXED_NOW);
  expect(evaluate('CURRENT_TIMESTAMP')).toBe(FIXED_NOW);
  expect(evaluate("CURRENT_USER || '/' || CURRENT_ROLE()")).toBe('alice/user');
  expect(evaluate('SNOWFLAKE_ID()')).toBe(1n);
  expect(evaluate('ULID()')).toBe('00000000000000000000000001');
});

test('Parameters are read by index', () => {
  expect(evaluate('$2 - 0 - $1', [], [1, 5])).toBe(4);
  expect(evaluate('$1 + level', [null, 5], [null])).toBeNull();
});

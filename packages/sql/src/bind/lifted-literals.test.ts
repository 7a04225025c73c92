import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryRow, arbitrarySql } from '../../test/arbitrary-sql.ts';
import { bindQuery } from '../../test/chat-catalog.ts';
import { SqlError } from '../error.ts';
import { compileRow } from '../execute/compile-row.ts';
import { fingerprint } from '../parse/fingerprint.ts';
import { fixedContext } from '../testing/fixed-context.ts';
import { literalValue } from '../types/literal-value.ts';
import { typeName } from '../types/sql-type.ts';
import type { Row, Value } from '../types/value.ts';

/** The first column's type and value for a row, or the code of the error. */
function outcome(sql: string, row: Row, isLifted: boolean): string {
  try {
    const literals = isLifted ? (fingerprint(sql)?.literals ?? []) : [];
    const bound = bindQuery(sql, { literalCount: literals.length });
    const parameters = literals.map((literal, slot): Value => {
      const type = bound.parameterTypes[slot];
      return type.kind === 'unknown' ? null : literalValue(literal, type);
    });
    if (bound.plan.kind !== 'project') throw new Error('not a projection');
    const [expression] = bound.plan.expressions;
    const value = compileRow(expression)(row, fixedContext(new Map(), { parameters }));
    return `${typeName(expression.type)} ${value}`;
  } catch (error) {
    if (error instanceof SqlError) return error.code;
    throw error;
  }
}

test.each([
  ['number', arbitrarySql.number],
  ['condition', arbitrarySql.condition],
  ['text', arbitrarySql.text],
])('Lifting literals changes no value and no type of a %s', (_, expressions) => {
  fc.assert(
    fc.property(expressions, arbitraryRow, (expression, row) => {
      const sql = `SELECT ${expression} FROM log`;
      expect(outcome(sql, row, true)).toBe(outcome(sql, row, false));
    }),
    { numRuns: 300 },
  );
});

const edges = [
  '5 BETWEEN level AND 3000000000',
  '3000000000 BETWEEN level AND 5.5',
  '3000000000 BETWEEN SYMMETRIC 5.5 AND level',
  'level BETWEEN SYMMETRIC 1 AND 3000000000',
  '(level, 1) BETWEEN (1, 1) AND (3000000000, 2)',
  '(level, 3000000000) IN ((1, 1), (2, 2.5))',
  'CASE 1 WHEN 1.0 THEN 2 WHEN 3000000000 THEN 4 END',
  "NULLIF('a', line)",
  "NULLIF('a', 'a')",
  'NULLIF(1, 2.5)',
  'COALESCE(level, 2.5)',
  "COALESCE('5', level)",
  'level IN (1, 2.5, 3000000000)',
  "'5' + 1",
  "'5' || 1",
  "'2026-01-02'::TIMESTAMP < '2026-01-03'",
  '-2147483648',
  '-2147483649',
  '-9223372036854775808',
  '9223372036854775808',
  "line LIKE 'a!%' ESCAPE '!'",
  "CONCAT('a', 1, 1.50, NULL)",
  'GREATEST(1, 2.5, 3)',
  "SUBSTRING('hello', 2, 3)",
  '1.5::INT',
  "'t'::BOOLEAN AND TRUE",
  "'1.5'::INT",
  '0.0',
  '-0.0',
];

test.each(edges)('Lifting literals changes nothing in %s', (expression) => {
  for (const row of [
    [null, null],
    ['a', 5],
    ['5', 1],
  ]) {
    const sql = `SELECT ${expression} FROM log`;
    expect(outcome(sql, row, true)).toBe(outcome(sql, row, false));
  }
});

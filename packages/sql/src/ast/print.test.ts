import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expression } from '../../test/parse/arbitrary-expression.ts';
import { statement, withoutOffsets } from '../../test/parse/arbitrary-statement.ts';
import { parseExpression, parseScript } from '../parse/parse.ts';
import { printExpression, printStatement } from './print.ts';

test.each([
  ['(a+b)*c', '(a + b) * c'],
  ['a+b*c', 'a + b * c'],
  ['a-(b-c)', 'a - (b - c)'],
  ['- (-1)', '-(-1)'],
  ['not (a and b)', 'NOT (a AND b)'],
  ['a and b and c and d', 'a AND b AND c AND d'],
  ['a and (b and c)', 'a AND (b AND c)'],
  ['(a = b) = c', '(a = b) = c'],
  ["x::varchar(3) || 'it''s'", "CAST(x AS varchar(3)) || 'it''s'"],
  ['current_timestamp', 'CURRENT_TIMESTAMP'],
  ['extract(year from a.b)', "extract('year', a.b)"],
  ["extract('year' from b)", "extract('year', b)"],
  ["a at time zone 'x' * 2 + b at time zone c", "timezone('x', a) * 2 + timezone(c, b)"],
  ["-a at time zone 'x'::text", "timezone(CAST('x' AS text), -a)"],
  ["interval '1' day", "CAST('1' AS interval day)"],
  ["'1'::interval day to second", "CAST('1' AS interval day to second)"],
  ['"Select"', '"select"'],
  ['count ( * ) filter(where a)', 'count(*) FILTER (WHERE a)'],
])('%s is printed as %s', (sql, expected) => {
  expect(printExpression(parseExpression(sql))).toBe(expected);
});

test('parsing a printed expression gives it back', () => {
  fc.assert(
    fc.property(expression, (node) => {
      expect(withoutOffsets(parseExpression(printExpression(node)))).toEqual(withoutOffsets(node));
    }),
    { numRuns: 1_000 },
  );
});

test('parsing a printed statement gives it back', () => {
  fc.assert(
    fc.property(statement, (node) => {
      const parsed = parseScript(printStatement(node));
      expect(withoutOffsets(parsed.map((one) => one.statement))).toEqual([withoutOffsets(node)]);
    }),
    { numRuns: 1_000 },
  );
});

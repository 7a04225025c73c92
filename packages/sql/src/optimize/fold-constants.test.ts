import { expect, test } from '@jest/globals';
import { bindQuery } from '../../test/chat-catalog.ts';
import { printBound } from '../plan/explain.ts';
import { foldExpression } from './fold-constants.ts';

function fold(expression: string): string {
  const { plan } = bindQuery(`SELECT ${expression} FROM log`);
  if (plan.kind !== 'project') throw new Error('not a projection');
  return printBound(foldExpression(plan.expressions[0]));
}

const cases: readonly [string, string][] = [
  ['1 + 2 * 3', '7'],
  ['level + (1 + 1)', 'level + 2'],
  ["LOWER('AB') || line", "'ab' || line"],
  ['level + NULL::INT', 'NULL'],
  ['NULL::INT = level', 'NULL'],
  ["'5'::INT IN (4, 5)", 'TRUE'],
  ['NULL IS NULL', 'TRUE'],
  ['CASE WHEN 1 = 2 THEN level ELSE 3 END', '3'],
  [
    'CASE WHEN level = 1 THEN 1 WHEN TRUE THEN 2 ELSE 3 END',
    'CASE WHEN level = 1 THEN 1 ELSE 2 END',
  ],
  ['CASE WHEN FALSE THEN 1 WHEN level = 1 THEN 2 END', 'CASE WHEN level = 1 THEN 2 ELSE NULL END'],
  ['COALESCE(NULL, level, 5, line::INT)', 'coalesce(level, 5)'],
  ['COALESCE(NULL, 5, level)', '5'],
  ['COALESCE(NULL::INT, level)', 'level'],
];

test.each(cases)('%s is folded to %s', (expression, expected) => {
  expect(fold(expression)).toBe(expected);
});

const kept: readonly [string, string][] = [
  ['$1 + 1', '$1 + 1'],
  ['NOW()', 'now()'],
  ['SNOWFLAKE_ID() + 1', 'snowflake_id() + 1'],
  ['SNOWFLAKE_ID() + NULL', 'snowflake_id() + NULL'],
  // What raises an error may never be reached.
  ['1 / 0', '1 / 0'],
  ['2147483647 + 1', '2147483647 + 1'],
];

test.each(kept)('%s is left as %s', (expression, expected) => {
  expect(fold(expression)).toBe(expected);
});

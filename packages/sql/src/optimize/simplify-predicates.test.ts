import { expect, test } from '@jest/globals';
import { explainAfter, fires } from '../../test/apply-rules.ts';
import { foldConstants } from './fold-constants.ts';
import { simplifyPredicates } from './simplify-predicates.ts';

const filters: readonly [string, string][] = [
  ['TRUE AND level = 1', 'Filter level = 1'],
  ['level = 1 OR FALSE', 'Filter level = 1'],
  ['NOT NOT level = 1', 'Filter level = 1'],
  ['level = 1 AND level = 1', 'Filter level = 1'],
  [
    "(level = 1 AND TRUE) AND (line = 'a' AND level > 0)",
    "Filter level = 1 AND line = 'a' AND level > 0",
  ],
  ['level IN (7)', 'Filter level = 7'],
  ['level IN ($1)', 'Filter level = $1'],
  ['level = 1 OR TRUE', 'Scan chat.log (line, level, _seq, _deleted)'],
  ['1 = 1', 'Scan chat.log (line, level, _seq, _deleted)'],
  ['level = 1 AND 1 = 2', 'Values '],
  ['level = NULL', 'Values '],
  ['NULL', 'Values '],
  ['level = 1 AND level = NULL', 'Values '],
];

test.each(filters)('WHERE %s becomes %s', (where, expected) => {
  const plan = explainAfter(
    `SELECT line FROM log WHERE ${where}`,
    foldConstants,
    simplifyPredicates,
  );
  expect(plan.split('\n')[1]).toBe(`  ${expected}`);
});

const kept = [
  'level = 1 OR level = 2',
  'level IN (1, 2)',
  'NOT level = 1',
  '$1',
  'SNOWFLAKE_ID() = 1 AND SNOWFLAKE_ID() = 1',
];

test.each(kept)('WHERE %s is left alone', (where) => {
  expect(fires(`SELECT line FROM log WHERE ${where}`, simplifyPredicates)).toBe(false);
});

test('A NULL inside of a value keeps its meaning', () => {
  const plan = explainAfter(
    'SELECT level = 1 AND NULL FROM log',
    foldConstants,
    simplifyPredicates,
  );
  expect(plan).toContain('Project level = 1 AND NULL');
});

import { expect, test } from '@jest/globals';
import { explainAfter, fires } from '../../test/apply-rules.ts';
import { factorDisjunctions } from './factor-disjunctions.ts';

test.each([
  [
    "(level = 1 AND line = 'a') OR (level = 1 AND line = 'b')",
    "level = 1 AND (line = 'a' OR line = 'b')",
  ],
  [
    "(line = 'a' AND level = 1 AND line > 'x') OR (level = 1 AND line = 'a' AND line > 'y')",
    "line = 'a' AND level = 1 AND (line > 'x' OR line > 'y')",
  ],
  ["level = 1 OR (level = 1 AND line = 'b')", 'level = 1'],
  ["NOT ((level = 1 AND line = 'a') OR level = 1)", 'NOT level = 1'],
])('%s becomes %s', (where, expected) => {
  const plan = explainAfter(`SELECT line FROM log WHERE ${where}`, factorDisjunctions);
  expect(plan.split('\n')[1]).toBe(`  Filter ${expected}`);
});

test.each([
  'level = 1 OR level = 2',
  "(level = 1 AND line = 'a') OR (level = 2 AND line = 'b')",
  "(level = 1 AND line = 'a') OR (level = 1 AND line = 'b') OR line = 'c'",
  "(SNOWFLAKE_ID() = 1 AND line = 'a') OR (SNOWFLAKE_ID() = 1 AND line = 'b')",
])('%s is left alone', (where) => {
  expect(fires(`SELECT line FROM log WHERE ${where}`, factorDisjunctions)).toBe(false);
});

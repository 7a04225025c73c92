import { expect, test } from '@jest/globals';
import { explainAfter, fires } from '../../test/apply-rules.ts';
import { chooseAccessPath } from './choose-access-path.ts';
import { pushLimit } from './push-limit.ts';
import { removeSort } from './remove-sort.ts';
import { sortLimit } from './sort-limit.ts';

const sorted: readonly [string, 'forward' | 'reverse'][] = [
  ['messages ORDER BY id', 'forward'],
  ['messages ORDER BY id DESC', 'reverse'],
  ['messages ORDER BY id NULLS FIRST', 'forward'],
  ['messages WHERE likes > 1 ORDER BY id DESC', 'reverse'],
  // The key is unique, so what comes behind it does not matter.
  ['messages ORDER BY id, body DESC', 'forward'],
  ['events ORDER BY room', 'forward'],
  ['events ORDER BY room, day, id', 'forward'],
  ['events ORDER BY room DESC, day DESC, id DESC', 'reverse'],
  ["events WHERE room = 'a' ORDER BY day, id", 'forward'],
  ["events WHERE room = 'a' ORDER BY day DESC, id DESC", 'reverse'],
  ["events WHERE room = 'a' AND day = 1 ORDER BY id DESC", 'reverse'],
  ["events WHERE room = 'a' ORDER BY room DESC, day", 'forward'],
  ["events WHERE room = 'a' AND day = 1 AND id = 2 ORDER BY day DESC", 'forward'],
];

test.each(sorted)('FROM %s is in order %s', (rest, direction) => {
  const plan = explainAfter(`SELECT 1 FROM ${rest}`, chooseAccessPath, removeSort);
  expect(plan).not.toContain('Sort');
  expect(plan.includes(' reverse')).toBe(direction === 'reverse');
});

const unsorted = [
  'messages ORDER BY body',
  'messages ORDER BY body, id',
  'messages ORDER BY id + 1',
  'events ORDER BY day',
  'events ORDER BY room, id',
  'events ORDER BY room, day DESC',
  // Rows that tie would come out in the other order than from a stable sort.
  'events ORDER BY room DESC',
  "events WHERE room > 'a' ORDER BY day",
  'log ORDER BY line',
];

test.each(unsorted)('FROM %s must be sorted', (rest) => {
  expect(fires(`SELECT 1 FROM ${rest}`, chooseAccessPath, removeSort)).toBe(false);
});

test('A sort above an Aggregate stays', () => {
  expect(fires('SELECT id FROM messages GROUP BY id ORDER BY id', removeSort)).toBe(false);
});

const fetched: readonly [string, string][] = [
  ['SELECT line FROM log ORDER BY level LIMIT 5', 'fetch 5'],
  ['SELECT line FROM log ORDER BY line LIMIT 5 OFFSET 2', 'fetch 7'],
  ['SELECT line FROM log ORDER BY line LIMIT $1 OFFSET $2', 'fetch $1 + $2'],
  [
    'SELECT line FROM log ORDER BY line LIMIT 9223372036854775807 OFFSET 2',
    'fetch 9223372036854775807',
  ],
  ['SELECT line FROM log ORDER BY line LIMIT 5 OFFSET NULL', 'fetch 5'],
];

test.each(fetched)('%s has %s', (sql, expected) => {
  expect(explainAfter(sql, sortLimit).match(/fetch .*/)?.[0]).toBe(expected);
});

const unfetched = [
  'SELECT line FROM log ORDER BY line OFFSET 5',
  'SELECT line FROM log LIMIT 5',
  'SELECT line FROM log ORDER BY line LIMIT SNOWFLAKE_ID()',
];

test.each(unfetched)('%s has no fetch', (sql) => {
  expect(fires(sql, sortLimit)).toBe(false);
});

test('A Limit tells the scan below how many rows it reads', () => {
  const plan = explainAfter('SELECT level + 1 FROM log LIMIT 5 OFFSET 2', pushLimit);
  expect(plan).toContain('Limit 5 offset 2\n');
  expect(plan).toContain('limit 7');
});

const unlimited = [
  'SELECT line FROM log WHERE level > 1 LIMIT 5',
  'SELECT count(*) FROM log LIMIT 5',
  'SELECT DISTINCT line FROM log LIMIT 5',
  'SELECT line FROM log ORDER BY line LIMIT 5',
  'SELECT line FROM log OFFSET 5',
];

test.each(unlimited)('%s limits no scan', (sql) => {
  expect(fires(sql, pushLimit)).toBe(false);
});

import { expect, test } from '@jest/globals';
import { explainAfter, fires } from '../../test/apply-rules.ts';
import { chooseAccessPath } from './choose-access-path.ts';
import { simplifyPredicates } from './simplify-predicates.ts';

/** What is below the Project, from the top down in one line, without the scan's columns. */
function accessOf(table: string, where: string): string {
  const sql = `SELECT 1 FROM ${table} WHERE ${where}`;
  const [, ...lines] = explainAfter(sql, simplifyPredicates, chooseAccessPath).split('\n');
  return lines.map((line) => line.trim().replace(/Scan chat\.\w+ \([^)]*\) /, '')).join(' / ');
}

const chosen: readonly [string, string, string][] = [
  ['messages', 'id = 5', 'key id = 5'],
  ['messages', '5 = id', 'key id = 5'],
  ['messages', 'id = $1', 'key id = $1'],
  ['messages', 'id IN (5)', 'key id = 5'],
  ['messages', 'id IN (6, 5, NULL)', 'key id in (6, 5, NULL)'],
  ['messages', 'id IN (5, 6) AND id > 3', 'Filter id > 3 / key id in (5, 6)'],
  ['messages', 'id > 5', 'key id > 5'],
  ['messages', '5 >= id', 'key id <= 5'],
  ['messages', 'id BETWEEN 1 AND 9', 'key id >= 1 and id <= 9'],
  ['messages', 'id > 1 AND id < 9 AND likes > 2', 'Filter likes > 2 / key id > 1 and id < 9'],
  ['messages', 'id = 5 AND id = 6', 'Filter id = 6 / key id = 5'],
  ['messages', 'id > 5 AND id > 6', 'Filter id > 6 / key id > 5'],
  ['messages', 'id = likes::BIGINT AND id > 3', 'Filter id = likes::BIGINT / key id > 3'],
  ['events', "room = 'a'", "key room = 'a'"],
  ['events', "day = 2 AND room = 'a'", "key room = 'a' and day = 2"],
  ['events', "room = 'a' AND day = 2 AND id = 3", "key room = 'a' and day = 2 and id = 3"],
  ['events', "room = 'a' AND day >= 2 AND id = 3", "Filter id = 3 / key room = 'a' and day >= 2"],
  ['events', "room = 'a' AND id = 3", "Filter id = 3 / key room = 'a'"],
  ['events', "room = 'a' AND day IN (1, 2)", "key room = 'a' and day in (1, 2)"],
  ['events', "room IN ('a', 'b') AND day = 1", "Filter day = 1 / key room in ('a', 'b')"],
  ['events', 'room = CURRENT_USER', 'key room = current_user()'],
  ['events', 'room = LOWER($1)', 'key room = lower($1)'],
];

test.each(chosen)('%s WHERE %s reads %s', (table, where, expected) => {
  expect(accessOf(table, where)).toBe(expected);
});

const notChosen: readonly [string, string][] = [
  ['messages', 'likes = 5'],
  ['messages', 'id <> 5'],
  ['messages', 'id = 5 OR id = 6'],
  ['messages', 'id NOT IN (5, 6)'],
  ['messages', 'id IN (5, likes)'],
  ['messages', `id IN (${Array.from({ length: 1001 }, (_, item) => item).join(', ')})`],
  ['messages', 'id + 1 = 5'],
  ['messages', 'id = SNOWFLAKE_ID()'],
  ['messages', 'id = likes'],
  // The comparison is one of doubles.
  ['messages', 'id = 5.5'],
  ['messages', 'NOT id = 5'],
  // Not the first column of the key.
  ['events', 'day = 1'],
  ['log', 'level = 1'],
];

test.each(notChosen)('%s WHERE %s reads all', (table, where) => {
  expect(fires(`SELECT 1 FROM ${table} WHERE ${where}`, chooseAccessPath)).toBe(false);
});

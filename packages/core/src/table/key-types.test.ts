import { beforeEach, expect, test } from '@jest/globals';
import { dba, run } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  ({ database } = await openTestDatabase());
});

const cases: readonly [string, readonly string[]][] = [
  ['SMALLINT', ["'-32768'", "'-1'", '0', '7', '32767']],
  ['FLOAT', ["'-Infinity'", "'-1.5'", '0.5', '16777216', "'NaN'"]],
  ['DATE', ["'0044-03-15 BC'", "'1969-12-31'", "'1970-01-01'", "'2024-02-29'"]],
  ['TIME', ["'00:00'", "'04:05:06.7'", "'24:00'"]],
  ['DATETIME', ["'1969-12-31 23:59:59.9+00'", "'2024-02-29 12:00+02'", "'2024-02-29 12:00Z'"]],
];

test.each(cases)('A key of type %s is found, and its ranges are in order', async (type, values) => {
  const shuffled = [...values].reverse().map((value) => `(${value}::${type})`);
  await run(database, dba, `CREATE TABLE k (id ${type} PRIMARY KEY)`);
  await run(database, dba, `INSERT INTO k VALUES ${shuffled.join(', ')}`);
  const all = await run(database, dba, 'SELECT id FROM k');
  for (const [index, value] of values.entries()) {
    const literal = `${value}::${type}`;
    expect(await run(database, dba, `SELECT id FROM k WHERE id = ${literal}`)).toEqual([
      all[index],
    ]);
    expect(await run(database, dba, `SELECT id FROM k WHERE id > ${literal}`)).toEqual(
      all.slice(index + 1),
    );
    expect(await run(database, dba, `SELECT id FROM k WHERE id <= ${literal}`)).toEqual(
      all.slice(0, index + 1),
    );
  }
});

test('A SMALLINT key is compared with wider numbers, also outside of its range', async () => {
  await run(database, dba, 'CREATE TABLE k (id SMALLINT PRIMARY KEY)');
  await run(database, dba, 'INSERT INTO k VALUES (-1), (5), (32767)');
  expect(await run(database, dba, 'SELECT id FROM k WHERE id = 5')).toEqual([[5]]);
  expect(await run(database, dba, 'SELECT id FROM k WHERE id < 100000')).toHaveLength(3);
  expect(await run(database, dba, 'SELECT id FROM k WHERE id > 100000')).toEqual([]);
  expect(await run(database, dba, 'SELECT id FROM k WHERE id = 5.0')).toEqual([[5]]);
});

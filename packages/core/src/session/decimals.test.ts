import { beforeEach, expect, test } from '@jest/globals';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = (await openTestDatabase()).database;
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE prices (amount DECIMAL(10, 2) PRIMARY KEY, rate NUMERIC DEFAULT 0.50);
     INSERT INTO prices VALUES (1.5, 1.50), (-2.005, 12345678901234567890.5), (100, DEFAULT), (0, NULL)`,
  );
});

test('decimals come back as they were stored, in the order of their keys', async () => {
  expect(await run(database, root, 'SELECT * FROM prices')).toEqual([
    ['-2.01', '12345678901234567890.5'],
    ['0.00', null],
    ['1.50', '1.50'],
    ['100.00', '0.50'],
  ]);
});

test('a decimal key is found by value and by range', async () => {
  for (const value of ['1.5', '1.500', "'1.50'", '1.5::DOUBLE::DECIMAL']) {
    const sql = `SELECT amount FROM prices WHERE amount = ${value}`;
    expect(await run(database, root, sql)).toEqual([['1.50']]);
  }
  expect(await run(database, root, 'SELECT amount FROM prices WHERE amount = 100')).toEqual([
    ['100.00'],
  ]);
  expect(await run(database, root, 'SELECT amount FROM prices WHERE amount = 1.501')).toEqual([]);
  const range = 'SELECT amount FROM prices WHERE amount > -2.009 AND amount <= 1.5';
  expect(await run(database, root, range)).toEqual([['0.00'], ['1.50']]);
  await expect(run(database, root, 'INSERT INTO prices VALUES (1.499)')).rejects.toMatchObject({
    code: 'CORE_DUPLICATE_KEY',
  });
});

test('parameters are decimals as digits and as numbers', async () => {
  const sql = 'SELECT rate + $1 FROM prices WHERE amount = $2';
  expect(await run(database, root, sql, { parameters: ['0.10', 1.5] })).toEqual([['1.60']]);
  expect(await run(database, root, sql, { parameters: [0.1, '1.5'] })).toEqual([['1.60']]);
  await expect(run(database, root, sql, { parameters: ['x', 1] })).rejects.toMatchObject({
    code: 'SQL_INVALID_PARAMETER',
  });
});

test('UPDATE writes no row that does not change; other zeros at the end are a change', async () => {
  const update = (value: string) =>
    run(database, root, `UPDATE prices SET rate = ${value} WHERE amount = 100 RETURNING _seq`);
  const first = await update('rate * 3');
  expect(await update('1.50')).toEqual(first);
  expect(await update('1.5')).not.toEqual(first);
});

test('DESCRIBE and system.columns name precision and scale', async () => {
  const sql = "SELECT data_type FROM system.columns WHERE table_name = 'prices' ORDER BY ordinal";
  expect(await run(database, root, sql)).toEqual([['DECIMAL(10, 2)'], ['DECIMAL']]);
});

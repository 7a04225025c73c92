import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = (await openTestDatabase()).database;
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE teas (id INT PRIMARY KEY, name TEXT, price INT) WITH (ACCESS_LEVEL = 'PUBLIC');
     CREATE SHARED TABLE secret (id INT PRIMARY KEY);
     CREATE INDEX by_price ON teas (price);
     INSERT INTO teas VALUES (1, 'green', 3), (2, 'black', 2), (3, 'white', 5), (4, 'oolong', 2)`,
  );
});

const lines = async (sql: string) =>
  ((await run(database, alice, sql)) as string[][]).map(([line]) => line);
const json = async (sql: string) => JSON.parse((await lines(sql))[0]);

const plain = 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF)';

describe('EXPLAIN ANALYZE', () => {
  test('tells what every node did, and where rows came from', async () => {
    const sql = `${plain} SELECT price, COUNT(*) FROM teas GROUP BY price LIMIT 2`;
    const expected = (source: string) => [
      'Limit 2 (actual rows=2 batches=1 loops=1)',
      '  Project price, count(*) as count (actual rows=3 batches=1 loops=1)',
      '    Aggregate count(*) by price (actual rows=3 batches=1 loops=1)',
      `      Scan default.teas (price) (actual rows=4 batches=1 loops=1 from=${source})`,
    ];
    const withoutMemory = async () =>
      (await lines(sql)).map((line) => line?.replace(/ memory=\d+kB/, ''));
    expect(await withoutMemory()).toEqual(expected('store'));
    expect(await withoutMemory()).toEqual(expected('cache'));
  });

  test('says that an index was read, with literals as written', async () => {
    expect(await lines(`${plain} SELECT id FROM teas WHERE price = 2`)).toEqual([
      'Scan default.teas (id) index by_price price = 2 (actual rows=2 batches=1 loops=1 from=index)',
    ]);
    expect((await lines(`${plain} SELECT id FROM teas WHERE price = 3`))[0]).toContain(
      'price = 3 (actual rows=1',
    );
  });

  test('says what was never executed', async () => {
    const all = await lines(`${plain} SELECT id FROM teas LIMIT 0`);
    expect(all.at(-1)).toContain('(never executed)');
  });

  test('takes parameters, and gives times and a summary', async () => {
    const sql = 'EXPLAIN ANALYZE SELECT id FROM teas WHERE price + 0 > $1';
    const rows = (await run(database, alice, sql, { parameters: [2] })) as string[][];
    const text = rows.flat().join('\n');
    expect(text).toMatch(/\n {2}Filter .* \(actual time=\d+\.\d{3} own=\d+\.\d{3} rows=2 /);
    expect(text).toMatch(
      /\nPlanning Time: \d+\.\d{3} ms\nExecution Time: .* ms\nPeak Memory: \d+kB$/,
    );
  });

  test('fails as the query does', async () => {
    await expect(lines('EXPLAIN ANALYZE SELECT 1 / (id - 1) FROM teas')).rejects.toMatchObject({
      code: 'SQL_DIVISION_BY_ZERO',
    });
    await expect(lines('EXPLAIN ANALYZE SELECT * FROM secret')).rejects.toMatchObject({
      code: 'CORE_PERMISSION_DENIED',
    });
  });

  test('runs writes, which stay', async () => {
    const write = async (sql: string) =>
      ((await run(database, root, sql)) as string[][]).map(([line]) => line);
    expect(await write(`${plain} DELETE FROM teas WHERE price < 3`)).toEqual([
      'Delete default.teas (actual rows=2)',
      '  Filter price < 3',
      '    Scan default.teas index by_price price < 3',
    ]);
    const copied = await write(`${plain} INSERT INTO teas SELECT id + 10, name, 9 FROM teas`);
    expect(copied[0]).toBe('Insert default.teas (actual rows=2)');
    expect(copied.at(-1)).toMatch(
      /Scan default\.teas .*\(actual rows=2 batches=1 loops=1 from=\w+\)$/,
    );
    expect(await lines('SELECT id FROM teas ORDER BY id')).toEqual([1, 3, 11, 13]);
    await runScript(database, root, 'BEGIN; EXPLAIN ANALYZE DELETE FROM teas; ROLLBACK');
    expect(await lines('SELECT COUNT(*) FROM teas')).toEqual([4n]);
    await expect(
      runScript(database, root, 'BEGIN READ ONLY; EXPLAIN ANALYZE DELETE FROM teas; COMMIT'),
    ).rejects.toMatchObject({ code: 'CORE_READ_ONLY_TRANSACTION' });
    await expect(run(database, alice, 'EXPLAIN ANALYZE DELETE FROM teas')).rejects.toMatchObject({
      code: 'CORE_PERMISSION_DENIED',
    });
  });
});

describe('EXPLAIN (FORMAT JSON)', () => {
  test('gives the plan as a tree', async () => {
    expect(await json('EXPLAIN (FORMAT JSON) SELECT id + 1 AS n FROM teas WHERE id < 3')).toEqual([
      {
        Plan: {
          'Node Type': 'Project',
          Description: 'Project id + 1 as n',
          Plans: [{ 'Node Type': 'Scan', Description: 'Scan default.teas (id) key id < 3' }],
        },
      },
    ]);
  });

  test('with what its nodes did', async () => {
    const [{ Plan, ...summary }] = await json('EXPLAIN (ANALYZE, FORMAT JSON) SELECT id FROM teas');
    expect(Plan).toMatchObject({ 'Actual Rows': 4, 'Actual Loops': 1, Source: 'store' });
    expect(Plan['Actual Total Time']).toBeGreaterThanOrEqual(Plan['Actual Own Time']);
    expect(Object.keys(summary)).toEqual(['Planning Time', 'Execution Time', 'Peak Memory Bytes']);
  });

  test('of a write', async () => {
    const [{ Plan }] = JSON.parse(
      ((await run(database, root, 'EXPLAIN (FORMAT JSON) DELETE FROM teas')) as string[][])[0][0],
    );
    expect(Plan['Node Type']).toBe('Delete');
  });
});

test.each([
  ['EXPLAIN (SPEED) SELECT 1', 9],
  ['EXPLAIN (FORMAT YAML) SELECT 1', 9],
  ['EXPLAIN (FORMAT) SELECT 1', 9],
  ['EXPLAIN (ANALYZE maybe) SELECT 1', 9],
  ['EXPLAIN (TIMING) SELECT 1', 9],
  ['EXPLAIN (ANALYZE off, SUMMARY on) SELECT 1', 22],
])('%s is refused', async (sql, position) => {
  await expect(lines(sql)).rejects.toMatchObject({ code: 'SQL_INVALID_OPTION', position });
});

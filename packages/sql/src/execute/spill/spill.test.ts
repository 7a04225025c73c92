import { beforeAll, describe, expect, test } from '@jest/globals';
import { MemoryDatabase } from '../../testing/memory-database.ts';
import { memorySpillStore } from '../../testing/memory-spill-store.ts';
import type { Row } from '../../types/value.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { QueryResources } from '../resources.ts';

const ROWS = 200;

/** So small that what keeps the rows below does not fit. */
const SMALL = 700_000;

const store = memorySpillStore();
let resources: QueryResources = {};
const database = new MemoryDatabase(() => resources);

beforeAll(async () => {
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const text = n % 7 === 0 ? 'NULL' : `'text ${(n * 37) % ROWS}'`;
    return `(${n}, ${text}, ${n % 11 === 0 ? 'NULL' : n % 13}, ${n}.${n % 10})`;
  });
  await database.run(`CREATE TABLE t (n INT PRIMARY KEY, s TEXT, g INT, d DECIMAL);
    INSERT INTO t VALUES ${rows.join(', ')}`);
});

/** Forty thousand rows in no order, with duplicates and NULLs. */
const many = `(SELECT (a.n * 7919 + b.n * 104729) % 30011 AS n, b.s || a.s AS s, a.g + b.g AS g,
  a.d * b.d AS d, a.n % 2 = 0 AS b, ARRAY[a.n, b.n] AS l FROM t a, t b) AS many`;

async function run(sql: string, spilling: boolean): Promise<readonly Row[]> {
  const memory = new MemoryBudget(spilling ? SMALL : Number.POSITIVE_INFINITY);
  resources = { memory, spill: spilling ? store : undefined };
  const { rows } = await database.run(sql);
  expect(memory.usedBytes).toBe(0);
  return rows;
}

const sorted = (rows: readonly Row[]) => rows.map((row) => row.join('|')).sort();

describe('a sort that spills gives the order of one that does not', () => {
  test.each([
    `SELECT n, s FROM ${many} ORDER BY n`,
    `SELECT s, n FROM ${many} ORDER BY s DESC NULLS LAST, n + 1`,
    `SELECT d, l, b, g FROM ${many} ORDER BY g NULLS FIRST, d DESC`,
    `SELECT s, n FROM ${many} ORDER BY s || 'x' LIMIT 20000`,
    `SELECT n, s FROM ${many} ORDER BY b, n LIMIT 15000 OFFSET 17000`,
  ])('%s', async (sql) => {
    const before = store.chunks;
    const rows = await run(sql, true);
    expect(store.chunks).toBeGreaterThan(before);
    expect(rows).toEqual(await run(sql, false));
    expect(store.openFiles).toBe(0);
  });
});

describe('what spills otherwise gives the same rows in some order', () => {
  test.each([
    `SELECT n, COUNT(*), SUM(d), MIN(s), MAX(g) FROM ${many} GROUP BY n`,
    `SELECT s, g, AVG(n), COUNT(*) FILTER (WHERE b) FROM ${many} GROUP BY s, g`,
    `SELECT DISTINCT s, n FROM ${many}`,
    `SELECT x.n, y.s, y.l FROM ${many.replace('many', 'x')} JOIN ${many.replace('many', 'y')}
       ON x.n = y.n AND x.s = y.s AND x.g < y.g`,
    `SELECT t.n, many.s, t.d FROM t LEFT JOIN ${many} ON many.n = t.n AND many.g > 3`,
    `SELECT t.n, many.n FROM t FULL JOIN ${many} ON many.s = t.s`,
    `SELECT t.n, many.n FROM t RIGHT JOIN ${many} ON many.n = t.n`,
    `SELECT n, s FROM t WHERE EXISTS (SELECT 1 FROM ${many} WHERE many.s = t.s || t.s AND many.n = t.n)`,
    `SELECT n, s FROM t WHERE NOT EXISTS (SELECT 1 FROM ${many} WHERE many.s = t.s AND many.n = t.n)`,
  ])('%s', async (sql) => {
    const before = store.chunks;
    const rows = await run(sql, true);
    expect(store.chunks).toBeGreaterThan(before);
    expect(sorted(rows)).toEqual(sorted(await run(sql, false)));
    expect(store.openFiles).toBe(0);
  });
});

describe('files are removed', () => {
  test('when the reader leaves', async () => {
    await run(`SELECT n FROM (SELECT n FROM ${many} ORDER BY s LIMIT 30000) AS q LIMIT 1`, true);
    expect(store.openFiles).toBe(0);
  });

  test.each([
    `SELECT 1 / (n * 0) FROM (SELECT n FROM ${many} ORDER BY s) AS q`,
    `SELECT 1 / (n * 0) FROM (SELECT n FROM ${many} GROUP BY n, s) AS q`,
  ])('when the statement fails: %s', async (sql) => {
    await expect(run(sql, true)).rejects.toMatchObject({ code: 'SQL_DIVISION_BY_ZERO' });
    expect(store.openFiles).toBe(0);
  });
});

test('rows of one key cannot be parted: the join fails when they do not fit', async () => {
  const sql = `SELECT many.s, many.d FROM t LEFT JOIN ${many} ON many.n * 0 = t.n`;
  await expect(run(sql, true)).rejects.toMatchObject({ code: 'SQL_OUT_OF_MEMORY' });
  expect(store.openFiles).toBe(0);
});

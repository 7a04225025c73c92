import { describe, expect, test } from '@jest/globals';
import { MemoryDatabase } from '../../testing/memory-database.ts';
import { MemoryBudget } from './memory-budget.ts';

const ROWS = 300;

async function openDatabase(limitBytes: number) {
  const budgets: MemoryBudget[] = [];
  const database = new MemoryDatabase(() => {
    const memory = new MemoryBudget(limitBytes);
    budgets.push(memory);
    return { memory };
  });
  const numbers = Array.from({ length: ROWS }, (_, n) => `(${n}, 'text ${n}')`);
  await database.run(`CREATE TABLE t (n INT PRIMARY KEY, s TEXT);
    INSERT INTO t VALUES ${numbers.join(', ')}`);
  return { database, last: () => budgets.at(-1) };
}

/** Ninety thousand rows, of which nothing is kept but 300. */
const many = `(SELECT a.n * ${ROWS} + b.n AS n, b.s || a.s AS s FROM t a, t b) AS many`;

const statements: readonly (readonly [string, string])[] = [
  [`SELECT n FROM ${many} ORDER BY s`, 'a sort'],
  [`SELECT n FROM ${many} ORDER BY s LIMIT 50000`, 'a sort'],
  [`SELECT s, COUNT(*) FROM ${many} GROUP BY s`, 'an aggregation'],
  [`SELECT COUNT(DISTINCT s) FROM ${many}`, 'an aggregation'],
  [`SELECT STRING_AGG(s, ',') FROM ${many}`, 'an aggregation'],
  [`SELECT PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY n) FROM ${many}`, 'an aggregation'],
  [`SELECT n % 9000, APPROX_COUNT_DISTINCT(s) FROM ${many} GROUP BY 1`, 'an aggregation'],
  [`SELECT n, MAX(s) FROM ${many} GROUP BY n`, 'an aggregation'],
  [`SELECT DISTINCT s FROM ${many}`, 'an aggregation'],
  [`SELECT DISTINCT ON (s) s, n FROM ${many}`, 'DISTINCT'],
  [`SELECT SUM(n) OVER (PARTITION BY s) FROM ${many}`, 'a window'],
  [`SELECT CARDINALITY(ARRAY_AGG(s) OVER ()) FROM t`, 'a window'],
  [`SELECT LENGTH(STRING_AGG(s || s, ',') OVER (PARTITION BY n % 2)) FROM t`, 'a window'],
  [`SELECT CARDINALITY(ARRAY_AGG(s || s) OVER (ORDER BY n)) FROM t`, 'a window'],
  [
    `SELECT LENGTH(STRING_AGG(s || s, ',') OVER (ORDER BY n ROWS 250 PRECEDING)) FROM t`,
    'a window',
  ],
  [`SELECT t.n FROM t LEFT JOIN ${many} ON many.n = t.n`, 'a join'],
  [`SELECT t.n FROM t LEFT JOIN ${many} ON many.n > t.n`, 'a join'],
  [`SELECT n FROM t WHERE EXISTS (SELECT 1 FROM ${many} WHERE many.s = t.s)`, 'a join'],
  [`SELECT n FROM t WHERE EXISTS (SELECT 1 FROM ${many} WHERE many.n > t.n)`, 'a join'],
  [`SELECT s FROM t WHERE s IN (SELECT s FROM ${many}) OR n = 0`, 'IN with a subquery'],
  [`WITH w AS MATERIALIZED (SELECT * FROM ${many}) SELECT COUNT(*) FROM w`, 'WITH'],
  [
    `WITH RECURSIVE r (s) AS (SELECT 'a' UNION SELECT s || 'a' FROM r) SELECT COUNT(*) FROM r`,
    'WITH RECURSIVE',
  ],
  [`SELECT s FROM t EXCEPT SELECT s FROM ${many}`, 'EXCEPT'],
  [`SELECT s FROM ${many} EXCEPT SELECT s FROM t`, 'EXCEPT'],
  [`SELECT s FROM t INTERSECT SELECT s FROM ${many}`, 'INTERSECT'],
];

describe('what keeps more rows than fit fails, named', () => {
  test.each(statements)('%s', async (sql, name) => {
    const { database, last } = await openDatabase(400_000);
    await expect(database.run(sql)).rejects.toMatchObject({
      code: 'SQL_OUT_OF_MEMORY',
      message: expect.stringContaining(`400000 bytes of memory; ${name} keeps`),
      hint: expect.stringContaining('max_query_memory_bytes'),
    });
    if (!name.includes('subquery')) expect(last()?.usedBytes).toBe(0);
  });
});

describe('what keeps few rows needs little', () => {
  test.each([
    `SELECT COUNT(*), SUM(n), MAX(s) FROM ${many}`,
    `SELECT n FROM ${many} ORDER BY s LIMIT 10`,
    `SELECT n % 10, COUNT(*) FROM ${many} GROUP BY 1`,
    `SELECT COUNT(*) FROM ${many} JOIN t ON many.n = t.n`,
    `SELECT COUNT(*) FROM ${many} WHERE (SELECT MAX(t.n) FROM t WHERE t.n <= many.n) > 5`,
  ])('%s', async (sql) => {
    const { database, last } = await openDatabase(400_000);
    expect((await database.run(sql)).rows.length).toBeGreaterThan(0);
    expect(last()?.usedBytes).toBe(0);
    expect(last()?.peakBytes).toBeGreaterThan(0);
  });
});

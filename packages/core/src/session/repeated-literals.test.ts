import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = (await openTestDatabase()).database;
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, n INT, b TEXT, big BIGINT);
     CREATE SHARED TABLE u (k INT PRIMARY KEY, m INT);
     CREATE INDEX by_n ON t (n)`,
  );
  const rows: string[] = [];
  for (let id = 1; id <= 36; id++) {
    rows.push(`(${id}, ${id % 4}, '${id % 3}', ${(id % 5) + 3_000_000_000})`);
  }
  await run(database, root, `INSERT INTO t VALUES ${rows.join(', ')}`);
  await run(database, root, 'SELECT sum(n), count(b), sum(big) FROM t');
  await run(database, root, 'INSERT INTO u VALUES (0, 1), (1, 2), (2, 3), (3, 0)');
});

/** Too long to have a shape: it is planned for its own literals. */
const fromScratch = (sql: string): string => `${sql} --${'x'.repeat(17_000)}`;

/** `#` stands for a literal, `@` for one of another type. */
const conditions = [
  'n = #',
  "b = '#'",
  'n BETWEEN # AND #',
  'n IN (#, #)',
  '(n, id) > (#, #)',
  'big > 300000000#',
  'big - # > 3000000000',
  'NOT n <> #',
  'k = n',
  'm < #',
  'n >= #',
  'n < #',
  'n = (SELECT m FROM u WHERE k = #)',
];

const shapes = fc.array(fc.array(fc.constantFrom(...conditions), { minLength: 1, maxLength: 3 }), {
  minLength: 2,
  maxLength: 3,
});

const common = fc
  .tuple(fc.constantFrom(...conditions), shapes)
  .map(([condition, alternatives]) => alternatives.map((parts) => [...parts, condition]));

function predicate(
  alternatives: readonly (readonly string[])[],
  digits: readonly number[],
): string {
  let next = 0;
  const text = alternatives.map((parts) => `(${parts.join(' AND ')})`).join(' OR ');
  return text.replaceAll('#', () => String(digits[next++ % digits.length]));
}

const queries = [
  (condition: string) => `SELECT id, k FROM t, u WHERE id > 1 AND (${condition}) ORDER BY id, k`,
  (condition: string) => `SELECT id, k FROM t JOIN u ON ${condition} ORDER BY id, k`,
  (condition: string) => `SELECT count(*), sum(id) FROM t, u WHERE ${condition}`,
];

test('A plan that relies on equal literals serves no others', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(common, shapes),
      fc.constantFrom(...queries),
      fc.array(fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 8 }), {
        minLength: 2,
        maxLength: 8,
      }),
      async (alternatives, query, values) => {
        for (const digits of values) {
          const sql = query(predicate(alternatives, digits));
          const expected = await run(database, root, fromScratch(sql));
          expect(await run(database, root, sql)).toEqual(expected);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('Many patterns of equal literals share one plan in the end', async () => {
  const columns = ['n', 'id', 'big'];
  for (let pattern = 0; pattern < 16; pattern++) {
    const other = columns.map((column, bit) => `${column} = ${(pattern >> bit) & 1 ? 1 : 2}`);
    const sql = `SELECT id FROM t WHERE (n = 1 AND id = 1 AND big = 1 AND b = 'x') OR (${other.join(' AND ')} AND b = '${pattern & 8 ? 'x' : 'y'}')`;
    expect(await run(database, root, sql)).toEqual([]);
  }
});

test('A DELETE and an UPDATE by an OR find the rows of their own text', async () => {
  const sql = (one: number, other: number) =>
    `DELETE FROM t WHERE (n = ${one} AND b = '0') OR (n = ${other} AND b = '1')`;
  expect(await run(database, root, sql(1, 1))).toBe('delete 6');
  expect(await run(database, root, sql(2, 3))).toBe('delete 6');
  expect(await run(database, root, sql(2, 2))).toBe('delete 3');
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryDatabase } from '../../testing/memory-database.ts';

/** Around an integer that must be evaluated once: forms that repeat what they are about. */
const forms: readonly ((operand: string) => string)[] = [
  (operand) => `nullif(${operand}, 2)`,
  (operand) => `(${operand} BETWEEN 2 AND 3)::int`,
  (operand) => `(${operand} NOT BETWEEN SYMMETRIC 3 AND 1)::int`,
  (operand) => `(2 BETWEEN SYMMETRIC ${operand} AND 1)::int`,
  (operand) => `(2 BETWEEN SYMMETRIC 4 AND ${operand})::int`,
  (operand) => `((${operand}, 1) BETWEEN (1, 2) AND (3, 0))::int`,
  (operand) => `CASE ${operand} WHEN 1 THEN 3 WHEN 2 THEN 1 WHEN nullif(3, 4) THEN 2 END`,
  (operand) => `((${operand}, 2) < (2, 3))::int`,
  (operand) => `((1, 2) >= (${operand}, 3))::int`,
  (operand) => `((${operand}, 1) IN ((1, 2), (3, 1), (2, 1)))::int`,
  (operand) => `length(concat(${operand} > 1, 'x'))`,
  (operand) => `coalesce(${operand}, 1) + 1`,
];

const nested = fc
  .array(fc.constantFrom(...forms), { minLength: 1, maxLength: 4 })
  .map((chosen) => chosen.reduce((inner, form) => form(inner), "nextval('s')::int"));

async function databaseOf(rowCount: number): Promise<MemoryDatabase> {
  const database = new MemoryDatabase();
  await database.run('CREATE TABLE t (id INT PRIMARY KEY)');
  for (let id = 1; id <= rowCount; id++) await database.run(`INSERT INTO t VALUES (${id})`);
  return database;
}

const queries: readonly ((expression: string) => string)[] = [
  (expression) => `SELECT id, ${expression} FROM t`,
  (expression) => `SELECT id FROM t WHERE (${expression}) IS NULL`,
  (expression) => `SELECT id FROM t ORDER BY ${expression}`,
  (expression) => `SELECT count(*) FROM t GROUP BY ${expression}`,
  (expression) => `SELECT sum(${expression}) FROM t`,
  (expression) => `SELECT ${expression} AS x FROM t ORDER BY x`,
  (expression) => `SELECT ${expression} AS x, count(*) FROM t GROUP BY x ORDER BY x`,
  (expression) => `SELECT ${expression} FROM t ORDER BY ${expression}`,
  (expression) => `SELECT count(*) FROM (SELECT ${expression} AS x FROM t) AS q`,
  (expression) =>
    `SELECT x, x FROM (SELECT ${expression} AS x FROM t) AS q WHERE x BETWEEN 1 AND 2`,
];

test('A volatile operand is evaluated once per row, whatever repeats it', async () => {
  await fc.assert(
    fc.asyncProperty(
      nested,
      fc.constantFrom(...queries),
      fc.integer({ min: 1, max: 3 }),
      async (expression, query, rowCount) => {
        const database = await databaseOf(rowCount);
        await database.run(query(expression));
        const { rows } = await database.run("SELECT nextval('s')");
        expect(rows).toEqual([[BigInt(rowCount + 1)]]);
      },
    ),
    { numRuns: 200 },
  );
});

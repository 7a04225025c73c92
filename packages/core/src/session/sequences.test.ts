import { describe, expect, test } from '@jest/globals';
import type { Row } from '@kalamdb/sql';
import fc from 'fast-check';
import { bob, outcomesOf, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

async function draw(database: Database, sql = "SELECT nextval('s')"): Promise<bigint[]> {
  const rows = (await run(database, root, sql)) as readonly Row[];
  return rows.map(([value]) => value as bigint);
}

describe('values of a sequence', () => {
  test('64 writers at once get all of them, and each its own', async () => {
    const { database } = await openTestDatabase();
    await runScript(
      database,
      root,
      "CREATE SEQUENCE s; CREATE SHARED TABLE t (id INT PRIMARY KEY, n BIGINT DEFAULT nextval('s'))",
    );
    const inserts = Array.from({ length: 64 }, (_, id) =>
      run(database, root, `INSERT INTO t (id) VALUES (${id}) RETURNING n`),
    );
    const given = (await Promise.all(inserts)).map((rows) => (rows as readonly Row[])[0]?.[0]);
    const expected = Array.from({ length: 64 }, (_, index) => BigInt(index + 1));
    expect(given.map(Number).sort((a, b) => a - b)).toEqual(expected.map(Number));
    expect(await draw(database, 'SELECT n FROM t ORDER BY n')).toEqual(expected);
  });

  test('as many as a query asks for, without a gap', async () => {
    const { database } = await openTestDatabase();
    await run(database, root, 'CREATE SEQUENCE s');
    const values = await draw(database, "SELECT nextval('s') FROM generate_series(1, 20000)");
    expect(values).toEqual(Array.from({ length: 20_000 }, (_, index) => BigInt(index + 1)));
  });

  test('LIMIT draws no more than it gives', async () => {
    const { database } = await openTestDatabase();
    await run(database, root, 'CREATE SEQUENCE s');
    await draw(database, "SELECT nextval('s') FROM generate_series(1, 5000) LIMIT 3");
    expect(await draw(database)).toEqual([4n]);
  });

  test('go on without a gap after the database was closed', async () => {
    const { database, store } = await openTestDatabase();
    await run(database, root, 'CREATE SEQUENCE s');
    await draw(database, "SELECT nextval('s') FROM generate_series(1, 100)");
    await database.close();
    const reopened = await openTestDatabase({ store });
    expect(await draw(reopened.database)).toEqual([101n]);
  });

  test('are never given twice, although the process dies again and again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
        async (runs) => {
          const { database, store } = await openTestDatabase();
          await run(database, root, 'CREATE SEQUENCE s CACHE 3');
          const all: bigint[] = [];
          for (const count of runs) {
            const { database: next } = await openTestDatabase({ store });
            for (let index = 0; index < count; index += 1) all.push(...(await draw(next)));
          }
          expect(all).toEqual([...new Set(all)].sort((a, b) => (a < b ? -1 : 1)));
          expect(Number(all.at(-1) ?? 0n)).toBeLessThanOrEqual(3 * all.length + 3 * runs.length);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('are gone when their statement fails', async () => {
    const { database } = await openTestDatabase();
    await run(database, root, 'CREATE SEQUENCE s');
    await expect(
      draw(database, "SELECT 1 / (2 - nextval('s')) FROM generate_series(1, 2)"),
    ).rejects.toThrow('division by zero');
    expect(await draw(database)).toEqual([3n]);
  });

  test('CURRVAL and LASTVAL last as long as a transaction that outlives its requests', async () => {
    const { database } = await openTestDatabase();
    await run(database, root, 'CREATE SEQUENCE s');
    const request = { principal: root, namespace: 'default', parameters: [] };
    const begun = await database.executeInTransaction({
      ...request,
      sql: "SELECT nextval('s'); BEGIN; SELECT nextval('s')",
      transactionId: undefined,
    });
    const { results } = await database.executeInTransaction({
      ...request,
      sql: "SELECT currval('s'), lastval()",
      transactionId: begun.transactionId,
    });
    expect(await outcomesOf(results)).toEqual([[[2n, 2n]]]);
  });

  test('drawn by an UPDATE while others draw are different', async () => {
    const { database } = await openTestDatabase();
    await runScript(
      database,
      root,
      `CREATE SEQUENCE s; CREATE SHARED TABLE t (id INT PRIMARY KEY, n BIGINT);
       INSERT INTO t SELECT n FROM generate_series(1, 300) AS g (n)`,
    );
    const update = run(database, root, "UPDATE t SET n = nextval('s')");
    const drawn = Array.from({ length: 50 }, () => draw(database));
    const others = (await Promise.all(drawn)).flat();
    await update;
    const all = [...others, ...(await draw(database, 'SELECT n FROM t'))];
    expect(new Set(all).size).toBe(350);
    const [next] = await draw(database);
    expect(all.every((value) => value < (next as bigint))).toBe(true);
  });

  test('a restart is seen by everyone who draws after it', async () => {
    const { database } = await openTestDatabase();
    await run(database, root, 'CREATE SEQUENCE s');
    const before = Array.from({ length: 20 }, () => draw(database));
    const altered = run(database, root, 'ALTER SEQUENCE s RESTART WITH 1000');
    const during = Array.from({ length: 20 }, () => draw(database));
    await Promise.all([...before, altered, ...during]);
    const [next] = await draw(database);
    expect(Number(next)).toBeGreaterThanOrEqual(1000);
    expect(Number(next)).toBeLessThanOrEqual(1040);
  });

  test('nobody but those who may write SHARED tables draws from one without a table', async () => {
    const { database } = await openTestDatabase();
    await run(database, root, 'CREATE SEQUENCE s');
    for (const call of ["nextval('s')", "setval('s', 5)", "currval('s')"]) {
      await expect(run(database, bob, `SELECT ${call}`)).rejects.toThrow('role user may not');
    }
  });
});

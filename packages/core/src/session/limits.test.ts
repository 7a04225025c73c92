import { describe, expect, test } from '@jest/globals';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { DatabaseLimits } from '../database-options.ts';

async function open(limits: Partial<DatabaseLimits>) {
  const { database } = await openTestDatabase({ limits });
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, b TEXT);
     INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')`,
  );
  return database;
}

/** Arrays in arrays. */
function nested(levels: number): readonly unknown[] {
  let value: readonly unknown[] = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}

describe('rows of a result', () => {
  test('are never cut: one too many is an error', async () => {
    const database = await open({ resultRows: 2 });
    await expect(run(database, root, 'SELECT * FROM t')).rejects.toMatchObject({
      code: 'SQL_RESULT_TOO_LARGE',
      message: expect.stringContaining('2 rows'),
      hint: expect.stringContaining('LIMIT'),
    });
    expect(await run(database, root, 'SELECT id FROM t LIMIT 2')).toHaveLength(2);
    expect(await run(database, root, 'SELECT COUNT(*) FROM t')).toEqual([[3n]]);
  });

  test('stop a script before its next statement', async () => {
    const database = await open({ resultRows: 2 });
    await expect(runScript(database, root, 'SELECT * FROM t; DELETE FROM t')).rejects.toMatchObject(
      { code: 'SQL_RESULT_TOO_LARGE', statement: 1 },
    );
    expect(await run(database, root, 'SELECT COUNT(*) FROM t')).toEqual([[3n]]);
  });
});

describe('bytes of the results of a script', () => {
  test.each([
    ['read in batches', 'SELECT REPEAT(b, 600) FROM t; '],
    ['read by key', 'SELECT REPEAT(b, 1800) FROM t WHERE id = 1; '],
  ])('are bounded together, %s', async (_name, sql) => {
    const database = await open({ resultBytes: 4_000 });
    await expect(runScript(database, root, `${sql.repeat(3)} DELETE FROM t`)).rejects.toMatchObject(
      { code: 'SQL_RESULT_TOO_LARGE', statement: 3 },
    );
    expect(await run(database, root, 'SELECT COUNT(*) FROM t')).toEqual([[3n]]);
    await runScript(database, root, sql.repeat(2));
  });

  test('count what is selected, not what was read', async () => {
    const database = await open({ resultBytes: 100 });
    const [found] = await runScript(database, root, `SELECT b FROM t WHERE b > 'b'; SELECT 1`);
    expect(found).toEqual([['c']]);
  });
});

test('a long script lets others run', async () => {
  const database = await open({});
  let turns = 0;
  let running = true;
  const count = () => {
    turns += 1;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  await runScript(database, root, 'SELECT 1;'.repeat(3_000));
  running = false;
  expect(turns).toBeGreaterThan(1);
});

describe('texts and parameters', () => {
  test.each([
    ['a long text', { sqlBytes: 100 }, `SELECT '${'x'.repeat(100)}'`, [], 'SQL_TOO_LONG'],
    [
      'long in bytes',
      { sqlBytes: 100 },
      `SELECT '${'ж'.repeat(60)}'; SELECT 1`,
      [],
      'SQL_TOO_LONG',
    ],
    [
      'too many parameters',
      { parameters: 2 },
      'SELECT $1, $2, $3',
      [1, 2, 3],
      'SQL_INVALID_PARAMETER',
    ],
    [
      'a long parameter',
      { parameterBytes: 10 },
      'SELECT $1',
      ['x'.repeat(11)],
      'SQL_INVALID_PARAMETER',
    ],
    [
      'a parameter long in bytes',
      { parameterBytes: 10 },
      'SELECT $1',
      ['ж'.repeat(6)],
      'SQL_INVALID_PARAMETER',
    ],
    [
      'a parameter that nests too deep',
      {},
      'SELECT $1::JSON',
      [nested(100_000)],
      'SQL_INVALID_PARAMETER',
    ],
  ] as const)('%s is refused', async (_name, limits, sql, parameters, code) => {
    const { database } = await openTestDatabase({ limits });
    await expect(runScript(database, root, sql, { parameters })).rejects.toMatchObject({ code });
  });
});

describe('time', () => {
  test('a caller that has gone stops the query', async () => {
    const database = await open({});
    await expect(
      run(database, root, 'SELECT * FROM t', { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'SQL_CANCELED', message: expect.stringContaining('caller') });
    await expect(
      run(database, root, "UPDATE t SET b = 'z' WHERE b > 'a'", { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'SQL_CANCELED' });
    expect(await run(database, root, "SELECT COUNT(*) FROM t WHERE b = 'z'")).toEqual([[0n]]);
  });
});

test('a row that is too large is refused by its size', async () => {
  const database = await open({ rowBytes: 1000 });
  await expect(
    run(database, root, 'INSERT INTO t VALUES (4, $1)', { parameters: ['x'.repeat(2000)] }),
  ).rejects.toMatchObject({ code: 'CORE_VALUE_TOO_LARGE' });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore, prefixRange } from '@kalamdb/store';
import { createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

/** Enough for several steps. */
const ROWS = 1500;

let store: FaultyStore;
let database: Database;
/** Is called before each write. */
let beforeWrite: () => Promise<void> | void;

const outside = (sql: string) => run(database, root, sql);
const plan = async (sql: string) => String(await outside(`EXPLAIN ${sql}`));
const canceled = { code: 'SQL_CANCELED' };

async function entryCount(): Promise<number> {
  let count = 0;
  for await (const entries of store.scan(prefixRange(Uint8Array.of(0x15)))) count += entries.length;
  return count;
}

beforeEach(async () => {
  beforeWrite = () => undefined;
  const delay = async (operation: string) => {
    if (operation === 'write') await beforeWrite();
  };
  store = createFaultyStore(openMemoryStore(), { delay });
  database = (await openTestDatabase({ store })).database;
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, a INT);
     INSERT INTO t SELECT g, g FROM generate_series(1, ${ROWS}) AS s(g)`,
  );
});

/** A signal that is aborted before the nth write from now on. */
function abortBefore(nth: number): AbortSignal {
  const controller = new AbortController();
  let writes = 0;
  beforeWrite = () => {
    writes += 1;
    if (writes === nth) controller.abort();
  };
  return controller.signal;
}

describe.each([1, 2, 4])('CREATE INDEX that is canceled before its write %i', (nth) => {
  test('leaves no index, and its name free', async () => {
    const signal = abortBefore(nth);
    const made = run(database, root, 'CREATE INDEX t_a ON t (a)', { signal });
    await expect(made).rejects.toMatchObject(canceled);
    expect(await outside("SELECT index_name FROM system.indexes WHERE table_name = 't'")).toEqual(
      [],
    );
    await database.sweep();
    expect(await entryCount()).toBe(0);
    await outside('CREATE UNIQUE INDEX t_a ON t (a)');
    expect(await entryCount()).toBe(ROWS);
    expect(await plan('SELECT id FROM t WHERE a = 7')).toContain('t_a');
  });
});

test('CREATE INDEX ends after statement_timeout', async () => {
  // Longer than that, so that the time is over by the first step.
  beforeWrite = () => new Promise((resolve) => setTimeout(resolve, 10));
  const made = outside("SET statement_timeout = '1ms'; CREATE INDEX t_a ON t (a)");
  await expect(made).rejects.toMatchObject({
    ...canceled,
    message: 'the statement took longer than 1 ms',
  });
  expect(await plan('SELECT id FROM t WHERE a = 7')).not.toContain('t_a');
});

test('REINDEX and ALTER TABLE do too, and leave what was', async () => {
  await outside('CREATE INDEX t_a ON t (a)');
  beforeWrite = () => new Promise((resolve) => setTimeout(resolve, 10));
  const soon = (sql: string) => outside(`SET statement_timeout = '1ms'; ${sql}`);
  await expect(soon('REINDEX TABLE t')).rejects.toMatchObject(canceled);
  await expect(soon('ALTER TABLE t ADD COLUMN b SERIAL')).rejects.toMatchObject(canceled);
  await expect(soon('ALTER TABLE t ADD UNIQUE (a)')).rejects.toMatchObject(canceled);
  beforeWrite = () => undefined;
  await database.sweep();
  expect(await entryCount()).toBe(ROWS);
  expect(await outside('SELECT * FROM t WHERE a = 7')).toEqual([[7, 7]]);
});

test('definitions do not end with the time of queries', async () => {
  const { database: other } = await openTestDatabase({ store, limits: { queryTimeoutMs: 1 } });
  beforeWrite = () => new Promise((resolve) => setTimeout(resolve, 10));
  expect(await run(other, root, 'CREATE INDEX t_a ON t (a)')).toContain('created');
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { droppedTableRange, type KeyValueStore, tableRanges } from '@kalamdb/store';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import { eraseDropped } from './erase-dropped.ts';

let opened: TestDatabase;

beforeEach(async () => {
  opened = await openTestDatabase();
});

async function countKeys(store: KeyValueStore, tableId: number): Promise<number> {
  let count = 0;
  for (const range of tableRanges(tableId)) {
    for await (const entries of store.scan(range)) count += entries.length;
  }
  return count;
}

async function countDrops(store: KeyValueStore): Promise<number> {
  let count = 0;
  for await (const entries of store.scan(droppedTableRange())) count += entries.length;
  return count;
}

const idOf = (name: string) => opened.database.catalog.table('default', name)?.id ?? Number.NaN;

describe('dropped tables', () => {
  const rows = Array.from({ length: 1500 }, (_, index) => `(${index}, 'x')`).join(', ');

  beforeEach(async () => {
    await runScript(
      opened.database,
      root,
      `CREATE SHARED TABLE gone (id INT PRIMARY KEY, b TEXT);
       CREATE SHARED TABLE kept (id INT PRIMARY KEY, b TEXT);
       INSERT INTO gone VALUES ${rows};
       INSERT INTO kept VALUES (1, 'x'), (2, 'y');
       UPDATE gone SET b = 'y' WHERE id < 10`,
    );
  });

  test('are erased to the last key, others are left alone', async () => {
    const { database, store } = opened;
    const [gone, kept] = [idOf('gone'), idOf('kept')];
    const keptKeys = await countKeys(store, kept);
    await run(database, root, 'DROP TABLE gone');
    await database.sweep();
    expect(await countKeys(store, gone)).toBe(0);
    expect(await countDrops(store)).toBe(0);
    expect(await countKeys(store, kept)).toBe(keptKeys);
  });

  test('are erased further after an interruption', async () => {
    const { database, store, clock } = opened;
    const gone = idOf('gone');
    await database.close();
    const second = await openTestDatabase({ store, clock });
    const dropping = run(second.database, root, 'DROP TABLE gone');
    await dropping;
    await second.database.close();
    let steps = 0;
    await eraseDropped({ store, confirm: async () => true }, () => ++steps > 1);
    const third = await openTestDatabase({ store, clock });
    await third.database.sweep();
    expect(await countKeys(store, gone)).toBe(0);
    expect(await countDrops(store)).toBe(0);
  });

  test('take no rows any more, not even those that were on their way', async () => {
    const { database, store } = opened;
    const gone = idOf('gone');
    const outcomes = await Promise.allSettled([
      run(database, root, "INSERT INTO gone VALUES (5000, 'x')"),
      run(database, root, 'DROP TABLE gone'),
      run(database, root, "INSERT INTO gone VALUES (5001, 'x')"),
      run(database, root, "UPDATE gone SET b = 'z' WHERE id = 7"),
    ]);
    expect(outcomes[1]?.status).toBe('fulfilled');
    await database.sweep();
    expect(await countKeys(store, gone)).toBe(0);
  });
});

describe('rows of STREAM tables', () => {
  beforeEach(async () => {
    await run(
      opened.database,
      root,
      'CREATE STREAM TABLE events (id INT PRIMARY KEY, b TEXT) WITH (TTL_SECONDS = 60)',
    );
  });

  test('cannot be read from the moment they expire, and are erased later', async () => {
    const { database, store, clock } = opened;
    await run(database, alice, "INSERT INTO events VALUES (1, 'old')");
    await run(database, bob, "INSERT INTO events VALUES (1, 'old')");
    clock.advanceMs(40_000);
    await run(database, alice, "INSERT INTO events VALUES (2, 'new')");
    await database.sweep();
    expect(await run(database, alice, 'SELECT id FROM events ORDER BY id')).toEqual([[1], [2]]);
    clock.advanceMs(30_000);
    expect(await run(database, alice, 'SELECT id FROM events')).toEqual([[2]]);
    expect(await run(database, alice, 'SELECT id FROM events WHERE id = 1')).toEqual([]);
    expect(await run(database, bob, 'SELECT COUNT(*) FROM events')).toEqual([[0n]]);
    const before = await countKeys(store, idOf('events'));
    await database.sweep();
    expect(await countKeys(store, idOf('events'))).toBe(before / 3);
    clock.advanceMs(60_000);
    await database.sweep();
    expect(await countKeys(store, idOf('events'))).toBe(0);
  });

  test('that were written anew or deleted meanwhile leave nothing behind either', async () => {
    const { database, store, clock } = opened;
    await run(database, alice, "INSERT INTO events VALUES (1, 'a'), (2, 'a')");
    clock.advanceMs(30_000);
    await run(database, alice, 'DELETE FROM events WHERE id = 1');
    await run(database, alice, "INSERT INTO events VALUES (1, 'b')");
    clock.advanceMs(31_000);
    await database.sweep();
    expect(await run(database, alice, 'SELECT id, b FROM events')).toEqual([[1, 'b']]);
    clock.advanceMs(60_000);
    await database.sweep();
    expect(await countKeys(store, idOf('events'))).toBe(0);
  });

  test('expire without being announced', async () => {
    const { database, clock } = opened;
    await run(database, alice, "INSERT INTO events VALUES (1, 'a')");
    const commits: unknown[] = [];
    database.changes.subscribe((commit) => commits.push(commit));
    clock.advanceMs(120_000);
    await database.sweep();
    expect(commits).toEqual([]);
  });

  test('of more than one step are all erased', async () => {
    const { database, store, clock } = opened;
    const rows = Array.from({ length: 1200 }, (_, index) => `(${index}, 'x')`).join(', ');
    await run(database, alice, `INSERT INTO events VALUES ${rows}`);
    clock.advanceMs(120_000);
    await database.sweep();
    expect(await countKeys(store, idOf('events'))).toBe(0);
  });
});

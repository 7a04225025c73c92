import { describe, expect, test } from '@jest/globals';
import { sqlTypes, type TableInfo, type Value } from '@kalamdb/sql';
import { messagesTable } from '../test/messages-table.ts';
import { RecordingClient, rowObject, settle } from '../test/recording-client.ts';
import { createLiveQueries } from './live-queries.ts';
import { defaultLiveLimits } from './subscribe-options.ts';
import {
  createMemoryLiveDatabase,
  type MemoryLiveDatabase,
} from './testing/memory-live-database.ts';

const ALL = 'SELECT * FROM messages';

function setUp(table: TableInfo = messagesTable()) {
  const database = createMemoryLiveDatabase([table]);
  const live = createLiveQueries(database);
  const put = (id: bigint, grp: string | null, n: number | null, scope = 'alice') =>
    database.commit([{ table, scope, identity: String(id), values: [id, grp, n] }]);
  const remove = (id: bigint, scope = 'alice') =>
    database.commit([{ table, scope, identity: String(id), values: undefined }]);
  return { table, database, live, put, remove };
}

/** A client for which changes flow at once. */
function listen(...parameters: ConstructorParameters<typeof RecordingClient>): RecordingClient {
  const client = new RecordingClient(...parameters);
  client.subscription.resume();
  return client;
}

describe('changes', () => {
  test('an insert carries the whole row, an update also what it was, a delete the last row', () => {
    const { live, put, remove } = setUp();
    const client = listen(live, ALL);
    put(1n, 'a', 5);
    put(1n, 'a', null);
    remove(1n);
    expect(client.heard).toEqual([
      { kind: 'insert', row: { id: 1n, grp: 'a', n: 5, _seq: 101n, _deleted: false } },
      {
        kind: 'update',
        row: { id: 1n, grp: 'a', n: null, _seq: 102n, _deleted: false },
        old: { id: 1n, n: 5, _seq: 101n },
      },
      { kind: 'delete', old: { id: 1n, grp: 'a', n: null, _seq: 103n, _deleted: true } },
    ]);
  });

  test('a row that enters the filter is an insert, one that leaves it a delete', () => {
    const { live, put } = setUp();
    const client = listen(live, "SELECT n FROM messages WHERE grp = 'a'");
    put(1n, 'b', 1);
    put(1n, 'a', 2);
    put(1n, 'b', 3);
    put(1n, 'b', 4);
    expect(client.heard).toEqual([
      { kind: 'insert', row: { n: 2, id: 1n, _seq: 102n } },
      { kind: 'delete', old: { n: 2, id: 1n, _seq: 103n, _deleted: true } },
    ]);
  });

  test('equal values of other texts match: 1.5 and 1.50, 1 month and 30 days', () => {
    const { columns } = messagesTable();
    const retyped = { grp: sqlTypes.interval, n: sqlTypes.decimal };
    const table = messagesTable({
      columns: columns.map((column) => ({
        ...column,
        type: retyped[column.name as 'n'] ?? column.type,
      })),
    });
    const { database, live } = setUp(table);
    const decimals = listen(live, 'SELECT id FROM messages WHERE n = 1.5');
    const intervals = listen(live, "SELECT id FROM messages WHERE grp = '30 days'");
    const values = [1n, '1 mon', '1.50'];
    database.commit([{ table, scope: 'alice', identity: '1', values }]);
    const heard = [{ kind: 'insert', row: { id: 1n, _seq: 101n } }];
    expect(decimals.heard).toEqual(heard);
    expect(intervals.heard).toEqual(heard);
  });

  test('a version that changes no selected column is told: its _seq is new', () => {
    const { live, put } = setUp();
    const client = listen(live, 'SELECT id FROM messages');
    put(1n, 'a', 1);
    put(1n, 'a', 2);
    expect(client.heard[1]).toEqual({
      kind: 'update',
      row: { id: 1n, _seq: 102n },
      old: { id: 1n, _seq: 101n },
    });
  });

  test('expressions are evaluated as in SELECT, for the user who asks', () => {
    const { live, put } = setUp();
    const sql = 'SELECT n + 1 AS next FROM messages WHERE grp = CURRENT_USER()';
    const client = listen(live, sql);
    put(1n, 'alice', 1);
    put(2n, 'bob', 1);
    expect(client.heard).toEqual([{ kind: 'insert', row: { next: 2, id: 1n, _seq: 101n } }]);
  });

  test('nobody hears of the rows of another user', () => {
    const { live, put } = setUp();
    const alice = listen(live, ALL, { userId: 'alice' });
    const bob = listen(live, ALL, { userId: 'bob' });
    put(1n, 'a', 1, 'alice');
    put(2n, 'b', 2, 'bob');
    expect(alice.changes.map(({ row }) => row?.values[0])).toEqual([1n]);
    expect(bob.changes.map(({ row }) => row?.values[0])).toEqual([2n]);
  });

  test('without a primary key a delete says which version it was', () => {
    const { live, put, remove } = setUp(messagesTable({ primaryKey: [] }));
    const client = listen(live, 'SELECT n FROM messages');
    put(1n, 'a', 1);
    remove(1n);
    expect(client.heard[1]).toEqual({
      kind: 'delete',
      old: { n: 1, _seq: 102n, _deleted: true, _previous_seq: 101n },
    });
  });

  test('an error of an expression ends the subscriptions of that query alone', () => {
    const { live, put } = setUp();
    const broken = listen(live, 'SELECT id FROM messages WHERE 10 / n > 1');
    const other = listen(live, ALL);
    put(1n, 'a', 0);
    expect(broken.errors).toMatchObject([{ code: 'SQL_DIVISION_BY_ZERO' }]);
    expect(other.changes).toHaveLength(1);
    expect(live.statistics().subscriptionCount).toBe(1);
  });

  test('a sink that throws is closed with what it threw, and others go on', () => {
    const { live, put } = setUp();
    const errors: unknown[] = [];
    const fault = new Error('sink');
    const subscription = live.subscribe(
      {
        principal: { userId: 'alice', role: 'user' },
        namespace: 'default',
        sql: ALL,
        options: undefined,
      },
      {
        change: () => {
          throw fault;
        },
        closed: (error) => errors.push(error),
        writable: () => true,
      },
    );
    subscription.resume();
    const other = listen(live, ALL);
    put(1n, 'a', 1);
    expect(errors).toEqual([fault]);
    expect(other.changes).toHaveLength(1);
  });
});

describe('sharing', () => {
  test('subscribers of one projection get one object, encoded once', () => {
    const { live, put } = setUp();
    const clients = [
      listen(live, ALL),
      listen(live, ALL),
      listen(live, "SELECT * FROM messages WHERE grp = 'a'"),
    ];
    put(1n, 'a', 1);
    let encodings = 0;
    const encode = () => {
      encodings += 1;
      return Buffer.from('x');
    };
    const [first] = clients[0].changes;
    for (const { changes } of clients) {
      expect(changes[0]).toBe(first);
      changes[0].encoded(encode);
    }
    expect(encodings).toBe(1);
  });

  test('a change visits only queries that it can match', () => {
    const { live, put } = setUp();
    for (let index = 0; index < 200; index += 1) {
      listen(live, `SELECT * FROM messages WHERE grp = 'g${index}'`);
      listen(live, `SELECT * FROM messages WHERE id = ${index} AND grp = 'x'`);
      listen(live, `SELECT * FROM messages WHERE n > ${index}`, { userId: 'bob' });
    }
    put(7n, 'g7', 1);
    expect(live.statistics().visitedCount).toBe(1);
    // Both versions are looked up: g7 loses the row, g8 gains it.
    put(7n, 'g8', 1);
    expect(live.statistics().visitedCount).toBe(3);
    put(8n, 'nobody', 1);
    expect(live.statistics().visitedCount).toBe(3);
  });

  test('equal queries are evaluated once per change', () => {
    const { live, put } = setUp();
    const clients = Array.from({ length: 50 }, () =>
      listen(live, 'SELECT * FROM messages WHERE n > 1'),
    );
    put(1n, 'a', 2);
    expect(live.statistics().visitedCount).toBe(1);
    expect(clients.every(({ changes }) => changes.length === 1)).toBe(true);
  });

  test('closed subscriptions leave nothing behind', () => {
    const { live, put } = setUp();
    const client = listen(live, "SELECT * FROM messages WHERE grp = 'a'");
    client.subscription.close();
    client.subscription.close();
    put(1n, 'a', 1);
    expect(client.changes).toEqual([]);
    expect(live.statistics()).toEqual({ subscriptionCount: 0, visitedCount: 0 });
  });
});

describe('initial rows', () => {
  function filled(count: number) {
    const parts = setUp();
    for (let id = 1; id <= count; id += 1) parts.put(BigInt(id), 'a', id);
    return parts;
  }

  test('come in batches by _seq, and the last one says where to resume', async () => {
    const { live } = filled(5);
    const { subscription } = new RecordingClient(live, ALL, { options: { batchSize: 2 } });
    const batches = [
      await subscription.nextBatch(),
      await subscription.nextBatch(102n),
      await subscription.nextBatch(),
    ];
    expect(
      batches.map(({ number, hasMore, lastSequence }) => [number, hasMore, lastSequence]),
    ).toEqual([
      [0, true, 102n],
      [1, true, 104n],
      [2, false, 105n],
    ]);
    expect(batches.flatMap(({ rows }) => rows.map((row) => rowObject(row).id))).toEqual([
      1n,
      2n,
      3n,
      4n,
      5n,
    ]);
    await expect(subscription.nextBatch()).rejects.toMatchObject({ code: 'LIVE_NO_BATCH' });
  });

  test('are of the moment of subscribing; what follows comes as changes after the last batch', async () => {
    const { live, put, remove } = filled(4);
    const client = new RecordingClient(live, ALL, { options: { batchSize: 3 } });
    await client.subscription.nextBatch();
    put(5n, 'a', 5);
    remove(4n);
    const last = await client.subscription.nextBatch();
    expect(last.rows.map((row) => rowObject(row).id)).toEqual([4n]);
    await settle();
    expect(client.changes).toEqual([]);
    client.subscription.resume();
    await settle();
    put(6n, 'a', 6);
    expect(client.changes.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['insert', 105n],
      ['delete', 106n],
      ['insert', 107n],
    ]);
  });

  test('a full batch that is the last one says so', async () => {
    const { live } = filled(2);
    const { subscription } = new RecordingClient(live, ALL, { options: { batchSize: 2 } });
    expect((await subscription.nextBatch()).hasMore).toBe(false);
  });

  test('a batch also ends when it is large', async () => {
    const { database } = filled(4);
    const live = createLiveQueries(database, { ...defaultLiveLimits, batchBytes: 100 });
    const { subscription } = new RecordingClient(live, ALL, { options: {} });
    const { rows, hasMore } = await subscription.nextBatch();
    expect([rows.length, hasMore]).toEqual([2, true]);
  });

  test('a batch can be asked for again, but none skipped', async () => {
    const { live } = filled(5);
    const { subscription } = new RecordingClient(live, ALL, { options: { batchSize: 2 } });
    await subscription.nextBatch();
    await subscription.nextBatch();
    await expect(subscription.nextBatch(105n)).rejects.toMatchObject({
      code: 'LIVE_INVALID_CURSOR',
    });
    const again = await subscription.nextBatch(102n);
    expect(again.rows.map((row) => rowObject(row).id)).toEqual([3n, 4n]);
  });

  test('two calls at once are refused', async () => {
    const { live } = filled(5);
    const { subscription } = new RecordingClient(live, ALL, { options: { batchSize: 2 } });
    const first = subscription.nextBatch();
    await expect(subscription.nextBatch()).rejects.toMatchObject({ code: 'LIVE_NO_BATCH' });
    await first;
  });

  test('last_rows gives the newest, ascending, in one batch', async () => {
    const { live, put } = filled(5);
    put(2n, 'a', 22);
    const { subscription } = new RecordingClient(live, 'SELECT id FROM messages WHERE n > 3', {
      options: { lastRows: 2 },
    });
    const batch = await subscription.nextBatch();
    expect(batch.rows.map((row) => rowObject(row).id)).toEqual([5n, 2n]);
    expect([batch.hasMore, batch.lastSequence]).toEqual([false, 106n]);
  });

  test('last_rows over its size is refused, not cut', async () => {
    const { database } = filled(5);
    const live = createLiveQueries(database, { ...defaultLiveLimits, lastRowsBytes: 100 });
    const client = new RecordingClient(live, ALL, { options: { lastRows: 5 } });
    await expect(client.subscription.nextBatch()).rejects.toMatchObject({
      code: 'LIVE_BATCH_TOO_LARGE',
    });
    expect(live.statistics().subscriptionCount).toBe(0);
  });

  test.each([
    { batchSize: 0 },
    { batchSize: 1.5 },
    { batchSize: 10_001 },
    { lastRows: -1 },
    { lastRows: 1001 },
  ])('options %p are refused', (options) => {
    const { live } = setUp();
    expect(() => new RecordingClient(live, ALL, { options })).toThrow(
      expect.objectContaining({ code: 'LIVE_INVALID_OPTION' }),
    );
  });
});

describe('resuming', () => {
  test('a cursor gives everything after it, deletes and leaves too, then what is new', async () => {
    const { live, put, remove } = setUp();
    put(1n, 'a', 1);
    put(2n, 'a', 2);
    put(3n, 'a', 3);
    const cursor = 103n;
    remove(1n);
    put(2n, 'b', 2);
    put(3n, 'a', 4);
    const client = new RecordingClient(live, "SELECT * FROM messages WHERE grp = 'a'", {
      options: { from: cursor },
    });
    const batch = await client.subscription.nextBatch();
    expect([batch.rows, batch.hasMore, batch.lastSequence]).toEqual([[], false, cursor]);
    client.subscription.resume();
    await settle();
    put(4n, 'a', 4);
    expect(client.changes.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['delete', 104n],
      ['delete', 105n],
      ['update', 106n],
      ['insert', 107n],
    ]);
  });

  test('a cursor that is too old or from the future is refused', () => {
    const { live, database, put } = setUp();
    put(1n, 'a', 1);
    put(1n, 'a', 2);
    database.expire(102n);
    const from = (cursor: bigint) => () =>
      new RecordingClient(live, ALL, { options: { from: cursor } });
    expect(from(101n)).toThrow(expect.objectContaining({ code: 'LIVE_CURSOR_EXPIRED' }));
    expect(from(103n)).toThrow(expect.objectContaining({ code: 'LIVE_INVALID_CURSOR' }));
    expect(from(102n)).not.toThrow();
  });

  test('a full sink is told nothing, keeps nothing, and catches up later', async () => {
    const { live, put } = setUp();
    const client = listen(live, ALL);
    put(1n, 'a', 1);
    client.isWritable = false;
    for (let n = 0; n < 10; n += 1) put(2n, 'a', n);
    expect(client.changes).toHaveLength(1);
    // Paused, it is not even asked.
    expect(live.statistics().visitedCount).toBe(2);
    client.isWritable = true;
    client.subscription.resume();
    await settle();
    put(3n, 'a', 1);
    expect(client.changes.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 12 }, (_, index) => 101n + BigInt(index)),
    );
  });

  test('a sink that fills up while catching up goes on where it stopped', async () => {
    const { live, put } = setUp();
    const client = listen(live, ALL);
    client.isWritable = false;
    for (let n = 0; n < 10; n += 1) put(1n, 'a', n);
    client.isWritable = true;
    client.subscription.resume();
    await new Promise((resolve) => setImmediate(resolve));
    client.isWritable = false;
    await settle();
    const heard = client.changes.length;
    expect(heard).toBeLessThan(10);
    client.isWritable = true;
    client.subscription.resume();
    await settle();
    expect(client.changes.map(({ sequence }) => Number(sequence))).toEqual(
      Array.from({ length: 10 }, (_, index) => 101 + index),
    );
  });

  test('a pause that outlives the log ends with LIVE_CURSOR_EXPIRED', async () => {
    const { live, put, database } = setUp();
    const client = listen(live, ALL);
    client.isWritable = false;
    put(1n, 'a', 1);
    put(1n, 'a', 2);
    database.expire(102n);
    client.isWritable = true;
    client.subscription.resume();
    await settle();
    expect(client.errors).toMatchObject([{ code: 'LIVE_CURSOR_EXPIRED' }]);
  });
});

describe('ends', () => {
  test('a dropped table ends its subscriptions, in whatever state, at once', () => {
    const table = messagesTable();
    const other = messagesTable({ id: 2, name: 'other' });
    const database: MemoryLiveDatabase = createMemoryLiveDatabase([table, other]);
    const live = createLiveQueries(database);
    const clients = [
      listen(live, ALL),
      new RecordingClient(live, ALL, { options: {} }),
      listen(live, 'SELECT * FROM other'),
    ];
    database.dropTable(table);
    expect(clients.map(({ errors }) => errors)).toMatchObject([
      [{ code: 'LIVE_TABLE_DROPPED' }],
      [{ code: 'LIVE_TABLE_DROPPED' }],
      [],
    ]);
  });

  test('closing ends every subscription and refuses new ones', async () => {
    const { live, put } = setUp();
    const clients = [listen(live, ALL), new RecordingClient(live, ALL, { options: {} })];
    live.close();
    live.close();
    put(1n, 'a', 1);
    for (const { errors, changes } of clients) {
      expect([errors, changes]).toMatchObject([[{ code: 'LIVE_CLOSED' }], []]);
    }
    await expect(clients[1].subscription.nextBatch()).rejects.toMatchObject({
      code: 'LIVE_CLOSED',
    });
    expect(() => listen(live, ALL)).toThrow(expect.objectContaining({ code: 'LIVE_CLOSED' }));
  });
});

describe('values', () => {
  test.each<[string, Value, Value, boolean]>([
    ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 2), false],
    ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 3), true],
    ['double', Number.NaN, Number.NaN, false],
    ['double', 0, -0, true],
    ['text', null, '', true],
  ])('%s %p → %p counts as changed: %p', (kind, before, after, changed) => {
    const type = sqlTypes[kind as 'bytes' | 'double' | 'text'];
    const base = messagesTable();
    const columns = base.columns.map((column) =>
      column.name === 'n' ? { ...column, type } : column,
    );
    const { live, database, table } = setUp({ ...base, columns });
    const client = listen(live, ALL);
    for (const value of [before, after]) {
      database.commit([{ table, scope: 'alice', identity: '1', values: [1n, 'a', value] }]);
    }
    const names = client.changes[1].oldRow?.fields.map(({ name }) => name);
    expect(names).toEqual(changed ? ['id', 'n', '_seq'] : ['id', '_seq']);
  });
});

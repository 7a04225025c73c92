import { describe, expect, test } from '@jest/globals';
import type { Row } from '@kalamdb/sql';
import { logKey, openMemoryStore, WriteBatch } from '@kalamdb/store';
import { collect, openRig } from '../../test/rig/rig.ts';
import { makeTable } from '../../test/rig/tables.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import type { ChangeEvent, Commit } from './change-event.ts';

const table = makeTable({ columns: { id: 'int', body: 'text' }, primaryKey: ['id'] });
const partition = { tableId: table.definition.id, scope: 'u' };

function setUp() {
  const rig = openRig(openMemoryStore(), [table]);
  const published: ChangeEvent[] = [];
  rig.feed.subscribe((commit) => published.push(...commit.events));
  const changes = (after = 0n, upTo = rig.feed.lastSequence) =>
    collect(rig.feed.readChanges(partition, after, upTo));
  const rowsBySequence = (options: { at?: bigint; after?: bigint; reverse?: boolean } = {}) =>
    collect(
      rig.feed.readRows(partition, {
        at: rig.feed.lastSequence,
        after: 0n,
        reverse: false,
        ...options,
      }),
    );
  return { ...rig, published, changes, rowsBySequence };
}

const ids = (rows: readonly Row[]) => rows.map(([id]) => id);

describe('the change feed', () => {
  test('replays what it published, from any cursor to any other', async () => {
    const { insert, update, remove, published, changes } = setUp();
    await insert(table, 'u', [1, 'a'], [2, 'b'], [3, 'c']);
    await update(table, 'u', { 1: () => 'x' }, { where: ([id]) => Number(id) < 3 });
    await update(table, 'u', { 1: () => 'y' }, { key: [1] });
    await remove(table, 'u', { key: [2] });
    await insert(table, 'u', [2, 'again']);
    expect(published).toHaveLength(8);
    for (let from = 0; from <= published.length; from += 1) {
      const after = published[from - 1]?.sequence ?? 0n;
      expect(await changes(after)).toEqual(published.slice(from));
      expect(await changes(0n, after)).toEqual(published.slice(0, from));
    }
  });

  test('of one scope holds nothing of others', async () => {
    const { insert, changes, rowsBySequence, published } = setUp();
    await insert(table, 'u', [1, 'mine']);
    await insert(table, 'v', [1, 'yours'], [2, 'yours']);
    expect(await changes()).toEqual(published.slice(0, 1));
    expect(await rowsBySequence()).toEqual([published[0]?.after]);
  });

  test('replays in chunks what is longer than one', async () => {
    const { insert, feed, changes, rowsBySequence } = setUp();
    await insert(table, 'u', ...Array.from({ length: 3000 }, (_, id): Row => [id, 'a']));
    const all = await changes();
    expect(ids(all.map(({ after }) => after))).toEqual(Array.from({ length: 3000 }, (_, id) => id));
    const chunks: number[] = [];
    for await (const chunk of feed.readChanges(partition, 0n, feed.lastSequence)) {
      chunks.push(chunk.length);
    }
    expect(chunks.length).toBeGreaterThan(1);
    expect(ids(await rowsBySequence({ reverse: true })).at(-1)).toBe(0);
  });

  test('replays few at a time where rows are large, many where they are small', async () => {
    const { insert, update, feed } = setUp();
    const body = 'x'.repeat(100_000);
    await insert(table, 'u', ...Array.from({ length: 60 }, (_, id): Row => [id, body]));
    await update(table, 'u', { 1: () => `${body}y` });
    await insert(table, 'u', ...Array.from({ length: 3000 }, (_, id): Row => [1000 + id, 'a']));
    const at = feed.lastSequence;
    const sizes = async (chunks: AsyncIterable<readonly unknown[]>) => {
      const found: number[] = [];
      for await (const chunk of chunks) found.push(chunk.length);
      return found;
    };
    for (const found of [
      await sizes(feed.readChanges(partition, 0n, at)),
      await sizes(feed.readRows(partition, { at, after: 0n, reverse: false })),
    ]) {
      expect(Math.max(...found.slice(0, 8))).toBeLessThanOrEqual(8);
      expect(Math.max(...found)).toBeGreaterThan(500);
    }
  });

  test('shows nothing that was not published yet', async () => {
    const { insert, feed, store } = setUp();
    await insert(table, 'u', [1, 'a']);
    const last = feed.lastSequence;
    await openRig(store, [table]).insert(table, 'u', [2, 'b']);
    const future = 1n << 62n;
    expect(await collect(feed.readChanges(partition, last, future))).toEqual([]);
    const cut = { at: future, after: 0n, reverse: false };
    expect(ids(await collect(feed.readRows(partition, cut)))).toEqual([1]);
  });

  test('gives the live rows by sequence, as of a snapshot, after a cursor, backwards', async () => {
    const { insert, update, remove, rowsBySequence, feed } = setUp();
    await insert(table, 'u', [1, 'a'], [2, 'b'], [3, 'c'], [4, 'd']);
    const before = await rowsBySequence();
    const at = feed.lastSequence;
    await update(table, 'u', { 1: () => 'x' }, { key: [1] });
    await update(table, 'u', { 1: () => 'y' }, { key: [1] });
    await remove(table, 'u', { key: [3] });
    expect(ids(await rowsBySequence())).toEqual([2, 4, 1]);
    expect(ids(await rowsBySequence({ reverse: true }))).toEqual([1, 4, 2]);
    expect(ids(await rowsBySequence({ after: at }))).toEqual([1]);
    expect(await rowsBySequence({ at })).toEqual(before);
    const cursor = before[1]?.[2];
    expect(ids(await rowsBySequence({ at, after: BigInt(String(cursor)) }))).toEqual([3, 4]);
    expect(await rowsBySequence({ at, after: at })).toEqual([]);
  });

  test('gives the rows of a small partition as those of a large one, however long its history', async () => {
    const { insert, update, remove, rowsBySequence, feed } = setUp();
    await insert(table, 'u', ...Array.from({ length: 40 }, (_, id): Row => [id, 'a']));
    const snapshots: bigint[] = [];
    for (let round = 0; round < 30; round++) {
      const isMeant = ([id]: Row) => (Number(id) * 7 + round) % 5 === 0;
      await update(table, 'u', { 1: () => `round ${round}` }, { where: isMeant });
      await remove(table, 'u', { key: [round] });
      if (round % 3 === 0) await insert(table, 'u', [round, 'again']);
      snapshots.push(feed.lastSequence);
    }
    for (const at of snapshots) {
      // Only from the beginning is a small partition read whole; no row has the sequence 1.
      const alongTheLog = await rowsBySequence({ at, after: 1n });
      expect(alongTheLog.length).toBeGreaterThan(10);
      expect(await rowsBySequence({ at })).toEqual(alongTheLog);
    }
  });

  test('gives rows that were written while it is read only up to its snapshot', async () => {
    const { insert, update, feed } = setUp();
    await insert(table, 'u', ...Array.from({ length: 2500 }, (_, id): Row => [id, 'a']));
    const seen: Row[] = [];
    const options = { at: feed.lastSequence, after: 0n, reverse: false };
    for await (const chunk of feed.readRows(partition, options)) {
      seen.push(...chunk);
      await update(table, 'u', { 1: () => `after ${seen.length}` });
    }
    expect(ids(seen)).toEqual(Array.from({ length: 2500 }, (_, id) => id));
    expect(new Set(seen.map(([, body]) => body))).toEqual(new Set(['a']));
  });

  test('knows its last sequence while a listener runs, and after a restart', async () => {
    const { insert, feed, store } = setUp();
    expect(feed.lastSequence).toBe(0n);
    const seen: [bigint, Commit][] = [];
    feed.subscribe((commit) => seen.push([feed.lastSequence, commit]));
    await Promise.all([insert(table, 'u', [1, 'a'], [2, 'b']), insert(table, 'u', [3, 'c'])]);
    expect(seen.map(([last, { sequence }]) => last === sequence)).toEqual([true, true]);
    const last = feed.lastSequence;
    const reopened = openRig(store, [table]);
    expect(reopened.feed.lastSequence).toBeGreaterThanOrEqual(last);
    expect(ids(await reopened.rows(table, 'u'))).toEqual([1, 2, 3]);
  });

  test('tells each listener until it leaves', async () => {
    const { insert, feed } = setUp();
    const heard: string[] = [];
    const listener = () => heard.push('first');
    const leave = feed.subscribe(listener);
    feed.subscribe(listener);
    await insert(table, 'u', [1, 'a']);
    leave();
    leave();
    await insert(table, 'u', [2, 'a']);
    expect(heard).toHaveLength(3);
  });

  test('ends with CORE_TABLE_NOT_FOUND once the table is dropped', async () => {
    const { insert, changes, drop } = setUp();
    await insert(table, 'u', [1, 'a']);
    drop(table);
    await expect(changes()).rejects.toMatchObject({ code: 'CORE_TABLE_NOT_FOUND' });
  });

  test('names the table whose row version is missing', async () => {
    const { insert, feed, store } = setUp();
    await insert(table, 'u', [1, 'a']);
    const batch = new WriteBatch();
    const record = store.getSync(logKey(partition.tableId, 'u', feed.lastSequence));
    batch.put(logKey(partition.tableId, 'u', feed.lastSequence + 1n), record ?? new Uint8Array());
    await store.write(batch, { sync: true });
    const reopened = openRig(store, [table]).feed;
    const changes = collect(reopened.readChanges(partition, 0n, reopened.lastSequence));
    await expect(changes).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining('app.t'),
    });
  });
});

test('cursors older than the TTL of a stream have expired', async () => {
  const stream = makeTable({ id: 2001, columns: { body: 'text' }, kind: 'stream', ttlSeconds: 10 });
  const clock = createManualClock();
  const { feed, insert } = openRig(openMemoryStore(), [stream, table], { clock });
  const oldest = () => feed.oldestCursor({ tableId: stream.definition.id, scope: 'u' });
  await insert(stream, 'u', ['a']);
  const cursor = feed.lastSequence;
  clock.advanceMs(9_000);
  expect(oldest()).toBeLessThan(cursor);
  clock.advanceMs(2_000);
  expect(oldest()).toBeGreaterThan(cursor);
  expect(feed.oldestCursor(partition)).toBe(0n);
});

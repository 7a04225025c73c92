import { describe, expect, test } from '@jest/globals';
import { type Row, rowCount, type SqlTypeKind, type Value } from '@kalamdb/sql';
import { type KeyValueStore, openMemoryStore } from '@kalamdb/store';
import { createFaultyStore } from '@kalamdb/store/testing';
import { openRig, type RigOptions } from '../../test/rig/rig.ts';
import { makeTable } from '../../test/rig/tables.ts';

const items = makeTable({
  columns: { id: 'int', name: 'text?', price: 'double?' },
  primaryKey: ['id'],
});

/** Counts the entries that scans give and the snapshots that are open. */
function watch(inner: KeyValueStore) {
  const counts = { entries: 0, openSnapshots: 0 };
  const store: KeyValueStore = {
    getSync: (key) => inner.getSync(key),
    getMany: (keys) => inner.getMany(keys),
    scan: (range, options) => inner.scan(range, options),
    write: (batch, options) => inner.write(batch, options),
    clear: (range) => inner.clear(range),
    close: () => inner.close(),
    snapshot() {
      const snapshot = inner.snapshot();
      counts.openSnapshots += 1;
      return {
        getSync: (key) => snapshot.getSync(key),
        getMany: (keys) => snapshot.getMany(keys),
        async *scan(range, options) {
          for await (const chunk of snapshot.scan(range, options)) {
            counts.entries += chunk.length;
            yield chunk;
          }
        },
        close() {
          counts.openSnapshots -= 1;
          snapshot.close();
        },
      };
    },
  };
  return { store, counts };
}

async function filled(count: number, store = openMemoryStore(), options: RigOptions = {}) {
  const rig = openRig(store, [items], options);
  const rows = Array.from({ length: count }, (_, id): Row => [id, `item ${id}`, id / 2]);
  if (count > 0) await rig.insert(items, 'u', ...rows);
  return rig;
}

describe('a scan', () => {
  test('gives the columns that are asked for in their order', async () => {
    const { rows, feed } = await filled(2);
    const all = await rows(items, 'u');
    expect(all[1]).toEqual([1, 'item 1', 0.5, feed.lastSequence, false]);
    expect(await rows(items, 'u', { columns: [4, 1] })).toEqual([
      [false, 'item 0'],
      [false, 'item 1'],
    ]);
    expect(await rows(items, 'u', { columns: [3] })).toEqual(all.map((row) => [row[3]]));
    expect(await rows(items, 'u', { columns: [] })).toEqual([[], []]);
  });

  test('reads every type as it was written', async () => {
    const samples: Readonly<Record<Exclude<SqlTypeKind, 'unknown' | 'array'>, readonly Value[]>> = {
      boolean: [true, false, null],
      smallint: [-32768, 32767, null],
      int: [-(2 ** 31), 2 ** 31 - 1, null],
      bigint: [-(2n ** 63n), 2n ** 63n - 1n, null],
      float: [1.5, Math.fround(0.1), null],
      decimal: ['-12345678901234567890.1234567890', '1.50', null],
      double: [-0.5, Number.NaN, null],
      text: ['', 'zwölf 😀', null],
      date: [-1, 20_000, null],
      time: [0n, 86_399_999_999n, null],
      datetime: [-1n, 1_735_689_600_000_000n, null],
      timestamp: [-1n, 1_735_689_600_000_000n, null],
      json: ['{"a":1}', '[]', null],
      bytes: [Uint8Array.of(), Uint8Array.of(0, 255), null],
      interval: ['1 mon 2 days 03:04:05', '-1 days', null],
      embedding: [Uint8Array.of(0, 0, 128, 63), Uint8Array.of(0, 0, 128, 191), null],
      file: ['{"id": "1"}', '{"id": "2"}', null],
      uuid: ['00000000-0000-0000-0000-000000000000', '0190163d-8694-739b-aea5-966c26f8ad91', null],
    };
    const kinds = Object.keys(samples) as (keyof typeof samples)[];
    const columns = Object.fromEntries(kinds.map((kind) => [`c_${kind}`, `${kind}?` as const]));
    const table = makeTable({ columns: { id: 'int', ...columns }, primaryKey: ['id'] });
    const { insert, rows, source } = openRig(openMemoryStore(), [table]);
    const written = [0, 1, 2].map(
      (id): Row => [id, ...kinds.map((kind) => samples[kind][id] ?? null)],
    );
    await insert(table, 'u', ...written);
    const plain = (row: Row | undefined) =>
      row?.slice(0, 10).map((value) => (value instanceof Uint8Array ? [...value] : value));
    expect((await rows(table, 'u')).map(plain)).toEqual(written.map(plain));
    const all = table.info.columns.map((_, index) => index);
    expect(plain(source(table, 'u').lookup([1], all))).toEqual(plain(written[1]));
  });

  test('goes backwards, within a range, without deleted rows', async () => {
    const { rows, remove } = await filled(10);
    await remove(items, 'u', { where: ([id]) => id === 5 });
    const range = {
      equal: [],
      lower: { value: 3, inclusive: true },
      upper: { value: 7, inclusive: false },
    };
    const request = { columns: [0], range, reverse: true };
    expect(await rows(items, 'u', request)).toEqual([[6], [4], [3]]);
    expect(await rows(items, 'u', { ...request, includeDeleted: true })).toHaveLength(4);
    const empty = { ...range, lower: { value: 8, inclusive: true } };
    expect(await rows(items, 'u', { columns: [0], range: empty })).toEqual([]);
  });

  test('gives batches of at most 4,096 rows', async () => {
    const { source } = await filled(10_000);
    const sizes: number[] = [];
    const request = { range: undefined, reverse: false, limit: undefined, includeDeleted: false };
    for await (const batch of source(items, 'u').scan({ ...request, columns: [0] })) {
      sizes.push(rowCount(batch));
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4096);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(10_000);
  });

  test.each([false, true])('with a limit reads little (reverse: %p)', async (reverse) => {
    const { store, counts } = watch(openMemoryStore());
    const { source, remove } = await filled(10_000, store);
    const hidden = reverse ? (id: number) => id > 9_900 : (id: number) => id < 100;
    await remove(items, 'u', { where: ([id]) => hidden(Number(id)) });
    counts.entries = 0;
    const request = { columns: [0], range: undefined, limit: 10, includeDeleted: false, reverse };
    const found: number[] = [];
    for await (const batch of source(items, 'u').scan(request)) {
      found.push(rowCount(batch));
      break;
    }
    expect(found).toHaveLength(1);
    expect(counts.entries).toBeLessThan(400);
    expect(counts.openSnapshots).toBe(0);
  });

  test.each([false, true])(
    'with a limit goes on when it is read on (reverse: %p)',
    async (reverse) => {
      const { rows } = await filled(10_000);
      const ids = (await rows(items, 'u', { columns: [0], limit: 1, reverse })).map(([id]) => id);
      const expected = Array.from({ length: 10_000 }, (_, id) => id);
      expect(ids).toEqual(reverse ? expected.reverse() : expected);
    },
  );

  test('sees its snapshot, whatever is written before and while it reads', async () => {
    const { source, rows, update, remove, insert, feed } = await filled(5000);
    const before = await rows(items, 'u');
    const at = feed.lastSequence;
    await update(items, 'u', { 1: () => 'new' }, { where: ([id]) => Number(id) % 2 === 0 });
    const request = { range: undefined, reverse: false, limit: undefined, includeDeleted: false };
    const scan = source(items, 'u', at).scan({ ...request, columns: [0, 1] });
    const seen: (number | Value)[] = [];
    for await (const batch of scan) {
      seen.push(rowCount(batch));
      await remove(items, 'u');
      await insert(items, 'u', [100_000 + seen.length, 'late', 0]);
    }
    expect(seen.reduce((sum: number, size) => sum + Number(size), 0)).toBe(5000);
    expect(await rows(items, 'u', { at })).toEqual(before);
    expect(source(items, 'u', at).lookup([4], [1])).toEqual(['item 4']);
    expect(source(items, 'u').lookup([4], [1])).toBeUndefined();
    expect(await rows(items, 'u', { at: 0n })).toEqual([]);
    expect(source(items, 'u', 0n).lookup([4], [1])).toBeUndefined();
  });

  test('gives its snapshot back when it ends, is left, or fails', async () => {
    const faulty = createFaultyStore(openMemoryStore());
    const { store, counts } = watch(faulty);
    const { source } = await filled(10_000, store, { cacheBytes: 0 });
    const request = { range: undefined, reverse: false, limit: undefined, includeDeleted: false };
    const scan = () => source(items, 'u').scan({ ...request, columns: [0] });
    scan();
    expect(counts.openSnapshots).toBe(0);
    for await (const _ of scan()) expect(counts.openSnapshots).toBe(1);
    expect(counts.openSnapshots).toBe(0);
    for await (const _ of scan()) break;
    expect(counts.openSnapshots).toBe(0);
    faulty.setFaults([{ operation: 'scan', nth: 1, applied: false }]);
    const failing = async () => {
      for await (const _ of scan()) expect(_).toBeUndefined();
    };
    await expect(failing()).rejects.toMatchObject({ code: 'STORE_IO' });
    expect(counts.openSnapshots).toBe(0);
  });
});

describe('a lookup', () => {
  test('gives the columns of one row, or nothing', async () => {
    const { source } = await filled(3);
    expect(source(items, 'u').lookup([2], [2, 0])).toEqual([1, 2]);
    expect(source(items, 'u').lookup([3], [0])).toBeUndefined();
    expect(source(items, 'v').lookup([2], [0])).toBeUndefined();
  });

  test('of a key that no row can have gives nothing', async () => {
    const words = makeTable({ columns: { word: 'text' }, primaryKey: ['word'] });
    const { source } = openRig(openMemoryStore(), [words]);
    expect(source(words, 'u').lookup(['x'.repeat(20_000)], [0])).toBeUndefined();
  });

  test('finds every version by its snapshot', async () => {
    const { source, update, feed } = await filled(1);
    const snapshots: bigint[] = [feed.lastSequence];
    for (let version = 1; version <= 5; version += 1) {
      await update(items, 'u', { 1: () => `version ${version}` }, { key: [0] });
      snapshots.push(feed.lastSequence);
    }
    const seen = snapshots.map((at) => source(items, 'u', at).lookup([0], [1])?.[0]);
    expect(seen).toEqual(['item 0', ...[1, 2, 3, 4, 5].map((version) => `version ${version}`)]);
  });
});

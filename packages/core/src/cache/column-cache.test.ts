import { describe, expect, test } from '@jest/globals';
import { batchRows, type KeyRange, type Row, type ScanRequest } from '@kalamdb/sql';
import { openMemoryStore } from '@kalamdb/store';
import fc from 'fast-check';
import { openRig, type Rig } from '../../test/rig/rig.ts';
import { makeTable } from '../../test/rig/tables.ts';
import { viewPartition } from '../table/partition-view.ts';
import { createTableSource } from '../table/table-source.ts';
import { ColumnCache } from './column-cache.ts';
import { TableStatisticsBook } from './table-statistics.ts';

const table = makeTable({
  columns: { id: 'int', body: 'text?', n: 'double?' },
  primaryKey: ['id'],
});
const wholeScan: ScanRequest = {
  columns: [0, 1, 2, 3],
  range: undefined,
  reverse: false,
  limit: undefined,
  includeDeleted: false,
};

const rowsBetween = (start: number, end: number): Row[] =>
  Array.from({ length: Math.max(0, end - start) }, (_, index) => rowOf(start + index));

function rowOf(id: number): Row {
  return [id, id % 3 === 0 ? null : `body ${id}`, id % 5 === 0 ? null : id / 4];
}

/** The rows of a scan that knows nothing of earlier ones. */
async function storedRows(rig: Rig, request: ScanRequest, at: bigint): Promise<Row[]> {
  const view = viewPartition(table, 'u', at, rig.clock.now());
  const cache = new ColumnCache(rig.store, rig.feed, 0);
  const memory = { cache, statistics: new TableStatisticsBook() };
  const source = createTableSource(rig.store, view, { memory });
  const rows: Row[] = [];
  for await (const batch of source.scan(request)) rows.push(...batchRows(batch));
  return rows;
}

const id = fc.integer({ min: -10, max: 12_000 });
const span = fc.tuple(id, fc.constantFrom(0, 1, 5, 300, 5_000));
const change = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), span }),
  fc.record({ kind: fc.constant('delete' as const), span }),
  fc.record({ kind: fc.constant('update' as const), every: fc.constantFrom(2, 97, 3001) }),
);
const bound = fc.option(fc.record({ value: id, inclusive: fc.boolean() }), { nil: undefined });
const range: fc.Arbitrary<KeyRange | undefined> = fc.option(
  fc.record({ equal: fc.constant([]), lower: bound, upper: bound }),
  { nil: undefined },
);
const scan = fc.record({
  kind: fc.constant('scan' as const),
  columns: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 0, maxLength: 4 }),
  range,
  reverse: fc.boolean(),
  /** So many commits before the last. */
  back: fc.constantFrom(0, 0, 0, 1, 2),
});

type Change =
  | { readonly kind: 'insert' | 'delete'; readonly span: readonly [number, number] }
  | { readonly kind: 'update'; readonly every: number };

/** Changes rows of one partition and knows which keys are there. */
function startWriter() {
  const rig = openRig(openMemoryStore(), [table]);
  const present = new Set<number>();
  const commits: bigint[] = [rig.feed.lastSequence];
  const insert = async (start: number, end: number) => {
    const fresh = rowsBetween(start, end).filter(([key]) => !present.has(Number(key)));
    for (const [key] of fresh) present.add(Number(key));
    if (fresh.length > 0) await rig.insert(table, 'u', ...fresh);
  };
  const remove = async (start: number, end: number) => {
    const isIn = (key: number) => key >= start && key < end;
    for (const key of [...present].filter(isIn)) present.delete(key);
    await rig.remove(table, 'u', { where: (row) => isIn(Number(row[0])) });
  };
  const update = async (every: number) => {
    const where = (row: Row) => Number(row[0]) % every === 0;
    await rig.update(table, 'u', { 1: (row) => `changed ${row[0]}` }, { where });
  };
  const change = async (step: Change) => {
    if (step.kind === 'update') await update(step.every);
    else {
      const [start, length] = step.span;
      await (step.kind === 'insert' ? insert : remove)(start, start + length);
    }
    commits.push(rig.feed.lastSequence);
  };
  return { rig, present, commits, insert, change };
}

/** A scan at a recent commit, `back` before the last. */
async function compareScan(
  { rig, commits }: ReturnType<typeof startWriter>,
  { back, ...step }: Partial<ScanRequest> & { readonly back: number },
): Promise<void> {
  const { columns, range, reverse } = { ...wholeScan, ...step };
  const request = { ...wholeScan, columns, range, reverse };
  const at = commits.at(-1 - back) ?? rig.feed.lastSequence;
  const rows = await rig.rows(table, 'u', { ...request, at });
  expect(rows).toEqual(await storedRows(rig, request, at));
}

describe('scans through the cache', () => {
  test('give what the store holds, whatever changed since the rows were kept', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 10, 4096, 9_000),
        fc.array(
          fc.oneof(change, scan, fc.constant({ ...wholeScan, kind: 'scan' as const, back: 0 })),
          {
            minLength: 3,
            maxLength: 12,
          },
        ),
        async (count, steps) => {
          const writer = startWriter();
          await writer.insert(0, count);
          await writer.rig.rows(table, 'u');
          for (const step of steps) {
            if (step.kind === 'scan') await compareScan(writer, step);
            else await writer.change(step);
          }
          const all = await writer.rig.rows(table, 'u');
          expect(all.map(([key]) => key)).toEqual([...writer.present].sort((a, b) => a - b));
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  test('of other partitions do not mix', async () => {
    const rig = openRig(openMemoryStore(), [table]);
    await rig.insert(table, 'u', rowOf(1));
    await rig.insert(table, 'v', rowOf(2));
    for (const [scope, key] of [
      ['u', 1],
      ['v', 2],
      ['u', 1],
    ] as const) {
      expect((await rig.rows(table, scope)).map(([first]) => first)).toEqual([key]);
    }
  });

  test('read the store once', async () => {
    const rig = openRig(openMemoryStore(), [table]);
    await rig.insert(table, 'u', ...rowsBetween(0, 10));
    await rig.rows(table, 'u', { columns: [0] });
    rig.store.snapshot = () => {
      throw new Error('read again');
    };
    expect(await rig.rows(table, 'u', { columns: [0], reverse: true })).toHaveLength(10);
    await expect(rig.rows(table, 'u', { columns: [0, 1] })).rejects.toThrow('read again');
  });
});

describe('the cache', () => {
  const filled = async (cacheBytes: number) => {
    const rig = openRig(openMemoryStore(), [table], { cacheBytes });
    for (const scope of ['a', 'b', 'c', 'd']) {
      await rig.insert(table, scope, ...rowsBetween(0, 1000));
      await rig.rows(table, scope);
    }
    return rig;
  };

  test('stays within its bytes', async () => {
    const { cache } = await filled(200_000);
    expect(cache.bytes).toBeGreaterThan(50_000);
    expect(cache.bytes).toBeLessThanOrEqual(200_000);
  });

  test('keeps nothing that would be most of it', async () => {
    expect((await filled(60_000)).cache.bytes).toBe(0);
  });
});

test('statistics know what was scanned', async () => {
  const rig = openRig(openMemoryStore(), [table]);
  await rig.insert(table, 'u', ...rowsBetween(0, 5000));
  expect(rig.statistics.lookup(table.info)).toBeUndefined();
  await rig.rows(table, 'u', { columns: [0, 1] });
  const known = rig.statistics.lookup(table.info);
  expect(known?.rowCount).toBe(5000);
  expect(known?.columns[0]?.range).toEqual({ least: 0, greatest: 4999 });
  expect(known?.columns[0]?.distinctCount).toBeGreaterThan(4750);
  expect(known?.columns[0]?.distinctCount).toBeLessThanOrEqual(5000);
  expect(known?.columns[1]?.nullFraction).toBeCloseTo(1 / 3, 2);
  expect(known?.columns[2]).toBeUndefined();
  const { version } = rig.statistics;
  await rig.rows(table, 'v');
  expect([rig.statistics.lookup(table.info)?.rowCount, rig.statistics.version]).toEqual([
    5000,
    version,
  ]);
});

test('statistics have another version once they tell of another column', async () => {
  const rig = openRig(openMemoryStore(), [table]);
  await rig.insert(table, 'u', ...rowsBetween(0, 5000));
  const versionAfter = async (...columns: number[]) => {
    await rig.rows(table, 'u', { columns });
    return rig.statistics.version;
  };
  const first = await versionAfter(0);
  const second = await versionAfter(0, 1);
  expect(second).toBeGreaterThan(first);
  expect(await versionAfter(1)).toBe(second);
});

import { describe, expect, test } from '@jest/globals';
import type { Row } from '@kalamdb/sql';
import { type KeyValueStore, openMemoryStore, type WriteBatch } from '@kalamdb/store';
import { createCrashingDisk, createFaultyStore } from '@kalamdb/store/testing';
import fc from 'fast-check';
import type { ChangeEvent } from '../../src/change/change-event.ts';
import { collect, openRig, type Rig } from '../rig/rig.ts';
import { modelRows } from './model.ts';
import { type Operation, operationArbitrary, perform, table, users } from './operations.ts';

const partitionOf = (scope: string) => ({ tableId: table.definition.id, scope });

/** Rows, log and published events must tell one story, and each other's parts be complete. */
async function checkConsistent(rig: Rig, published: readonly ChangeEvent[]): Promise<void> {
  const last = rig.feed.lastSequence;
  for (const scope of users) {
    const logged = await collect(rig.feed.readChanges(partitionOf(scope), 0n, last));
    expect(logged).toEqual(published.filter((event) => event.scope === scope));
    const rows = await rig.rows(table, scope);
    expect(rows).toEqual(modelRows({ events: [...logged] }, scope, last));
  }
}

/** Submit everything at once, so that operations share groups. */
async function performAll(rig: Rig, operations: readonly Operation[]) {
  const results = await Promise.allSettled(operations.map((operation) => perform(rig, operation)));
  return results.map((result) =>
    result.status === 'fulfilled' ? result.value : String(result.reason.code),
  );
}

const operations = fc.array(operationArbitrary, { minLength: 4, maxLength: 12 });

describe('when the n-th write fails', () => {
  test.each([
    [false, 1],
    [false, 2],
    [false, 3],
    [true, 1],
    [true, 2],
    [true, 3],
  ])('nothing is half done (applied: %p, n = %i)', async (applied, nth) => {
    await fc.assert(
      fc.asyncProperty(operations, operations, async (first, second) => {
        const store = createFaultyStore(openMemoryStore());
        const rig = openRig(store, [table]);
        const published: ChangeEvent[] = [];
        rig.feed.subscribe((commit) => published.push(...commit.events));
        store.setFaults([{ operation: 'write', nth, applied }]);
        const half = Math.floor(first.length / 2);
        await performAll(rig, first.slice(0, half));
        await performAll(rig, first.slice(half));
        store.setFaults([]);
        const codes = await performAll(rig, second);
        expect(codes.filter((code) => code === 'STORE_IO')).toEqual([]);
        // Only what is written tells whether the failed write is in the store.
        await perform(rig, { kind: 'insert', user: 'u', ids: [100], n: 0 });
        await checkConsistent(rig, published);
        const reopened = openRig(store, [table]);
        await checkConsistent(reopened, published);
        await performAll(reopened, first);
        const repeated = openRig(store, [table]);
        const log = await Promise.all(
          users.map((scope) =>
            collect(repeated.feed.readChanges(partitionOf(scope), 0n, repeated.feed.lastSequence)),
          ),
        );
        const merged = log.flat().sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
        expect(merged.slice(0, published.length)).toEqual(published);
        await checkConsistent(repeated, merged);
      }),
      { numRuns: 25 },
    );
  });

  test("a failed write that comes back from the store's log after a crash does no harm", async () => {
    await fc.assert(
      fc.asyncProperty(operations, operations, fc.nat(4), async (first, second, nth) => {
        const attempted: WriteBatch[] = [];
        const inner = createFaultyStore(openMemoryStore());
        const store: KeyValueStore = {
          ...inner,
          write(batch, options) {
            attempted.push(batch);
            return inner.write(batch, options);
          },
        };
        const rig = openRig(store, [table]);
        const acknowledged: ChangeEvent[] = [];
        rig.feed.subscribe((commit) => acknowledged.push(...commit.events));
        inner.setFaults([{ operation: 'write', nth: nth + 1, applied: false }]);
        for (const operation of first) await performAll(rig, [operation]);
        await performAll(rig, second);
        const replayed = openMemoryStore();
        for (const batch of attempted) await replayed.write(batch, { sync: true });
        const reopened = openRig(replayed, [table]);
        const partitions = users.map(partitionOf);
        const last = reopened.feed.lastSequence;
        const log = await Promise.all(
          partitions.map((partition) => collect(reopened.feed.readChanges(partition, 0n, last))),
        );
        const changes = log.flat().sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
        // Only the very last write may be there without having been acknowledged.
        expect(changes.slice(0, acknowledged.length)).toEqual(acknowledged);
        await checkConsistent(reopened, changes);
      }),
      { numRuns: 50 },
    );
  });

  test('what was acknowledged stays, what failed is not there', async () => {
    for (let nth = 1; nth <= 20; nth += 1) {
      const store = createFaultyStore(openMemoryStore());
      const rig = openRig(store, [table]);
      store.setFaults([{ operation: 'write', nth, applied: false }]);
      const acknowledged: number[] = [];
      const failed: number[] = [];
      for (let id = 0; id < 20; id += 1) {
        await rig.insert(table, 'u', [id, null, id]).then(
          () => acknowledged.push(id),
          () => failed.push(id),
        );
      }
      expect(failed).toEqual([nth - 1]);
      const ids = (rows: readonly Row[]) => rows.map(([id]) => id);
      expect(ids(await rig.rows(table, 'u'))).toEqual(acknowledged);
      expect(ids(await openRig(store, [table]).rows(table, 'u'))).toEqual(acknowledged);
      await rig.insert(table, 'u', [nth - 1, 'again', 0]);
    }
  });

  test('a crash of the machine takes nothing that was acknowledged', async () => {
    await fc.assert(
      fc.asyncProperty(operations, operations, async (first, second) => {
        const disk = createCrashingDisk();
        const rig = openRig(await disk.open(), [table]);
        const published: ChangeEvent[] = [];
        rig.feed.subscribe((commit) => published.push(...commit.events));
        await performAll(rig, first);
        await performAll(rig, second);
        await disk.crash();
        await checkConsistent(openRig(await disk.open(), [table]), published);
      }),
      { numRuns: 20 },
    );
  });

  test('a failed read fails its statement alone', async () => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const store = createFaultyStore(openMemoryStore());
      const rig = openRig(store, [table]);
      await rig.insert(table, 'u', [1, null, 1], [2, null, 1], [3, null, 1]);
      store.setFaults([{ operation: 'getSync', nth, applied: false }]);
      const results = await performAll(
        rig,
        [1, 2, 3].map((id) => ({ kind: 'update', user: 'u', by: { id }, n: 2 })),
      );
      const failures = nth <= 3 ? 1 : 0;
      expect(results.filter((result) => result === 'STORE_IO')).toHaveLength(failures);
      const rows = await rig.rows(table, 'u');
      expect(rows.filter((row) => row[2] === 2)).toHaveLength(3 - failures);
    }
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Row } from '@kalamdb/sql';
import { openLevelStore } from '@kalamdb/store/level';
import fc from 'fast-check';
import type { ChangeEvent } from '../../src/change/change-event.ts';
import { collect, openRig, type Rig } from '../rig/rig.ts';
import { modelRows } from './model.ts';
import { operationArbitrary, perform, table, users } from './operations.ts';

/** Run `use` with a fresh directory that is gone afterwards. */
async function inDirectory(use: (path: string) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'kalamdb-core-'));
  try {
    await use(join(path, 'db'));
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** Open the store in `path`, use it, close it. */
async function withStore(path: string, use: (rig: Rig) => Promise<void>): Promise<void> {
  const store = await openLevelStore(path);
  try {
    await use(openRig(store, [table]));
  } finally {
    await store.close();
  }
}

describe('in LevelDB', () => {
  test('rows and changes are the same after the store was opened again', async () => {
    const operations = fc.array(operationArbitrary, { minLength: 10, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(operations, (written) =>
        inDirectory(async (path) => {
          const events: ChangeEvent[] = [];
          await withStore(path, async (rig) => {
            rig.feed.subscribe((commit) => events.push(...commit.events));
            await Promise.allSettled(written.map((operation) => perform(rig, operation)));
          });
          await withStore(path, (rig) => checkEvents(rig, events));
        }),
      ),
      { numRuns: 5 },
    );
  });

  test('200 concurrent updates of one row are all counted', () =>
    inDirectory((path) =>
      withStore(path, async (rig) => {
        await rig.insert(table, 'u', [1, 'counter', 0]);
        const increment = { 2: (row: Row) => Number(row[2]) + 1 };
        const updates = Array.from({ length: 200 }, () =>
          rig.update(table, 'u', increment, { key: [1] }),
        );
        await Promise.all(updates);
        const [row] = await rig.rows(table, 'u');
        expect(row?.slice(0, 3)).toEqual([1, 'counter', 200]);
      }),
    ));
});

async function checkEvents(rig: Rig, events: readonly ChangeEvent[]): Promise<void> {
  const last = rig.feed.lastSequence;
  for (const scope of users) {
    const partition = { tableId: table.definition.id, scope };
    const own = events.filter((event) => event.scope === scope);
    expect(await collect(rig.feed.readChanges(partition, 0n, last))).toEqual(own);
    expect(await rig.rows(table, scope)).toEqual(modelRows({ events: [...own] }, scope, last));
  }
}

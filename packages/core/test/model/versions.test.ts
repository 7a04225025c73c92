import { describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import fc from 'fast-check';
import { createManualClock } from '../../src/testing/manual-clock.ts';
import { collect, openRig, type Rig } from '../rig/rig.ts';
import { type Model, modelChanges, modelRows, modelRowsBySequence } from './model.ts';
import {
  expectedChanges,
  expectedCount,
  operationArbitrary,
  perform,
  table,
  users,
} from './operations.ts';

/** Compare everything that can be read with the model: all snapshots, all cursors. */
async function checkAll(rig: Rig, model: Model): Promise<void> {
  const snapshots = [0n, ...model.events.map(({ sequence }) => sequence)];
  const last = rig.feed.lastSequence;
  for (const scope of users) {
    const partition = { tableId: table.definition.id, scope };
    for (const at of snapshots) {
      expect(await rig.rows(table, scope, { at })).toEqual(modelRows(model, scope, at));
      const cut = { at, after: 0n, reverse: false };
      const bySequence = modelRowsBySequence(model, scope, at);
      expect(await collect(rig.feed.readRows(partition, cut))).toEqual(bySequence);
      const backwards = await collect(rig.feed.readRows(partition, { ...cut, reverse: true }));
      expect(backwards).toEqual([...bySequence].reverse());
      const changes = await collect(rig.feed.readChanges(partition, at, last));
      expect(changes).toEqual(modelChanges(model, scope, at, last));
      for (const row of bySequence) {
        expect(rig.source(table, scope, at).lookup([row[0] ?? null], [0, 1, 2, 3, 4])).toEqual(row);
      }
    }
  }
}

describe('row versions', () => {
  test('equal a plain list of what was committed, at every snapshot, after restarts', async () => {
    const step = fc.oneof(
      { weight: 12, arbitrary: operationArbitrary },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const store = openMemoryStore();
        const clock = createManualClock();
        const model: Model = { events: [] };
        const open = (): Rig => {
          const opened = openRig(store, [table], { clock });
          opened.feed.subscribe((commit) => model.events.push(...commit.events));
          return opened;
        };
        let rig = open();
        for (const [index, operation] of steps.entries()) {
          clock.advanceMs((index % 3) - 1);
          if (operation.kind === 'reopen') {
            rig = open();
            continue;
          }
          const expected = expectedChanges(model, operation);
          const count = expectedCount(model, operation);
          const start = model.events.length;
          if (expected === undefined) {
            const duplicate = { code: 'CORE_DUPLICATE_KEY' };
            await expect(perform(rig, operation)).rejects.toMatchObject(duplicate);
            expect(model.events).toHaveLength(start);
            continue;
          }
          await expect(perform(rig, operation)).resolves.toBe(count);
          const events = model.events.slice(start);
          expect(
            events.map(({ kind, before, after }) => ({ kind, before, after: after.slice(0, 3) })),
          ).toEqual(expected);
        }
        await checkAll(rig, model);
      }),
      { numRuns: 60 },
    );
  });
});

import { expect, test } from '@jest/globals';
import { compareValues, type KeyRange, type Row, sqlTypes } from '@kalamdb/sql';
import { openMemoryStore } from '@kalamdb/store';
import { createFaultyStore } from '@kalamdb/store/testing';
import fc from 'fast-check';
import { buildTableIndex, type IndexKeyRecord } from '../../src/catalog/stored-index.ts';
import type { ChangeEvent } from '../../src/change/change-event.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import { modelRows } from './model.ts';
import { operationArbitrary, perform, table, users } from './operations.ts';

const ascending = { descending: false, nullsFirst: false };
const descending = { descending: true, nullsFirst: true };

const [byNumber, byBodyDescending, partial] = [
  index(1, [{ text: 'n', ...ascending }]),
  index(2, [
    { text: 'body', ...descending },
    { text: 'n * 2', ...ascending },
  ]),
  index(3, [{ text: 'body', ...ascending, nullsFirst: true }], 'n > 1'),
];
const indexes = [byNumber, byBodyDescending, partial];

function index(id: number, keys: readonly IndexKeyRecord[], whereText?: string) {
  const record = { namespace: 'app', name: `i${id}`, id, tableId: table.definition.id, keys };
  return buildTableIndex(
    { ...record, unique: false, whereText, state: 'ready', createdAt: 0 },
    table,
  );
}

/** Full scan and every index tell the same, in its order, forwards and backwards. */
async function checkIndexes(rig: Rig, scope: string, at: bigint): Promise<void> {
  const rows = await rig.rows(table, scope, { at });
  const whole = async (id: number, reverse: boolean) =>
    rig.rows(table, scope, { at, index: id, reverse });
  const numbers = [...rows].sort((a, b) => Number(a[2]) - Number(b[2]));
  expect(await whole(1, false)).toEqual(numbers);
  expect(await whole(1, true)).toEqual(numbers.toReversed());
  const bodies = [...rows].sort(byBody);
  expect(await whole(2, false)).toEqual(bodies);
  expect(await rig.rows(table, scope, { at, index: 2, limit: 1 })).toEqual(bodies);
  const some = rows.filter((row) => Number(row[2]) > 1).sort((a, b) => -byBody(a, b));
  const found = await whole(3, false);
  expect(found.map((row) => row[1])).toEqual(some.map((row) => row[1]));
  expect(found).toHaveLength(some.length);
}

function byBody(a: Row, b: Row): number {
  const [left, right] = [a[1] ?? null, b[1] ?? null];
  if (left === null || right === null) return Number(right === null) - Number(left === null);
  const sign = compareValues(sqlTypes.text, right, left);
  return sign === 0 ? Number(a[2]) - Number(b[2]) : sign;
}

async function checkRanges(rig: Rig, scope: string, at: bigint, range: KeyRange): Promise<void> {
  const rows = await rig.rows(table, scope, { at });
  const { lower, upper } = range;
  const inRange = rows
    .filter(({ 2: n }) => lower === undefined || isBeyond(Number(n), lower, 1))
    .filter(({ 2: n }) => upper === undefined || isBeyond(Number(n), upper, -1))
    .sort((a, b) => Number(a[2]) - Number(b[2]));
  expect(await rig.rows(table, scope, { at, index: 1, range })).toEqual(inRange);
}

async function checkKeys(
  rig: Rig,
  scope: string,
  at: bigint,
  values: readonly number[],
): Promise<void> {
  const rows = await rig.rows(table, scope, { at });
  const keys = values.map((value) => [value]);
  if (keys.length === 0) return;
  const byId = rows.filter(([id]) => values.includes(Number(id)));
  expect(await rig.rows(table, scope, { at, keys })).toEqual(byId);
  expect(await rig.rows(table, scope, { at, keys, reverse: true })).toEqual(byId.toReversed());
  const byNumber = rows
    .filter(({ 2: n }) => values.includes(Number(n)))
    .sort((a, b) => Number(a[2]) - Number(b[2]));
  const index = 1;
  expect(await rig.rows(table, scope, { at, index, keys })).toEqual(byNumber);
  const backwards = await rig.rows(table, scope, { at, index, keys, reverse: true });
  expect(backwards).toEqual(byNumber.toReversed());
}

function isBeyond(
  n: number,
  { value, inclusive }: NonNullable<KeyRange['lower']>,
  sign: 1 | -1,
): boolean {
  const difference = sign * (n - Number(value));
  return difference > 0 || (difference === 0 && inclusive);
}

const bound = fc.option(
  fc.record({ value: fc.integer({ min: -1, max: 4 }), inclusive: fc.boolean() }),
  { nil: undefined },
);
const keysArbitrary = fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 4 });
const rangeArbitrary = fc.record({ equal: fc.constant([]), lower: bound, upper: bound });

test('an index gives what the table has, at every snapshot, whatever failed', async () => {
  const step = fc.oneof(
    { weight: 12, arbitrary: operationArbitrary },
    { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('fault' as const), applied: fc.boolean() }),
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 20 }),
      rangeArbitrary,
      keysArbitrary,
      async (steps, range, keys) => {
        const store = createFaultyStore(openMemoryStore());
        const events: ChangeEvent[] = [];
        const open = (): Rig => {
          const opened = openRig(store, [table], { indexes });
          opened.feed.subscribe((commit) => events.push(...commit.events));
          return opened;
        };
        let rig = open();
        for (const each of steps) {
          if (each.kind === 'reopen') rig = open();
          else if (each.kind === 'fault') {
            store.setFaults([{ operation: 'write', nth: 1, applied: each.applied }]);
          } else await perform(rig, each).catch(() => undefined);
        }
        store.setFaults([]);
        const reopened = openRig(store, [table], { indexes });
        const snapshots = [
          0n,
          ...events.map(({ sequence }) => sequence),
          reopened.feed.lastSequence,
        ];
        for (const scope of users) {
          for (const at of snapshots) {
            await checkIndexes(reopened, scope, at);
            await checkRanges(reopened, scope, at, range);
            await checkKeys(reopened, scope, at, keys);
          }
        }
        expect(modelRows({ events }, 'u', 0n)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

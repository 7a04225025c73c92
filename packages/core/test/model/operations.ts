import type { Row } from '@kalamdb/sql';
import fc from 'fast-check';
import type { ChangeEvent } from '../../src/change/change-event.ts';
import type { Rig } from '../rig/rig.ts';
import { makeTable } from '../rig/tables.ts';
import { type Model, modelRows } from './model.ts';

export const table = makeTable({
  columns: { id: 'int', body: 'text?', n: 'int' },
  primaryKey: ['id'],
});
export const users = ['u', 'v'] as const;

/** A statement of one user. `by` is how rows are found: by key or by a search over `n`. */
export type Operation =
  | { readonly kind: 'insert'; readonly user: string; readonly ids: readonly number[]; n: number }
  | { readonly kind: 'update' | 'delete'; readonly user: string; by: By; n: number }
  /** Rows get the key that is so much greater. */
  | { readonly kind: 'move'; readonly user: string; by: By; distance: number };

type By = { readonly id: number } | { readonly nBelow: number };

const id = fc.integer({ min: 0, max: 7 });
const n = fc.integer({ min: 0, max: 3 });
const user = fc.constantFrom(...users);
const by: fc.Arbitrary<By> = fc.oneof(fc.record({ id }), fc.record({ nBelow: n }));

export const operationArbitrary: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    user,
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
    n,
  }),
  fc.record({ kind: fc.constantFrom('update' as const, 'delete' as const), user, by, n }),
  fc.record({ kind: fc.constant('move' as const), user, by, distance: fc.constantFrom(-2, -1, 1) }),
);

/** Run an operation on the database. */
export function perform(rig: Rig, operation: Operation): Promise<number> {
  if (operation.kind === 'insert') {
    const rows = operation.ids.map((key): Row => [key, bodyOf(operation.n), operation.n]);
    return rig.insert(table, operation.user, ...rows);
  }
  const where = (row: Row) => matches(operation.by, row);
  const selection = 'id' in operation.by ? { key: [operation.by.id], where } : { where };
  if (operation.kind === 'delete') return rig.remove(table, operation.user, selection);
  if (operation.kind === 'move') {
    const moved = (row: Row) => Number(row[0]) + operation.distance;
    return rig.update(table, operation.user, { 0: moved }, selection);
  }
  const set = { 1: () => bodyOf(operation.n), 2: () => operation.n };
  return rig.update(table, operation.user, set, selection);
}

/**
 * What the operation does to the model, without sequences: kind, before, and the user's values
 * after; `undefined` when it is refused.
 */
export function expectedChanges(
  model: Model,
  operation: Operation,
): readonly Pick<ChangeEvent, 'kind' | 'before' | 'after'>[] | undefined {
  const rows = modelRows(model, operation.user, 1n << 62n);
  if (operation.kind === 'insert') {
    if (rows.some((row) => operation.ids.includes(Number(row[0])))) return undefined;
    return operation.ids.map((key) => ({
      kind: 'insert',
      before: undefined,
      after: [key, bodyOf(operation.n), operation.n],
    }));
  }
  if (operation.kind === 'move') return expectedMoves(rows, operation);
  const { kind, n: next } = operation;
  return matching(rows, operation.by)
    .filter((row) => kind === 'delete' || row[2] !== next || row[1] !== bodyOf(next))
    .map((row) => ({
      kind,
      before: row,
      after: kind === 'delete' ? row.slice(0, 3) : [row[0] ?? null, bodyOf(next), next],
    }));
}

function expectedMoves(
  rows: readonly Row[],
  { by, distance }: Extract<Operation, { kind: 'move' }>,
): ReturnType<typeof expectedChanges> {
  const moving = matching(rows, by);
  const staying = rows.filter((row) => !moving.includes(row));
  const moved = moving.map(([key, ...rest]) => [Number(key) + distance, ...rest.slice(0, 2)]);
  if (moved.some(([key]) => staying.some((row) => row[0] === key))) return undefined;
  return [
    ...moving.map((row) => ({ kind: 'delete' as const, before: row, after: row.slice(0, 3) })),
    ...moved.map((row) => ({ kind: 'insert' as const, before: undefined, after: row })),
  ];
}

/** The number of rows that an operation that succeeds is about: an UPDATE counts unchanged ones too. */
export function expectedCount(model: Model, operation: Operation): number {
  if (operation.kind === 'insert') return operation.ids.length;
  return matching(modelRows(model, operation.user, 1n << 62n), operation.by).length;
}

function matching(rows: readonly Row[], by: By): readonly Row[] {
  return rows.filter((row) => matches(by, row));
}

function bodyOf(value: number): string | null {
  return value === 0 ? null : `body ${value}`;
}

function matches(by: By, row: Row): boolean {
  return 'id' in by ? row[0] === by.id : Number(row[2]) < by.nBelow;
}

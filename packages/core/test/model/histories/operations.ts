import fc from 'fast-check';

/** Rows of the one table of these tests, by id. Never changed in place. */
export type State = ReadonlyMap<number, StoredRow>;
type StoredRow = readonly [id: number, kind: string, amount: number];

const kinds = ['x', 'y'] as const;
type Kind = (typeof kinds)[number];

export type Operation =
  | { readonly kind: 'read-key'; readonly id: number }
  | { readonly kind: 'read-range'; readonly from: number; readonly to: number }
  | { readonly kind: 'read-index'; readonly of: Kind }
  | { readonly kind: 'read-all' }
  | { readonly kind: 'lock'; readonly id: number; readonly isShared: boolean }
  | { readonly kind: 'insert'; readonly id: number; readonly of: Kind; readonly amount: number }
  | { readonly kind: 'update-key'; readonly id: number; readonly amount: number }
  | { readonly kind: 'merge'; readonly id: number; readonly of: Kind; readonly amount: number }
  | { readonly kind: 'update-index'; readonly of: Kind; readonly to: Kind }
  | { readonly kind: 'move'; readonly id: number; readonly to: number }
  | { readonly kind: 'delete'; readonly id: number };

/** What an operation gives, and the state that it leaves. */
interface Effect {
  readonly state: State;
  readonly result: readonly StoredRow[] | string | 'duplicate';
}

const id = fc.integer({ min: 0, max: 4 });
const of = fc.constantFrom(...kinds);
const amount = fc.integer({ min: 0, max: 1_000_000 });

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('read-key' as const), id }),
  fc.record({ kind: fc.constant('read-range' as const), from: id, to: id }),
  fc.record({ kind: fc.constant('read-index' as const), of }),
  fc.constant({ kind: 'read-all' as const }),
  // Two must have locked one row and changed others.
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('lock' as const), id, isShared: fc.boolean() }),
  },
  fc.record({ kind: fc.constant('insert' as const), id, of, amount }),
  fc.record({ kind: fc.constant('update-key' as const), id, amount }),
  fc.record({ kind: fc.constant('merge' as const), id, of, amount }),
  fc.record({ kind: fc.constant('update-index' as const), of, to: of }),
  fc.record({ kind: fc.constant('move' as const), id, to: id }),
  fc.record({ kind: fc.constant('delete' as const), id }),
);

export const definition = `CREATE SHARED TABLE t (id INT PRIMARY KEY, kind TEXT, amount INT);
  CREATE INDEX t_kind ON t (kind)`;

export function textOf(op: Operation): string {
  switch (op.kind) {
    case 'read-key':
      return `SELECT id, kind, amount FROM t WHERE id = ${op.id}`;
    case 'read-range':
      return `SELECT id, kind, amount FROM t WHERE id >= ${op.from} AND id < ${op.to} ORDER BY id`;
    case 'read-index':
      return `SELECT id, kind, amount FROM t WHERE kind = '${op.of}' ORDER BY id`;
    case 'read-all':
      return 'SELECT id, kind, amount FROM t ORDER BY id';
    case 'lock':
      return `SELECT id, kind, amount FROM t WHERE id = ${op.id} FOR ${op.isShared ? 'SHARE' : 'UPDATE'}`;
    case 'insert':
      return `INSERT INTO t VALUES (${op.id}, '${op.of}', ${op.amount})`;
    case 'update-key':
      return `UPDATE t SET amount = ${op.amount} WHERE id = ${op.id}`;
    case 'merge':
      return `MERGE INTO t USING (VALUES (${op.id}, '${op.of}', ${op.amount})) AS s (id, kind, amount)
        ON t.id = s.id WHEN MATCHED THEN UPDATE SET amount = s.amount
        WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.kind, s.amount)`;
    case 'update-index':
      return `UPDATE t SET kind = '${op.to}', amount = amount + 1 WHERE kind = '${op.of}'`;
    case 'move':
      return `UPDATE t SET id = ${op.to} WHERE id = ${op.id}`;
    case 'delete':
      return `DELETE FROM t WHERE id = ${op.id}`;
    default:
      return op satisfies never;
  }
}

/** What an operation means. */
export function apply(state: State, op: Operation): Effect {
  const known = 'id' in op ? state.get(op.id) : undefined;
  switch (op.kind) {
    case 'read-key':
    case 'read-range':
    case 'read-index':
    case 'read-all':
    case 'lock':
      return { state, result: select(state, op) };
    case 'insert':
      if (known !== undefined) return { state, result: 'duplicate' };
      return { state: withRow(state, [op.id, op.of, op.amount]), result: 'insert 1' };
    case 'update-key':
      if (known === undefined) return { state, result: 'update 0' };
      return { state: withRow(state, [op.id, known[1], op.amount]), result: 'update 1' };
    case 'merge': {
      const row = [op.id, known === undefined ? op.of : known[1], op.amount] as const;
      return { state: withRow(state, row), result: 'merge 1' };
    }
    case 'update-index':
      return updateKind(state, op.of, op.to);
    case 'move':
      return move(state, op.id, op.to);
    case 'delete':
      return {
        state: new Map([...state].filter(([key]) => key !== op.id)),
        result: `delete ${known === undefined ? 0 : 1}`,
      };
    default:
      return op satisfies never;
  }
}

/** Ids whose rows differ. */
export function changedIds(before: State, after: State): readonly number[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].filter((key) => before.get(key)?.join() !== after.get(key)?.join());
}

export function rowsOf(state: State): readonly StoredRow[] {
  return [...state.values()].sort(([a], [b]) => a - b);
}

type Read = Extract<Operation, { kind: `read-${string}` | 'lock' }>;

function select(state: State, op: Read): readonly StoredRow[] {
  return rowsOf(state).filter(([key, kind]) => {
    if (op.kind === 'read-key' || op.kind === 'lock') return key === op.id;
    if (op.kind === 'read-range') return key >= op.from && key < op.to;
    return op.kind === 'read-all' || kind === op.of;
  });
}

function updateKind(state: State, from: Kind, to: Kind): Effect {
  const found = rowsOf(state).filter(([, kind]) => kind === from);
  const next = new Map(state);
  for (const [key, , value] of found) next.set(key, [key, to, value + 1]);
  return { state: next, result: `update ${found.length}` };
}

function move(state: State, from: number, to: number): Effect {
  const row = state.get(from);
  if (row === undefined) return { state, result: 'update 0' };
  if (from !== to && state.has(to)) return { state, result: 'duplicate' };
  const others = new Map([...state].filter(([key]) => key !== from));
  return { state: withRow(others, [to, row[1], row[2]]), result: 'update 1' };
}

function withRow(state: State, row: StoredRow): State {
  return new Map(state).set(row[0], row);
}

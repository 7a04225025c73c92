import type { Row } from '@kalamdb/sql';
import type { ChangeEvent } from '../../src/change/change-event.ts';

/** Everything that was ever committed, as a plain list: what the database is compared with. */
export interface Model {
  readonly events: ChangeEvent[];
}

/** Rows of a scope as of `at`, by key; a row is `[id, …, _seq, _deleted]`. */
export function modelRows(model: Model, scope: string, at: bigint): readonly Row[] {
  const rows = new Map<number, Row>();
  for (const { scope: owner, sequence, after } of model.events) {
    if (owner === scope && sequence <= at) rows.set(Number(after[0]), after);
  }
  return [...rows.values()]
    .filter((row) => row.at(-1) === false)
    .sort((a, b) => Number(a[0]) - Number(b[0]));
}

/** The same rows by `_seq`. */
export function modelRowsBySequence(model: Model, scope: string, at: bigint): readonly Row[] {
  return [...modelRows(model, scope, at)].sort((a, b) => (sequenceOf(a) < sequenceOf(b) ? -1 : 1));
}

export function modelChanges(
  model: Model,
  scope: string,
  after: bigint,
  upTo: bigint,
): readonly ChangeEvent[] {
  return model.events.filter(
    ({ scope: owner, sequence }) => owner === scope && sequence > after && sequence <= upTo,
  );
}

function sequenceOf(row: Row): bigint {
  return BigInt(String(row.at(-2)));
}

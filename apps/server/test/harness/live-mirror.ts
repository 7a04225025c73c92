import { expect } from '@jest/globals';
import { type LiveRow, type Message, sequenceOf } from './live-client.ts';

/** A client's copy of the rows of a live query by `id`, and the cursor to resume from. */
export class LiveMirror {
  readonly #rows = new Map<unknown, LiveRow>();
  #cursor = 0n;

  /** The `_seq` of the newest change applied. */
  get cursor(): bigint {
    return this.#cursor;
  }

  /** Rows by id, ascending. */
  get rows(): readonly LiveRow[] {
    return [...this.#rows.values()].sort((left, right) => Number(left.id) - Number(right.id));
  }

  /** Apply changes in order; a duplicate, a gap that shows, or a wrong order fails the test. */
  apply(changes: readonly Message[]): void {
    for (const change of changes) {
      const sequence = sequenceOf(change);
      expect(sequence).toBeGreaterThan(this.#cursor);
      this.#cursor = sequence;
      const row = change.rows?.[0] ?? change.old_values?.[0] ?? {};
      expect([change.change_type, row.id, this.#rows.has(row.id)]).toEqual([
        change.change_type,
        row.id,
        change.change_type !== 'insert',
      ]);
      if (change.change_type === 'delete') this.#rows.delete(row.id);
      else this.#rows.set(row.id, { ...this.#rows.get(row.id), ...row });
    }
  }
}

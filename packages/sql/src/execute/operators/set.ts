import type { Batch } from '../../columnar/batch.ts';
import { KeyTable, NO_KEY } from '../../columnar/key-table.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { SetPlan } from '../../plan/plan.ts';
import type { Pacer } from '../pacer.ts';
import type { Operator } from './operator.ts';

/**
 * INTERSECT and EXCEPT: the distinct rows of the right side are counted in a hash table, then each
 * row of the left side is let through or not by what is left of its count.
 */
export function compileSet(plan: SetPlan, left: Operator, right: Operator): Operator {
  const types = plan.left.schema.map(({ type }) => type);
  return async function* set(execution) {
    const { memory, pacer } = execution;
    const rows = new CountedRows(new KeyTable(types));
    for await (const batch of right(execution)) {
      await pausing(pacer);
      rows.count(batch);
      memory.hold(rows.memoryBytes);
    }
    if (rows.isEmpty && plan.operation === 'intersect') return;
    for await (const batch of left(execution)) {
      await pausing(pacer);
      const selection = rows.select(batch, plan);
      memory.hold(rows.memoryBytes);
      if (selection.length > 0) yield { ...batch, selection };
    }
  };
}

async function pausing(pacer: Pacer): Promise<void> {
  const pause = pacer.step();
  if (pause !== undefined) await pause;
}

/** Distinct rows with a count each: how often the right side has it, less what was used up. */
class CountedRows {
  readonly #table: KeyTable;
  #counts = new Int32Array(0);

  constructor(table: KeyTable) {
    this.#table = table;
  }

  get isEmpty(): boolean {
    return this.#table.size === 0;
  }

  get memoryBytes(): number {
    return this.#table.memoryBytes + this.#counts.byteLength;
  }

  /** Take in rows of the right side. */
  count(batch: Batch): void {
    const slots = slotsOf(batch);
    const ids = this.#insert(batch, slots);
    for (let k = 0; k < slots.length; k++) this.#counts[ids[slots[k]]]++;
  }

  /** The slots of a batch of the left side that are rows of the result. */
  select(batch: Batch, { operation, all }: SetPlan): Uint32Array {
    const slots = slotsOf(batch);
    const isExcept = operation === 'except';
    const ids = isExcept && !all ? this.#insert(batch, slots) : this.#find(batch, slots);
    const counts = this.#counts;
    // What a row counts once it was given and may not be again.
    const given = isExcept ? 1 : 0;
    const kept = new Uint32Array(slots.length);
    let length = 0;
    for (let k = 0; k < slots.length; k++) {
      const id = ids[slots[k]];
      const count = id === NO_KEY ? 0 : counts[id];
      kept[length] = slots[k];
      if (isExcept === (count === 0)) length++;
      if (id !== NO_KEY) counts[id] = all ? Math.max(count - 1, 0) : given;
    }
    return kept.subarray(0, length);
  }

  #find(batch: Batch, slots: Uint32Array): Int32Array {
    const ids = new Int32Array(batch.length);
    this.#table.find(batch.columns.map(columnVector), slots, ids);
    return ids;
  }

  /** The id of each row of the batch by slot; rows that are new are added with a count of 0. */
  #insert(batch: Batch, slots: Uint32Array): Int32Array {
    const ids = new Int32Array(batch.length);
    this.#table.insert(batch.columns.map(columnVector), slots, ids);
    if (this.#table.size > this.#counts.length) {
      const grown = new Int32Array(Math.max(this.#table.size, this.#counts.length * 2));
      grown.set(this.#counts);
      this.#counts = grown;
    }
    return ids;
  }
}

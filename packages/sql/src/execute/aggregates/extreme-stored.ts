import { createBuilder } from '../../columnar/builder.ts';
import { growInt32 } from '../../columnar/grow.ts';
import { slotComparator } from '../../columnar/kernels/slot-order.ts';
import { take } from '../../columnar/take.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Extreme } from './best-value.ts';

/** Below this many stored values those that are no longer the best are not worth throwing away. */
const LEAST_PRUNED = 1024;

/**
 * Extremes of arrays and intervals; of equal ones the last, as in PostgreSQL. Each new best is stored
 * behind the others; when most of what is stored is of use no more, the rest is copied.
 */
export function createStoredExtreme(type: SqlType, sign: -1 | 1): Extreme {
  let store = createBuilder(type, 16);
  /** Per group the stored value + 1; 0 for none. */
  let best: Int32Array = new Int32Array(1);
  const prune = (groupCount: number): void => {
    const kept = best.subarray(0, groupCount).filter((entry) => entry > 0);
    const slots = Uint32Array.from(kept, (entry) => entry - 1);
    const column = store.finish();
    store = createBuilder(type, slots.length * 2);
    store.appendSlots({ column, mask: -1 }, slots);
    let next = 0;
    for (let group = 0; group < groupCount; group++) if (best[group] > 0) best[group] = ++next;
  };
  return {
    memoryBytes: () => store.memoryBytes,
    add: ({ column, mask }, { slots, groupOf, groupCount }) => {
      best = growInt32(best, groupCount);
      for (let k = 0; k < slots.length; k++) {
        const slot = slots[k] & mask;
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        const compare = slotComparator(column, store.finish());
        if (best[group] > 0 && compare(slot, best[group] - 1) * sign < 0) continue;
        store.appendSlot(column, slot);
        best[group] = store.length;
      }
      if (store.length > Math.max(LEAST_PRUNED, groupCount * 4)) prune(groupCount);
    },
    combine: ({ from, into, groupCount }) => {
      best = growInt32(best, groupCount);
      const stored = store.finish();
      const compare = slotComparator(stored, stored);
      for (let k = 0; k < from.length; k++) {
        const [own, other] = [best[into[k]], best[from[k]]];
        if (other === 0) continue;
        if (own === 0 || compare(other - 1, own - 1) * sign >= 0) best[into[k]] = other;
      }
    },
    finish: (groupCount) => {
      best = growInt32(best, groupCount);
      store.appendNull();
      const none = store.length;
      const slots = Uint32Array.from(
        { length: groupCount },
        (_, group) => (best[group] || none) - 1,
      );
      return take(store.finish(), slots);
    },
  };
}

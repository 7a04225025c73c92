import type { Batch } from '../../columnar/batch.ts';
import { KeyTable, NO_KEY } from '../../columnar/key-table.ts';
import type { LimitPlan } from '../../plan/plan.ts';
import type { ExecutionContext } from '../context.ts';
import { compiler } from '../evaluate/compiler.ts';

/**
 * How many of the rows `slots` of a batch, from position `end` on, tie with the last row that is
 * wanted: the one before `end` in the first batch it is called with.
 */
type TiedRows = (batch: Batch, slots: Uint32Array, end: number) => number;

/** Compile the keys of WITH TIES; none without them. What is made is for one run. */
export function compileTies(ties: LimitPlan['ties']): (context: ExecutionContext) => TiedRows {
  if (ties === undefined) return () => () => 0;
  const evaluators = ties.map(compiler.vector);
  const types = ties.map(({ type }) => type);
  return (context) => {
    const last = new KeyTable(types);
    return (batch, slots, end) => {
      const keys = evaluators.map((evaluate) => evaluate(batch, slots, context));
      const ids = new Int32Array(batch.length);
      if (last.size === 0) last.insert(keys, slots.subarray(end - 1, end), ids);
      const rest = slots.subarray(end);
      last.find(keys, rest, ids);
      const other = rest.findIndex((slot) => ids[slot] === NO_KEY);
      return other < 0 ? rest.length : other;
    };
  };
}

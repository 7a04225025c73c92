import type { Batch } from '../../columnar/batch.ts';
import { selectPresent, slotsOf } from '../../columnar/slots.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { ExecutionContext } from '../context.ts';
import { compiler } from '../evaluate/compiler.ts';

/** The keys of a batch. */
export interface KeyedSlots {
  readonly keys: readonly Vector[];
  /** The rows whose keys are all present. */
  readonly slots: Uint32Array;
}

/** Compile the keys of one side; each over a whole batch. */
export function compileKeys(
  expressions: readonly BoundExpression[],
): (batch: Batch, context: ExecutionContext) => KeyedSlots {
  const evaluators = expressions.map(compiler.vector);
  return (batch, context) => {
    const all = slotsOf(batch);
    const keys = evaluators.map((evaluate) => evaluate(batch, all, context));
    let slots = all;
    for (const key of keys) {
      if (key.column.validity === undefined) continue;
      const out = new Uint32Array(slots.length);
      slots = out.subarray(0, selectPresent(key, slots, out));
    }
    return { keys, slots };
  };
}

/** The numbers that the rows `kept` of a batch get, the first being `start`. */
export function rowNumbers(
  batch: Batch,
  kept: Uint32Array,
  start: number,
): (slot: number) => number {
  if (kept.length === batch.length) return (slot) => start + slot;
  const numbers = new Uint32Array(batch.length);
  for (let k = 0; k < kept.length; k++) numbers[kept[k]] = start + k;
  return (slot) => numbers[slot];
}

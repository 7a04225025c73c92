import type { Batch } from '../columnar/batch.ts';
import { columnFromValues } from '../columnar/batch-rows.ts';
import type { Column } from '../columnar/column.ts';
import { allSlots } from '../columnar/slots.ts';
import { takeVector } from '../columnar/take.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { ExecutionContext } from './context.ts';
import { compiler } from './evaluate/compiler.ts';

/**
 * Compile to a function over batches. Its column has a slot per slot of the batch; only those in
 * `selection` (ascending; `undefined` means all) are computed, and only they can raise errors: the
 * same ones as `compileRow` of the expression raises for one of these rows.
 */
export function compileExpression(
  expression: BoundExpression,
): (batch: Batch, selection: Uint32Array | undefined, context: ExecutionContext) => Column {
  const evaluate = compiler.vector(expression);
  return (batch, selection, context) => {
    const slots = selection ?? allSlots(batch.length);
    if (slots.length === 0) return emptyColumn(expression, batch.length);
    const vector = evaluate(batch, slots, context);
    return vector.mask === -1 ? vector.column : takeVector(vector, allSlots(batch.length));
  };
}

/** Compile a boolean expression to a function that gives the slots of `selection` where it is true. */
export function compilePredicate(
  expression: BoundExpression,
): (batch: Batch, selection: Uint32Array | undefined, context: ExecutionContext) => Uint32Array {
  const select = compiler.selector(expression);
  return (batch, selection, context) => {
    const slots = selection ?? allSlots(batch.length);
    if (slots.length === 0) return slots;
    const out = new Uint32Array(slots.length);
    return out.subarray(0, select(batch, slots, context, out));
  };
}

/** A column whose slots nobody wants. */
function emptyColumn({ type }: BoundExpression, length: number): Column {
  return columnFromValues(type, new Array<null>(length).fill(null));
}

import { getBit } from '../../columnar/bitmap.ts';
import { asBits } from '../../columnar/layout.ts';
import { selectPresent } from '../../columnar/slots.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { BoundCall, BoundLogic } from '../../plan/expression.ts';
import { kernelOf } from './call.ts';
import type { Compiler, Selector } from './evaluator.ts';
import { isSteady, neverFails } from './traits.ts';

/** The slots where a boolean vector is true, neither false nor NULL; `out` as in a Selector. */
export function selectTrue(vector: Vector, slots: Uint32Array, out: Uint32Array): number {
  const { values } = asBits(vector.column);
  const present = out.subarray(0, selectPresent(vector, slots, out));
  if (vector.mask === 0) return getBit(values, 0) ? present.length : 0;
  let count = 0;
  for (let k = 0; k < present.length; k++) {
    const slot = present[k];
    out[count] = slot;
    count += (values[slot >> 3] >> (slot & 7)) & 1;
  }
  return count;
}

/**
 * AND as a filter: conjunct after conjunct narrows the selection. A conjunct must be evaluated
 * where one before it is NULL, which is not selected; so this is only for conjuncts that would not
 * raise an error there. `undefined` for others.
 */
export function compileAnd(node: BoundLogic, compiler: Compiler): Selector | undefined {
  if (!node.operands.slice(1).every(neverFails)) return undefined;
  const selectors = node.operands.map(compiler.selector);
  return (batch, slots, context, out) => {
    let selected = slots;
    for (const select of selectors) {
      if (selected.length === 0) return 0;
      selected = out.subarray(0, select(batch, selected, context, out));
    }
    return selected.length;
  };
}

/** A call whose kernel can select, without a bitmap in between; `undefined` for others. */
export function compileComparison(node: BoundCall, compiler: Compiler): Selector | undefined {
  const select = kernelOf(node)?.select;
  if (select === undefined || isSteady(node)) return undefined;
  const operands = node.arguments.map(compiler.vector);
  return (batch, slots, context, out) => {
    const vectors = operands.map((operand) => operand(batch, slots, context));
    return select(vectors, slots, out);
  };
}

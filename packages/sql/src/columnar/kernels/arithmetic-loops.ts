import type { Vector } from '../vector.ts';

/**
 * Write `left ∘ right` of each of `slots` to `out`. `validity` is that of the result; slots that
 * are NULL in it may hold anything. False, with `out` half written, when a slot has no result of
 * the layout (overflow, a zero divisor) or a doubtful one: the row definition then decides.
 */
type ArithmeticLoop<Values> = (
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Values,
  validity: Uint8Array | undefined,
) => boolean;

/** The loops of one layout by operator. */
export type ArithmeticLoops<Values> = Readonly<Record<string, ArithmeticLoop<Values>>>;

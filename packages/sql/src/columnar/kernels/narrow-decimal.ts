import { MAX_DIGITS } from '../../types/decimal.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { isValid } from '../bitmap.ts';
import type { DecimalColumn } from '../column.ts';
import { DECIMAL_WORDS, noneListed, readNarrow, writeNarrow } from '../decimal-words.ts';

/** The slots of an operand; `mask` is 0 where all slots are the first one, else -1. */
export interface DecimalOperand {
  readonly column: DecimalColumn;
  readonly mask: number;
}

/** What an operator is applied to, and where its results go. */
interface NarrowTask {
  readonly left: DecimalOperand;
  readonly right: DecimalOperand;
  /** What brings each side of a sum to the scale of the result and gives it its sign. */
  readonly leftFactor: number;
  readonly rightFactor: number;
  readonly slots: Uint32Array;
  readonly validity: Uint8Array | undefined;
  readonly out: Int32Array;
}

/** One operator over numbers that doubles hold exactly. */
interface NarrowOperator {
  readonly scale: (left: number, right: number) => number;
  /** -1 where the right side counts negatively. */
  readonly rightSign: 1 | -1;
  /** False as soon as a number, or a result, is 2^53 or more. */
  readonly run: (task: NarrowTask) => boolean;
}

const operators: Readonly<Record<string, NarrowOperator>> = {
  '+': { scale: Math.max, rightSign: 1, run: add },
  '-': { scale: Math.max, rightSign: -1, run: add },
  '*': { scale: (left, right) => left + right, rightSign: 1, run: multiply },
};

/**
 * The result of `symbol` where each side has one scale and everything is below 2^53, as nearly all
 * columns are; `undefined` otherwise. Sums and products have loops of their own, which the engine
 * inlines; a difference is a sum.
 */
export function evaluateNarrow(
  symbol: string,
  left: DecimalOperand,
  right: DecimalOperand,
  slots: Uint32Array,
  { length, validity }: { readonly length: number; readonly validity: Uint8Array | undefined },
): DecimalColumn | undefined {
  const operator = operators[symbol];
  if (operator === undefined) return undefined;
  if (left.column.scales !== undefined || right.column.scales !== undefined) return undefined;
  const scale = operator.scale(left.column.scale, right.column.scale);
  if (scale > MAX_DIGITS) return undefined;
  const out = new Int32Array(length * DECIMAL_WORDS);
  const leftFactor = 10 ** (scale - left.column.scale);
  const rightFactor = operator.rightSign * 10 ** (scale - right.column.scale);
  const isDone = operator.run({ left, right, leftFactor, rightFactor, slots, validity, out });
  if (!isDone) return undefined;
  return {
    layout: 'decimal',
    type: sqlTypes.decimal,
    length,
    validity,
    values: out,
    scale,
    scales: undefined,
    listed: noneListed,
  };
}

function add(task: NarrowTask): boolean {
  const { left, right, leftFactor, rightFactor, slots, validity, out } = task;
  const [xs, ys] = [left.column.values, right.column.values];
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    if (!isValid(validity, slot)) continue;
    const x = readNarrow(xs, (slot & left.mask) * DECIMAL_WORDS) * leftFactor;
    const y = readNarrow(ys, (slot & right.mask) * DECIMAL_WORDS) * rightFactor;
    const sum = x + y;
    if (!(isExact(x) && isExact(y) && isExact(sum))) return false;
    writeNarrow(out, slot * DECIMAL_WORDS, sum);
  }
  return true;
}

function multiply({ left, right, slots, validity, out }: NarrowTask): boolean {
  const [xs, ys] = [left.column.values, right.column.values];
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    if (!isValid(validity, slot)) continue;
    const x = readNarrow(xs, (slot & left.mask) * DECIMAL_WORDS);
    const y = readNarrow(ys, (slot & right.mask) * DECIMAL_WORDS);
    const product = x * y;
    if (!isExact(product)) return false;
    writeNarrow(out, slot * DECIMAL_WORDS, product);
  }
  return true;
}

/** Whether a double is surely the number that it was computed as; NaN is not. */
function isExact(value: number): boolean {
  return value >= -Number.MAX_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

import { SqlError } from '../../error.ts';
import { type Decimal, MAX_DIGITS } from '../../types/decimal.ts';
import {
  addDecimals,
  divideDecimals,
  moduloDecimals,
  multiplyDecimals,
  subtractDecimals,
} from '../../types/decimal-arithmetic.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { isValid } from '../bitmap.ts';
import { DecimalBuilder } from '../builders/decimal-builder.ts';
import { decimalAt, scaleAt } from '../decimal-column.ts';
import { DECIMAL_WORDS, readNarrow } from '../decimal-words.ts';
import { asDecimal } from '../layout.ts';
import { type BatchKernel, strictValidity } from './kernel.ts';
import { type DecimalOperand, evaluateNarrow } from './narrow-decimal.ts';

/** One operator: for two numbers below 2^53 of given scales, and for any two decimals. */
interface DecimalOperator {
  /** The unscaled result; NaN, or one past 2^53, where doubles do not tell. */
  readonly narrow: (left: number, right: number, shift: number) => number;
  /** The scale of a narrow result. */
  readonly scale: (left: number, right: number) => number;
  /** Throws SqlError where there is no result. */
  readonly exact: (left: Decimal, right: Decimal) => Decimal;
}

const undecided = (): number => Number.NaN;

const operators: Readonly<Record<string, DecimalOperator>> = {
  '+': {
    narrow: (x, y, shift) => aligned(x, shift) + aligned(y, -shift),
    scale: Math.max,
    exact: addDecimals,
  },
  '-': {
    narrow: (x, y, shift) => aligned(x, shift) - aligned(y, -shift),
    scale: Math.max,
    exact: subtractDecimals,
  },
  '*': { narrow: (x, y) => x * y, scale: (x, y) => x + y, exact: multiplyDecimals },
  '/': { narrow: undecided, scale: Math.max, exact: divideDecimals },
  '%': { narrow: remainder, scale: Math.max, exact: moduloDecimals },
};

/** The kernel of an operator over two decimals; `undefined` where none exists. */
export function decimalKernel(symbol: string): BatchKernel | undefined {
  const operator = operators[symbol];
  if (operator === undefined) return undefined;
  return {
    total: false,
    evaluate: ([left, right], slots, length) => {
      const validity = strictValidity([left, right], length);
      const x = { column: asDecimal(left.column), mask: left.mask };
      const y = { column: asDecimal(right.column), mask: right.mask };
      const narrow = evaluateNarrow(symbol, x, y, slots, { length, validity });
      if (narrow !== undefined) return narrow;
      const builder = new DecimalBuilder(sqlTypes.decimal, length);
      for (let k = 0; k < slots.length; k++) {
        const slot = slots[k];
        if (!isValid(validity, slot)) continue;
        builder.skipTo(slot);
        if (!appendResult(builder, operator, x, y, slot)) return undefined;
      }
      builder.skipTo(length);
      return { ...builder.finish(), validity };
    },
  };
}

/** False when the operator raises an error. */
function appendResult(
  builder: DecimalBuilder,
  operator: DecimalOperator,
  left: DecimalOperand,
  right: DecimalOperand,
  slot: number,
): boolean {
  const x = slot & left.mask;
  const y = slot & right.mask;
  const leftScale = scaleAt(left.column, x);
  const rightScale = scaleAt(right.column, y);
  const result = operator.narrow(
    readNarrow(left.column.values, x * DECIMAL_WORDS),
    readNarrow(right.column.values, y * DECIMAL_WORDS),
    leftScale - rightScale,
  );
  const scale = operator.scale(leftScale, rightScale);
  if (Number.isSafeInteger(result) && scale <= MAX_SCALE) {
    builder.appendNarrow(result, scale);
    return true;
  }
  return appendExact(builder, operator, decimalAt(left.column, x), decimalAt(right.column, y));
}

/** Up to here results of doubles keep to the limit of digits. */
const MAX_SCALE = MAX_DIGITS;

function appendExact(
  builder: DecimalBuilder,
  { exact }: DecimalOperator,
  left: Decimal,
  right: Decimal,
): boolean {
  try {
    const { unscaled, scale } = exact(left, right);
    builder.appendUnscaled(unscaled, scale);
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

/** `value` brought to a scale that is greater by `-shift`, if it is; NaN past 2^53. */
function aligned(value: number, shift: number): number {
  if (shift >= 0) return value;
  const shifted = value * 10 ** -shift;
  return Number.isSafeInteger(shifted) ? shifted : Number.NaN;
}

/** A zero divisor gives NaN. */
function remainder(left: number, right: number, shift: number): number {
  return aligned(left, shift) % aligned(right, -shift);
}

import { growFloat64 } from '../../columnar/grow.ts';
import { asInt32, asInt64, wordsOf } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { GroupedRows, GroupPairs } from './aggregate-state.ts';

const WORD = 2 ** 32;

/** Rows after which carries are moved up: until then every limb stays far below 2^53. */
const ROWS_PER_CARRY = 2 ** 20;

/** Sums of integers per group, exact whatever their number and size. */
export interface ExactSum {
  /** Add the values of an int or bigint vector; no row of `rows` is NULL. */
  add(argument: Vector, rows: GroupedRows): void;
  total(group: number): bigint;
  combine(pairs: GroupPairs): void;
}

/**
 * A sum is three limbs in doubles, of weight 1, 2^32 and 2^64, to which the 32-bit words of the
 * values are added: no BigInt is made per row (which costs three times as much).
 */
export function createExactSum(): ExactSum {
  let limbs: Limbs = {
    low: new Float64Array(1),
    high: new Float64Array(1),
    top: new Float64Array(1),
  };
  let rowsSinceCarry = 0;
  return {
    add: (argument, rows) => {
      limbs = growLimbs(limbs, rows.groupCount);
      if (argument.column.layout === 'int32') addInt32(limbs, argument, rows);
      else addInt64(limbs, argument, rows);
      rowsSinceCarry += rows.slots.length;
      if (rowsSinceCarry >= ROWS_PER_CARRY) {
        carryAll(limbs);
        rowsSinceCarry = 0;
      }
    },
    combine: (pairs) => {
      limbs = growLimbs(limbs, pairs.groupCount);
      combineLimbs(limbs, pairs);
    },
    total: (group) => {
      const { low, high, top } = limbs;
      if (group >= low.length) return 0n;
      const narrow = high[group] * WORD + low[group];
      if (top[group] === 0 && Number.isSafeInteger(narrow)) return BigInt(narrow);
      return (BigInt(top[group]) << 64n) + (BigInt(high[group]) << 32n) + BigInt(low[group]);
    },
  };
}

interface Limbs {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly top: Float64Array;
}

function growLimbs(limbs: Limbs, length: number): Limbs {
  if (length <= limbs.low.length) return limbs;
  const { low, high, top } = limbs;
  return {
    low: growFloat64(low, length),
    high: growFloat64(high, length),
    top: growFloat64(top, length),
  };
}

function addInt32({ low }: Limbs, argument: Vector, { slots, groupOf }: GroupedRows): void {
  const { values } = asInt32(argument.column);
  const { mask } = argument;
  if (groupOf === undefined) {
    let sum = 0;
    for (let k = 0; k < slots.length; k++) sum += values[slots[k] & mask];
    low[0] += sum;
  } else {
    for (let k = 0; k < slots.length; k++) low[groupOf[slots[k]]] += values[slots[k] & mask];
  }
}

function addInt64(limbs: Limbs, argument: Vector, { slots, groupOf }: GroupedRows): void {
  const words = wordsOf(asInt64(argument.column).values);
  const { mask } = argument;
  const { low, high } = limbs;
  if (groupOf === undefined) {
    let lowSum = 0;
    let highSum = 0;
    for (let k = 0; k < slots.length; k++) {
      const at = (slots[k] & mask) * 2;
      lowSum += words[at] >>> 0;
      highSum += words[at + 1];
    }
    low[0] += lowSum;
    high[0] += highSum;
    return;
  }
  for (let k = 0; k < slots.length; k++) {
    const at = (slots[k] & mask) * 2;
    const group = groupOf[slots[k]];
    low[group] += words[at] >>> 0;
    high[group] += words[at + 1];
  }
}

/** Limbs below this may be added to each other exactly. */
const COMBINE_LIMIT = 2 ** 52;

function combineLimbs(limbs: Limbs, { from, into }: GroupPairs): void {
  const { low, high, top } = limbs;
  for (let k = 0; k < from.length; k++) {
    const target = into[k];
    const source = from[k];
    low[target] += low[source];
    high[target] += high[source];
    top[target] += top[source];
    if (Math.abs(low[target]) >= COMBINE_LIMIT || Math.abs(high[target]) >= COMBINE_LIMIT) {
      carry(limbs, target);
    }
  }
}

function carryAll(limbs: Limbs): void {
  for (let group = 0; group < limbs.low.length; group++) carry(limbs, group);
}

function carry({ low, high, top }: Limbs, group: number): void {
  const fromLow = Math.floor(low[group] / WORD);
  low[group] -= fromLow * WORD;
  high[group] += fromLow;
  const fromHigh = Math.floor(high[group] / WORD);
  high[group] -= fromHigh * WORD;
  top[group] += fromHigh;
}

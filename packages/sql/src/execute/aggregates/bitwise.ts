import { Int32Builder } from '../../columnar/builders/int32-builder.ts';
import { Int64Builder } from '../../columnar/builders/int64-builder.ts';
import { growBigInt64, growInt32 } from '../../columnar/grow.ts';
import { asInt32, asInt64, layoutOf, wordsOf } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { AggregateState, GroupedRows, GroupPairs } from './aggregate-state.ts';
import { presentRows } from './present-rows.ts';
import { createSeen } from './seen.ts';

export type BitOperator = 'and' | 'or' | 'xor';

/** BIT_AND, BIT_OR and BIT_XOR of integers; NULL for groups without a value. */
export function createBitwise(type: SqlType, operator: BitOperator): AggregateState {
  return layoutOf(type) === 'int32'
    ? createInt32Bits(type, operator)
    : createInt64Bits(type, operator);
}

function createInt32Bits(type: SqlType, operator: BitOperator): AggregateState {
  let totals: Int32Array = new Int32Array(1);
  const seen = createSeen();
  return {
    update: ([argument], rows) => {
      const present = presentRows(argument, rows);
      totals = growInt32(totals, rows.groupCount);
      const { values } = asInt32(argument.column);
      takeIn(
        { totals, values, width: 1, flags: seen.flags(rows.groupCount) },
        argument,
        present,
        operator,
      );
    },
    combine: (pairs) => {
      totals = growInt32(totals, pairs.groupCount);
      const flags = seen.flags(pairs.groupCount);
      combineGroups({ totals, values: totals, width: 1, flags }, pairs, operator);
    },
    finish: (groupCount) => {
      const builder = new Int32Builder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (seen.has(group)) builder.appendInt32(totals[group]);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

function createInt64Bits(type: SqlType, operator: BitOperator): AggregateState {
  let totals: BigInt64Array = new BigInt64Array(1);
  const seen = createSeen();
  return {
    update: ([argument], rows) => {
      const present = presentRows(argument, rows);
      totals = growBigInt64(totals, rows.groupCount);
      const values = wordsOf(asInt64(argument.column).values);
      const flags = seen.flags(rows.groupCount);
      takeIn({ totals: wordsOf(totals), values, width: 2, flags }, argument, present, operator);
    },
    combine: (pairs) => {
      totals = growBigInt64(totals, pairs.groupCount);
      const words = wordsOf(totals);
      const flags = seen.flags(pairs.groupCount);
      combineGroups({ totals: words, values: words, width: 2, flags }, pairs, operator);
    },
    finish: (groupCount) => {
      const builder = new Int64Builder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (seen.has(group)) builder.appendInt64(totals[group]);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

/** Integers as one or two 32-bit words each. */
interface Words {
  readonly totals: Int32Array;
  readonly values: Int32Array;
  readonly width: 1 | 2;
  /** Groups that have a value. */
  readonly flags: Uint8Array;
}

function takeIn(
  words: Words,
  { mask }: Vector,
  { slots, groupOf }: GroupedRows,
  operator: BitOperator,
): void {
  for (let k = 0; k < slots.length; k++) {
    const group = groupOf === undefined ? 0 : groupOf[slots[k]];
    takeValue(words, slots[k] & mask, group, operator);
  }
}

function combineGroups(words: Words, { from, into }: GroupPairs, operator: BitOperator): void {
  for (let k = 0; k < from.length; k++) {
    if (words.flags[from[k]] === 1) takeValue(words, from[k], into[k], operator);
  }
}

function takeValue(
  { totals, values, width, flags }: Words,
  slot: number,
  group: number,
  operator: BitOperator,
): void {
  const from = slot * width;
  const to = group * width;
  const isFirst = flags[group] === 0;
  flags[group] = 1;
  for (let word = 0; word < width; word++) {
    const value = values[from + word];
    totals[to + word] = isFirst ? value : combineWords(totals[to + word], value, operator);
  }
}

function combineWords(left: number, right: number, operator: BitOperator): number {
  if (operator === 'and') return left & right;
  return operator === 'or' ? left | right : left ^ right;
}

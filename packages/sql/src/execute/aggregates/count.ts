import { growFloat64 } from '../../columnar/grow.ts';
import { wordsOf } from '../../columnar/layout.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import type { Presence } from './presence.ts';
import { presentRows } from './present-rows.ts';

/** COUNT(*) and COUNT(x). */
export function createCount(): AggregateState {
  const counter = createCounter();
  return {
    update: ([argument], rows) =>
      counter.add(argument === undefined ? rows : presentRows(argument, rows)),
    combine: (pairs) => counter.combine(pairs),
    finish: (groupCount) => {
      const values = new BigInt64Array(groupCount);
      const words = wordsOf(values);
      for (let group = 0; group < groupCount; group++) {
        const count = counter.count(group);
        words[group * 2] = count;
        words[group * 2 + 1] = count / 2 ** 32;
      }
      const type = sqlTypes.bigint;
      return { layout: 'int64', type, length: groupCount, validity: undefined, values };
    },
  };
}

/** Rows per group; exact to 2^53. */
export interface Counter extends Presence {
  count(group: number): number;
}

export function createCounter(): Counter {
  let counts: Float64Array = new Float64Array(1);
  return {
    add: ({ slots, groupOf, groupCount }) => {
      counts = growFloat64(counts, groupCount);
      if (groupOf === undefined) counts[0] += slots.length;
      else countGroups(counts, slots, groupOf);
    },
    combine: ({ from, into, groupCount }) => {
      counts = growFloat64(counts, groupCount);
      for (let k = 0; k < from.length; k++) counts[into[k]] += counts[from[k]];
    },
    count: (group) => counts[group] ?? 0,
    has: (group) => counts[group] > 0,
  };
}

function countGroups(counts: Float64Array, slots: Uint32Array, groupOf: Int32Array): void {
  for (let k = 0; k < slots.length; k++) counts[groupOf[slots[k]]] += 1;
}

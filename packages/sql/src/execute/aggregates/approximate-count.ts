import { hashVector } from '../../columnar/kernels/hash.ts';
import { wordsOf } from '../../columnar/layout.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import { HyperLogLog } from './hyper-log-log.ts';
import { presentRows } from './present-rows.ts';

/** Hashes start from it for the second half of 64 bits. */
const SECOND_SEED = 0x5bd1e995;

/** APPROX_COUNT_DISTINCT: how many different values, give or take a percent; small counts exact. */
export function createApproximateCount(): AggregateState {
  const sketches: (HyperLogLog | undefined)[] = [];
  let memoryBytes = 0;
  return {
    update: ([argument], rows) => {
      const { slots, groupOf } = presentRows(argument, rows);
      const low = new Int32Array(slots.length);
      const high = new Int32Array(slots.length).fill(SECOND_SEED);
      hashVector(argument, slots, low);
      hashVector(argument, slots, high);
      for (let k = 0; k < slots.length; k++) {
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        let sketch = sketches[group];
        if (sketch === undefined) {
          sketch = new HyperLogLog();
          sketches[group] = sketch;
          memoryBytes += sketch.memoryBytes;
        }
        const before = sketch.memoryBytes;
        sketch.add(low[k], high[k]);
        memoryBytes += sketch.memoryBytes - before;
      }
    },
    memoryBytes: () => memoryBytes,
    finish: (groupCount) => {
      const values = new BigInt64Array(groupCount);
      const words = wordsOf(values);
      for (let group = 0; group < groupCount; group++) {
        const count = sketches[group]?.count() ?? 0;
        words[group * 2] = count;
        words[group * 2 + 1] = count / 2 ** 32;
      }
      const type = sqlTypes.bigint;
      return { layout: 'int64', type, length: groupCount, validity: undefined, values };
    },
  };
}

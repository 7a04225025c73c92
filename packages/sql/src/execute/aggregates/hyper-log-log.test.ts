import { expect, test } from '@jest/globals';
import { columnFromValues } from '../../columnar/batch-rows.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { allSlots } from '../../columnar/slots.ts';
import { columnVector } from '../../columnar/vector.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { createApproximateCount } from './approximate-count.ts';

/** The estimate for the integers 0 … count - 1, each taken in as often as said. */
function estimateOf(count: number, times: number, groups: number): readonly bigint[] {
  const state = createApproximateCount();
  const values = Array.from({ length: count }, (_, index) => index * 7);
  const column = columnFromValues(sqlTypes.int, values);
  const slots = allSlots(count);
  for (let time = 0; time < times; time++) {
    for (let group = 0; group < groups; group++) {
      const groupOf = new Int32Array(count).fill(group);
      state.update([columnVector(column)], { slots, groupOf, groupCount: groups });
    }
  }
  const result = state.finish(groups);
  return Array.from({ length: groups }, (_, group) => columnValue(result, group) as bigint);
}

test.each([0, 1, 5, 100, 256])('%d different values are counted exactly', (count) => {
  expect(estimateOf(count, 3, 2)).toEqual([BigInt(count), BigInt(count)]);
});

test.each([257, 1000, 5000, 20_000, 100_000, 500_000])('%d are estimated', (count) => {
  const [estimate] = estimateOf(count, 1, 1);
  // Four standard errors.
  expect(Math.abs(Number(estimate) / count - 1)).toBeLessThan(0.046);
  expect(estimateOf(count, 2, 1)).toEqual([estimate]);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Batch } from '../../columnar/batch.ts';
import { batchFromRows, columnFromValues } from '../../columnar/batch-rows.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { columnVector } from '../../columnar/vector.ts';
import { arbitraryBatch, columnTypes } from '../../testing/arbitrary.ts';
import { compareValues } from '../../types/compare.ts';
import { decimalOf, formatDecimal } from '../../types/decimal.ts';
import { addDecimals, divideDecimals } from '../../types/decimal-arithmetic.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import { createAggregateState } from './create-aggregate-state.ts';

type Present = Exclude<Value, null>;
type Model = (values: readonly Present[]) => Value;

const GROUPS = 3;

/** Feed batches of [value, group] rows; the results of all groups, and of no groups at all. */
function run(
  name: string,
  type: SqlType,
  returns: SqlType,
  distinct: boolean,
  batches: readonly Batch[],
) {
  const aggregate = { name, parameters: [type], returns };
  const grouped = createAggregateState({ function: aggregate, distinct, orderBy: [] });
  const single = createAggregateState({ function: aggregate, distinct, orderBy: [] });
  for (const batch of batches) {
    const [argument, group] = batch.columns;
    const slots = slotsOf(batch);
    const groupOf = Int32Array.from(
      { length: batch.length },
      (_, slot) => Number(columnValue(group, slot) ?? 0) & 1,
    );
    grouped.update([columnVector(argument)], { slots, groupOf, groupCount: GROUPS });
    single.update([columnVector(argument)], { slots, groupOf: undefined, groupCount: 1 });
  }
  return [grouped.finish(GROUPS), single.finish(1)].flatMap((column) =>
    Array.from({ length: column.length }, (_, row) => columnValue(column, row)),
  );
}

function modelOf(
  model: Model,
  type: SqlType,
  distinct: boolean,
  batches: readonly Batch[],
): Value[] {
  const rows = batches.flatMap((batch) =>
    Array.from(slotsOf(batch), (slot) => ({
      value: columnValue(batch.columns[0], slot),
      group: Number(columnValue(batch.columns[1], slot) ?? 0) & 1,
    })),
  );
  const ofGroup = (group: number | undefined) => {
    const values = rows
      .filter((row) => group === undefined || row.group === group)
      .flatMap(({ value }) => (value === null ? [] : [value]));
    const taken = distinct
      ? values.filter(
          (value, index) =>
            values.findIndex((other) => compareValues(type, value, other) === 0) === index,
        )
      : values;
    return model(taken);
  };
  return [ofGroup(0), ofGroup(1), ofGroup(2), ofGroup(undefined)];
}

const count: Model = (values) => BigInt(values.length);
const sum: Model = (values) =>
  values.length === 0
    ? null
    : values.reduce<bigint>((total, value) => total + BigInt(value as number), 0n);
const total: Model = (values) => {
  if (values.length === 0) return null;
  return formatDecimal(values.map((value) => decimalOf(String(value))).reduce(addDecimals));
};
const average: Model = (values) => {
  if (values.length === 0) return null;
  const dividend = decimalOf(String(sum(values)));
  return formatDecimal(divideDecimals(dividend, decimalOf(String(values.length))));
};
const extreme =
  (type: SqlType, sign: number): Model =>
  (values) =>
    values.length === 0
      ? null
      : values.reduce((best, value) =>
          compareValues(type, value, best) * sign > lastWins(type) ? value : best,
        );

/** Of equal decimals the last counts, which may have another scale. */
const lastWins = (type: SqlType): number => (type.kind === 'decimal' ? -0.5 : 0);

/** Two-pass, in exact fractions. */
const variance =
  (left: bigint): Model =>
  (values) => {
    const count = BigInt(values.length);
    if (count <= left) return null;
    const total = values.reduce<bigint>((sum, value) => sum + BigInt(value as number), 0n);
    const squares = values.reduce<bigint>((sum, value) => {
      const distance = BigInt(value as number) * count - total;
      return sum + distance * distance;
    }, 0n);
    // The sum is count² times as large as that of the distances themselves.
    const distances = decimalOf(String(squares / count));
    if (distances.unscaled === 0n) return '0';
    return formatDecimal(divideDecimals(distances, decimalOf(String(count * (count - left)))));
  };

const comparable = columnTypes.filter(({ kind }) => {
  return kind !== 'json' && typeProperties[kind].comparable;
});
const cases: [string, SqlType, SqlType, Model][] = [
  ...comparable.flatMap((type): [string, SqlType, SqlType, Model][] => [
    ['count', type, sqlTypes.bigint, count],
    ['min', type, type, extreme(type, -1)],
    ['max', type, type, extreme(type, 1)],
  ]),
  ['sum', sqlTypes.smallint, sqlTypes.bigint, sum],
  ['avg', sqlTypes.smallint, sqlTypes.decimal, average],
  ['bool_and', sqlTypes.boolean, sqlTypes.boolean, extreme(sqlTypes.boolean, -1)],
  ['bool_or', sqlTypes.boolean, sqlTypes.boolean, extreme(sqlTypes.boolean, 1)],
  ['var_pop', sqlTypes.bigint, sqlTypes.decimal, variance(0n)],
  ['var_samp', sqlTypes.int, sqlTypes.decimal, variance(1n)],
  ['sum', sqlTypes.int, sqlTypes.bigint, sum],
  ['avg', sqlTypes.int, sqlTypes.decimal, average],
  ['avg', sqlTypes.bigint, sqlTypes.decimal, average],
  ['sum', sqlTypes.bigint, sqlTypes.decimal, total],
  ['sum', { kind: 'decimal', precision: 10, scale: 2 }, sqlTypes.decimal, total],
];

describe.each([false, true])('distinct: %p', (distinct) => {
  test.each(cases)('%s of %p agrees with a plain model', (name, type, returns, model) => {
    const batches = fc.array(arbitraryBatch([type, sqlTypes.int], 30), { maxLength: 3 });
    fc.assert(
      fc.property(batches, (parts) => {
        expect(run(name, type, returns, distinct, parts)).toEqual(
          modelOf(model, type, distinct, parts),
        );
      }),
      { numRuns: 50 },
    );
  });
});

test('The sum of bigints is exact, and out of range only if the total is.', () => {
  fc.assert(
    fc.property(arbitraryBatch([sqlTypes.bigint, sqlTypes.int]), (batch) => {
      const expected = modelOf(sum, sqlTypes.bigint, false, [batch]);
      const isInRange = expected.every(
        (total) => total === null || BigInt.asIntN(64, total as bigint) === total,
      );
      const actual = () => run('sum', sqlTypes.bigint, sqlTypes.bigint, false, [batch]);
      if (isInRange) expect(actual()).toEqual(expected);
      else expect(actual).toThrow(expect.objectContaining({ code: 'SQL_OUT_OF_RANGE' }));
    }),
  );
});

test('Sums stay exact over millions of extreme values.', () => {
  const most = 2n ** 63n - 1n;
  const rows = 2 ** 16;
  const avg = { name: 'avg', parameters: [sqlTypes.bigint], returns: sqlTypes.decimal };
  const state = createAggregateState({ function: avg, distinct: false, orderBy: [] });
  const column = columnFromValues(sqlTypes.bigint, new Array<bigint>(rows).fill(most));
  const slots = slotsOf({ columns: [column], length: rows, selection: undefined });
  for (let batch = 0; batch < 64; batch++) {
    state.update([columnVector(column)], { slots, groupOf: undefined, groupCount: 1 });
  }
  expect(columnValue(state.finish(1), 0)).toBe(String(most));
});

test('Sums of doubles are made in row order; overflow of finite values is an error.', () => {
  const sumOf = (values: readonly number[]) =>
    run('sum', sqlTypes.double, sqlTypes.double, false, [
      batchFromRows(
        [sqlTypes.double, sqlTypes.int],
        values.map((value) => [value, 0]),
      ),
    ])[0];
  expect(sumOf([0.1, 0.2, 0.3])).toBe(0.1 + 0.2 + 0.3);
  expect(sumOf([1, Infinity])).toBe(Infinity);
  expect(sumOf([Infinity, -Infinity])).toBe(NaN);
  expect(() => sumOf([1e308, 1e308])).toThrow(
    expect.objectContaining({ code: 'SQL_OUT_OF_RANGE' }),
  );
});

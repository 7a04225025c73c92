import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exactFunction } from '../../bind/functions/function-table.ts';
import { SqlError } from '../../error.ts';
import { arbitraryBatch, arbitraryValue } from '../../testing/arbitrary.ts';
import { fixedContext } from '../../testing/fixed-context.ts';
import { compareValues } from '../../types/compare.ts';
import { parseDecimal } from '../../types/decimal.ts';
import { type SqlType, type SqlTypeKind, sqlTypes } from '../../types/sql-type.ts';
import { dayToMicros } from '../../types/timestamp.ts';
import type { Value } from '../../types/value.ts';
import type { Batch } from '../batch.ts';
import { batchFromRows, columnFromValues } from '../batch-rows.ts';
import { columnValue } from '../column-value.ts';
import { slotsOf } from '../slots.ts';
import { columnVector, constantVector, type Vector } from '../vector.ts';
import { castKernel } from './cast.ts';
import { findKernel } from './find-kernel.ts';
import type { BatchKernel } from './kernel.ts';

type Present = Exclude<Value, null>;

/** Two operands of one type over a batch: columns, or a constant on either side. */
function operands(
  type: SqlType,
  other: SqlType = type,
): fc.Arbitrary<{ batch: Batch; vectors: [Vector, Vector] }> {
  return fc
    .tuple(
      arbitraryBatch([type, other]),
      arbitraryValue(type),
      arbitraryValue(other),
      fc.constantFrom('none', 'left', 'right'),
    )
    .map(([batch, value, otherValue, side]) => {
      const [left, right] = batch.columns.map(columnVector);
      const constant = constantVector(columnFromValues(type, [value]));
      const otherConstant = constantVector(columnFromValues(other, [otherValue]));
      return {
        batch,
        vectors: [side === 'left' ? constant : left, side === 'right' ? otherConstant : right],
      };
    });
}

function values(vectors: readonly Vector[], slot: number): Value[] {
  return vectors.map(({ column, mask }) => columnValue(column, slot & mask));
}

/** The kernel's answer per selected slot, or `undefined` when it leaves the batch to the rows. */
function answers(kernel: BatchKernel, vectors: readonly Vector[], batch: Batch) {
  const slots = slotsOf(batch);
  const column = kernel.evaluate(vectors, slots, batch.length);
  return column && Array.from(slots, (slot) => columnValue(column, slot));
}

const comparisons: Readonly<Record<string, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '<>': (sign) => sign !== 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};
const comparable: SqlTypeKind[] = [
  'boolean',
  'smallint',
  'int',
  'bigint',
  'decimal',
  'float',
  'double',
  'text',
  'date',
  'time',
  'timestamp',
  'datetime',
  'bytes',
  'uuid',
];

test.each(comparable.flatMap((kind) => Object.keys(comparisons).map((name) => [kind, name])))(
  '%s %s agrees with compareValues',
  (kind, name) => {
    const type = sqlTypes[kind as SqlTypeKind];
    const kernel = findKernel(name, [type.kind, type.kind]);
    fc.assert(
      fc.property(operands(type), ({ batch, vectors }) => {
        const expected = Array.from(slotsOf(batch), (slot) => {
          const [left, right] = values(vectors, slot);
          if (left === null || right === null) return null;
          return comparisons[name](compareValues(type, left, right));
        });
        expect(kernel && answers(kernel, vectors, batch)).toEqual(expected);
        const out = new Uint32Array(slotsOf(batch));
        const count = kernel?.select?.(vectors, out, out);
        expect(out.slice(0, count)).toEqual(
          slotsOf(batch).filter((_, index) => expected[index] === true),
        );
      }),
    );
  },
);

type Model = (left: Present, right: Present) => Present | undefined;

const int =
  (compute: (x: number, y: number) => number): Model =>
  (x, y) => {
    const result = Math.trunc(compute(Number(x), Number(y)));
    return result === (result | 0) ? result + 0 : undefined;
  };
const small =
  (compute: (x: number, y: number) => number): Model =>
  (x, y) => {
    const result = Math.trunc(compute(Number(x), Number(y)));
    return result === (result << 16) >> 16 ? result + 0 : undefined;
  };
const big =
  (compute: (x: bigint, y: bigint) => bigint): Model =>
  (x, y) => {
    const result = compute(BigInt(x as bigint), BigInt(y as bigint));
    return BigInt.asIntN(64, result) === result ? result : undefined;
  };
const models: readonly [SqlTypeKind, string, Model][] = [
  ['smallint', '+', small((x, y) => x + y)],
  ['smallint', '-', small((x, y) => x - y)],
  ['smallint', '*', small((x, y) => x * y)],
  ['smallint', '/', (x, y) => (y === 0 ? undefined : small((a, b) => a / b)(x, y))],
  ['smallint', '%', (x, y) => (y === 0 ? undefined : small((a, b) => a % b)(x, y))],
  ['int', '+', int((x, y) => x + y)],
  ['int', '-', int((x, y) => x - y)],
  ['int', '*', int((x, y) => x * y)],
  ['int', '/', (x, y) => (y === 0 ? undefined : int((a, b) => a / b)(x, y))],
  ['int', '%', (x, y) => (y === 0 ? undefined : int((a, b) => a % b)(x, y))],
  ['bigint', '+', big((x, y) => x + y)],
  ['bigint', '-', big((x, y) => x - y)],
  ['bigint', '*', big((x, y) => x * y)],
  ['bigint', '/', (x, y) => (y === 0n ? undefined : big((a, b) => a / b)(x, y))],
  ['bigint', '%', (x, y) => (y === 0n ? undefined : big((a, b) => a % b)(x, y))],
];

test.each(models)(
  '%s %s is right, or left to the rows when a slot has no result',
  (kind, name, model) => {
    const type = sqlTypes[kind];
    const kernel = findKernel(name, [kind, kind]);
    fc.assert(
      fc.property(operands(type), ({ batch, vectors }) => {
        const expected = Array.from(slotsOf(batch), (slot) => {
          const [left, right] = values(vectors, slot);
          return left === null || right === null ? null : model(left, right);
        });
        const actual = kernel && answers(kernel, vectors, batch);
        expect(actual).toEqual(expected.includes(undefined) ? undefined : expected);
      }),
    );
  },
);

const decimalOf = (precision: number, scale: number): SqlType => {
  return { kind: 'decimal', precision, scale };
};

test.each(
  ['+', '-', '*', '/', '%', 'mod'].flatMap((name) => [
    [name, sqlTypes.decimal, sqlTypes.decimal] as const,
    // Of one scale, with results below and past 2^53.
    [name, decimalOf(7, 2), decimalOf(7, 2)] as const,
    [name, decimalOf(9, 2), decimalOf(8, 6)] as const,
    [name, decimalOf(17, 0), decimalOf(16, 3)] as const,
  ]),
)(
  'decimal %s is what the function gives row by row, or left to it when a row has no result',
  (name, left, right) => {
    const kernel = findKernel(name, ['decimal', 'decimal']);
    const { row } = exactFunction(name, [sqlTypes.decimal, sqlTypes.decimal]);
    const context = fixedContext();
    fc.assert(
      fc.property(operands(left, right), ({ batch, vectors }) => {
        const model = () =>
          Array.from(slotsOf(batch), (slot) => {
            const pair = values(vectors, slot);
            return pair.includes(null) ? null : row(pair, context);
          });
        const actual = kernel && answers(kernel, vectors, batch);
        if (actual === undefined) expect(model).toThrow(SqlError);
        else expect(actual).toEqual(model());
      }),
    );
  },
);

const doubles: readonly [string, (x: number, y: number) => number][] = [
  ['+', (x, y) => x + y],
  ['-', (x, y) => x - y],
  ['*', (x, y) => x * y],
  ['/', (x, y) => x / y],
];

test.each(
  doubles.flatMap(([name, model]) => [
    ['double', name, model] as const,
    ['float', name, (x: number, y: number) => Math.fround(model(x, y))] as const,
  ]),
)(
  '%s %s is right, or left to the rows when it overflows, underflows or divides by 0',
  (kind, name, model) => {
    const type = sqlTypes[kind];
    const kernel = findKernel(name, [kind, kind]);
    fc.assert(
      fc.property(operands(type), ({ batch, vectors }) => {
        const actual = kernel && answers(kernel, vectors, batch);
        if (actual === undefined) return;
        const expected = Array.from(slotsOf(batch), (slot) => {
          const [left, right] = values(vectors, slot);
          return left === null || right === null ? null : model(Number(left), Number(right));
        });
        expect(actual).toEqual(expected);
      }),
    );
  },
);

test.each<[string, number, number]>([
  ['+', 1e308, 1e308],
  ['*', 1e200, 1e200],
  ['*', 1e-200, 1e-200],
  ['/', 1, 0],
  ['/', 1e-308, 1e308],
])('double %s of %p and %p is left to the rows', (name, x, y) => {
  const vectors = [x, y].map((value) => columnVector(columnFromValues(sqlTypes.double, [value])));
  expect(
    findKernel(name, ['double', 'double'])?.evaluate(vectors, Uint32Array.of(0), 1),
  ).toBeUndefined();
});

/** Within the range of DOUBLE. */
const moderate: SqlType = { kind: 'decimal', precision: 60, scale: 5 };

test.each<[SqlTypeKind, SqlTypeKind, (value: Present) => Present]>([
  ['smallint', 'int', (value) => value],
  ['smallint', 'bigint', (value) => BigInt(value as number)],
  ['smallint', 'double', (value) => value],
  ['float', 'double', (value) => value],
  ['timestamp', 'datetime', (value) => value],
  ['int', 'bigint', (value) => BigInt(value as number)],
  ['int', 'double', (value) => value],
  ['bigint', 'double', Number],
  ['int', 'decimal', String],
  ['bigint', 'decimal', String],
  ['decimal', 'double', Number],
])('%s widens to %s', (from, to, model) => {
  const kernel = castKernel(sqlTypes[from], sqlTypes[to]);
  fc.assert(
    fc.property(arbitraryBatch([from === 'decimal' ? moderate : sqlTypes[from]]), (batch) => {
      const vectors = batch.columns.map(columnVector);
      const expected = Array.from(slotsOf(batch), (slot) => {
        const [value] = values(vectors, slot);
        return value === null ? null : model(value);
      });
      expect(kernel && answers(kernel, vectors, batch)).toEqual(expected);
    }),
  );
});

test.each(['timestamp', 'datetime'] as const)('A date widens to %s: its midnight', (to) => {
  const days = fc.array(fc.option(fc.integer({ min: -106_751_991, max: 106_751_991 })));
  fc.assert(
    fc.property(days, (dates) => {
      const [from, type] = [sqlTypes.date, sqlTypes[to]];
      const kernel = castKernel(from, type);
      const batch = batchFromRows(
        [from],
        dates.map((day) => [day]),
      );
      const expected = dates.map((day) => (day === null ? null : dayToMicros(day, type)));
      expect(kernel && answers(kernel, batch.columns.map(columnVector), batch)).toEqual(expected);
    }),
  );
});

test.each([106_751_992, -106_751_992])('Day %p has no instant: left to the rows', (day) => {
  const vectors = [columnVector(columnFromValues(sqlTypes.date, [null, day]))];
  const kernel = castKernel(sqlTypes.date, sqlTypes.timestamp);
  expect(kernel?.evaluate(vectors, Uint32Array.of(0, 1), 2)).toBeUndefined();
  expect(kernel?.evaluate(vectors, Uint32Array.of(0), 2)).toBeDefined();
});

test.each(['1e400', '1e-400'])('The decimal %s is no double: left to the rows', (text) => {
  const vectors = [columnVector(columnFromValues(sqlTypes.decimal, [parseDecimal(text)]))];
  const kernel = castKernel(sqlTypes.decimal, sqlTypes.double);
  expect(kernel?.evaluate(vectors, Uint32Array.of(0), 1)).toBeUndefined();
});

test.each<[string, (text: string) => Value]>([
  ['length', (text) => Array.from(text).length],
  ['lower', (text) => text.toLowerCase()],
  ['upper', (text) => text.toUpperCase()],
])('%s of ASCII text is right; other letters are left to the rows', (name, model) => {
  const kernel = findKernel(name, ['text']);
  fc.assert(
    fc.property(arbitraryBatch([sqlTypes.text]), (batch) => {
      const vectors = batch.columns.map(columnVector);
      const actual = kernel && answers(kernel, vectors, batch);
      if (actual === undefined) return;
      const expected = Array.from(slotsOf(batch), (slot) => {
        const [value] = values(vectors, slot);
        return value === null ? null : model(String(value));
      });
      expect(actual).toEqual(expected);
    }),
  );
});

test('|| joins texts', () => {
  const kernel = findKernel('||', ['text', 'text']);
  fc.assert(
    fc.property(operands(sqlTypes.text), ({ batch, vectors }) => {
      const expected = Array.from(slotsOf(batch), (slot) => {
        const [left, right] = values(vectors, slot);
        return left === null || right === null ? null : `${left}${right}`;
      });
      expect(kernel && answers(kernel, vectors, batch)).toEqual(expected);
    }),
  );
});

test('What cannot be compared by bytes has no kernel.', () => {
  expect(findKernel('<', ['json', 'json'])).toBeUndefined();
  expect(findKernel('=', ['int', 'bigint'])).toBeUndefined();
  expect(findKernel('+', ['text', 'text'])).toBeUndefined();
  expect(findKernel('nothing', ['int'])).toBeUndefined();
});

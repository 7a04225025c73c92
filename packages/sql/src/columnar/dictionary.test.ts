import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryValue } from '../testing/arbitrary.ts';
import { sqlTypes } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';
import { columnFromValues } from './batch-rows.ts';
import { createBuilder } from './builder.ts';
import { codedColumn } from './coded-column.ts';
import type { BytesColumn } from './column.ts';
import { columnValue } from './column-value.ts';
import { DictionaryEncoder } from './dictionary.ts';
import { hashVector } from './kernels/hash.ts';
import { asBytes } from './layout.ts';
import { allSlots } from './slots.ts';
import { take } from './take.ts';
import { columnVector } from './vector.ts';

const { text } = sqlTypes;
const arbitraryParts = fc.array(fc.array(arbitraryValue(text), { maxLength: 30 }), {
  minLength: 1,
  maxLength: 5,
});

function valuesOf(column: BytesColumn): Value[] {
  return Array.from({ length: column.length }, (_, slot) => columnValue(column, slot));
}

/** The same values after one another, all coded by one dictionary. */
function encodeAll(parts: readonly (readonly Value[])[]): BytesColumn[] {
  const encoder = new DictionaryEncoder(text);
  const columns = parts.map((values) => asBytes(columnFromValues(text, values)));
  // What comes twice is worth a code.
  for (const column of columns) encoder.encode(column);
  return columns.map((column) => encoder.encode(column));
}

test('Codes stand for the values they were made of, also after the dictionary has grown.', () => {
  fc.assert(
    fc.property(arbitraryParts, (parts) => {
      for (const [index, column] of encodeAll(parts).entries()) {
        if (column.coded === undefined) continue;
        expect(valuesOf(codedColumn(text, column.coded))).toEqual(parts[index]);
        const taken = asBytes(take(column, allSlots(column.length)));
        expect(valuesOf(taken)).toEqual(parts[index]);
        expect({ ...taken }.validity === undefined).toBe(taken.validity === undefined);
      }
    }),
  );
});

test('Coded values hash as plain ones.', () => {
  fc.assert(
    fc.property(arbitraryParts, (parts) => {
      for (const column of encodeAll(parts)) {
        const slots = allSlots(column.length);
        const [coded, plain] = [column, { ...column, coded: undefined }].map((each) => {
          const hashes = new Int32Array(column.length).fill(7);
          hashVector(columnVector(each), slots, hashes);
          return hashes;
        });
        expect(coded).toEqual(plain);
      }
    }),
  );
});

test('A builder keeps codes of one dictionary, and drops them when other values come.', () => {
  fc.assert(
    fc.property(arbitraryParts, arbitraryValue(text), (parts, other) => {
      const columns = encodeAll(parts);
      const builder = createBuilder(text, 1);
      for (const column of columns) {
        builder.appendSlots(columnVector(column), allSlots(column.length));
      }
      const whole = asBytes(builder.finish());
      const areCoded = columns.every(({ length, coded }) => length === 0 || coded !== undefined);
      if (whole.length > 0) expect(whole.coded !== undefined).toBe(areCoded);
      if (whole.coded !== undefined) {
        expect(valuesOf(codedColumn(text, whole.coded))).toEqual(parts.flat());
      }
      builder.append(other);
      builder.appendSlots(columnVector(columns[0]), allSlots(columns[0].length));
      const mixed = asBytes(builder.finish());
      expect(mixed.coded).toBeUndefined();
      expect(valuesOf(mixed)).toEqual([...parts.flat(), other, ...parts[0]]);
    }),
  );
});

test('Values that hardly repeat get no codes.', () => {
  const values = Array.from({ length: 1000 }, (_, index) => `value ${index}`);
  const column = asBytes(columnFromValues(text, values));
  expect(new DictionaryEncoder(text).encode(column).coded).toBeUndefined();
});

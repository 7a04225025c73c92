import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StoreError } from '../error.ts';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { decimalText } from '../rows/decimal-bytes.ts';
import { compareBytes, prefixRange } from './byte-order.ts';
import { encodeKeyValues, encodeTuple, type TupleElement, textPrefixRange } from './tuple.ts';
import { decodeTuple, skipElement } from './tuple-reader.ts';
import { TupleWriter } from './tuple-writer.ts';
import { MAX_KEY_BYTES } from './type-code.ts';

const uuid = fc.uuid().map((text) => text.toLowerCase());
const edgeIntegers = [0n, 1n, -1n, 255n, 256n, -255n, -256n, 65_535n, 2n ** 31n, -(2n ** 31n)];
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(...edgeIntegers, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 32n)),
  fc.integer().map(BigInt),
);
const text = fc.string({ unit: fc.constantFrom('\0', 'a', 'b', '\x7f', 'é', '€', '￿', '😀') });

/** Without zeros at the end, which keys do not keep. */
const decimal = fc
  .tuple(
    fc.oneof(
      fc.bigInt({ min: -300n, max: 300n }),
      fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
      fc.bigInt({ min: -(10n ** 200n), max: 10n ** 200n }),
    ),
    fc.oneof(fc.integer({ min: 0, max: 38 }), fc.integer({ min: 0, max: 1000 })),
  )
  .map(([unscaled, scale]) =>
    decimalText(String(unscaled), scale)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, ''),
  );

const valuesByType: Readonly<Record<PhysicalType, fc.Arbitrary<NonNullable<StoredValue>>>> = {
  boolean: fc.boolean(),
  int32: fc.oneof(fc.integer(), fc.integer({ min: -300, max: 300 })),
  int64,
  float64: fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 1, -1)),
  decimal,
  utf8: fc.oneof(text, fc.string({ unit: 'binary', maxLength: 100 })),
  binary: fc.uint8Array({ maxLength: 50 }),
  uuid,
};
const types = Object.keys(valuesByType) as PhysicalType[];

const ofType = (type: PhysicalType) =>
  fc.option(valuesByType[type], { nil: null, freq: 10 }) as fc.Arbitrary<StoredValue>;
const manyTypes = fc.array(fc.constantFrom(...types), { minLength: 1, maxLength: 4 });
const tuple = manyTypes.chain((chosen) =>
  fc.tuple(fc.constant(chosen), fc.tuple(...chosen.map(ofType))),
);
const twoTuples = manyTypes.chain((chosen) =>
  fc.tuple(fc.constant(chosen), fc.tuple(...chosen.map(ofType)), fc.tuple(...chosen.map(ofType))),
);

/** The order that encodings must have. */
function compareValues(type: PhysicalType, a: StoredValue, b: StoredValue): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (type === 'decimal') return compareDecimals(String(a), String(b));
  if (type === 'utf8') return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareDecimals(a: string, b: string): number {
  const [x, y] = [a, b].map((shown) => {
    const [whole, fraction = ''] = shown.split('.');
    return BigInt(`${whole}${fraction.padEnd(1000, '0')}`);
  });
  if (x === y) return 0;
  return (x as bigint) < (y as bigint) ? -1 : 1;
}

function compareTuples(
  chosen: readonly PhysicalType[],
  a: readonly StoredValue[],
  b: readonly StoredValue[],
): number {
  for (const [index, type] of chosen.entries()) {
    const order = compareValues(type, a[index] ?? null, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

const one = (type: PhysicalType, value: StoredValue) => encodeTuple([{ type, value }]);

describe('encodeTuple', () => {
  test('byte order is the order of the values', () => {
    fc.assert(
      fc.property(twoTuples, ([chosen, a, b]) => {
        const order = compareBytes(encodeKeyValues(chosen, a), encodeKeyValues(chosen, b));
        expect(Math.sign(order)).toBe(Math.sign(compareTuples(chosen, a, b)));
      }),
      { numRuns: 3000 },
    );
  });

  test('decodeTuple gives the values back', () => {
    fc.assert(
      fc.property(tuple, ([chosen, values]) => {
        const expected = values.map((value) => (value === 0 ? 0 : value));
        expect(decodeTuple(encodeKeyValues(chosen, values), chosen)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('no encoding is the beginning of another of as many elements', () => {
    fc.assert(
      fc.property(twoTuples, ([chosen, a, b]) => {
        const [first, second] = [encodeKeyValues(chosen, a), encodeKeyValues(chosen, b)];
        if (compareTuples(chosen, a, b) === 0) return;
        const length = Math.min(first.length, second.length);
        expect(compareBytes(first.subarray(0, length), second.subarray(0, length))).not.toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('skipElement finds the end of every element', () => {
    fc.assert(
      fc.property(tuple, ([chosen, values]) => {
        const bytes = encodeKeyValues(chosen, values);
        const end = chosen.reduce((position) => skipElement(bytes, position), 0);
        expect(end).toBe(bytes.length);
      }),
    );
  });

  test('int32 and int64 share one order and one encoding', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(one('int32', value)).toEqual(one('int64', BigInt(value)));
      }),
    );
  });

  test('a text prefix range holds the texts that begin so, and only those', () => {
    fc.assert(
      fc.property(text, text, (prefix, candidate) => {
        const scope: TupleElement[] = [{ type: 'int32', value: 7 }];
        const { gte, lt } = textPrefixRange(scope, prefix);
        const key = encodeTuple([...scope, { type: 'utf8', value: candidate }]);
        const inside = compareBytes(gte, key) <= 0 && compareBytes(key, lt) < 0;
        expect(inside).toBe(candidate.startsWith(prefix));
      }),
      { numRuns: 2000 },
    );
  });

  test('the keys that begin with a tuple are those in its prefix range', () => {
    fc.assert(
      fc.property(twoTuples, ([chosen, a, b]) => {
        const prefix = encodeKeyValues(chosen.slice(0, 1), a.slice(0, 1));
        const { gte, lt } = prefixRange(prefix);
        const key = encodeKeyValues(chosen, b);
        const inside = compareBytes(gte, key) <= 0 && compareBytes(key, lt) < 0;
        expect(inside).toBe(compareTuples(chosen.slice(0, 1), a, b) === 0);
      }),
      { numRuns: 3000 },
    );
  });

  test('lone surrogates become U+FFFD', () => {
    expect(one('utf8', 'a\ud800b')).toEqual(one('utf8', 'a\ufffdb'));
  });

  const mismatches: [PhysicalType, StoredValue][] = [
    ['boolean', 1],
    ['int32', 1n],
    ['int32', 1.5],
    ['int32', 2 ** 31],
    ['int64', 1],
    ['int64', 2n ** 63n],
    ['float64', 1n],
    ['utf8', 1],
    ['binary', 'a'],
    ['uuid', 'A'.repeat(36)],
    ['uuid', new Uint8Array(16)],
  ];
  test.each(mismatches)('a value that is no %s is a bug: %s', (type, value) => {
    expect(() => one(type, value)).toThrow();
  });
});

describe('the limit of 16 KiB', () => {
  const longest = MAX_KEY_BYTES - 3;

  test('a key of just that size is possible', () => {
    expect(one('utf8', 'x'.repeat(longest)).length).toBe(MAX_KEY_BYTES);
    expect(one('binary', new Uint8Array(longest).fill(1)).length).toBe(MAX_KEY_BYTES);
  });

  const tooLong: [PhysicalType, StoredValue][] = [
    ['utf8', 'x'.repeat(longest + 1)],
    ['utf8', '€'.repeat(Math.ceil(longest / 3) + 1)],
    ['utf8', '\0'.repeat(Math.ceil(longest / 2) + 1)],
    ['binary', new Uint8Array(Math.ceil(longest / 2) + 1)],
    ['utf8', 'x'.repeat(10_000_000)],
  ];
  test.each(tooLong)('a longer %s is refused, and the writer goes on', (type, value) => {
    expect(() => one(type, value)).toThrow(StoreError);
    expect(() => one(type, value)).toThrow(/16384/);
    expect(one('int32', 1)).toEqual(Buffer.from('1501', 'hex'));
  });

  test('every kind of element is refused beyond it', () => {
    const values: Readonly<Record<PhysicalType, StoredValue>> = {
      boolean: true,
      int32: 1,
      int64: 1n,
      float64: 1,
      decimal: '1.5',
      utf8: 'a',
      binary: new Uint8Array(1),
      uuid: '00000000-0000-0000-0000-000000000000',
    };
    const full = new TupleWriter();
    for (const type of types) {
      full.reset().addBytes(new Uint8Array(MAX_KEY_BYTES));
      expect(() => full.add(type, values[type])).toThrow(StoreError);
    }
    expect(() => full.addUint32(1)).toThrow(StoreError);
    expect(() => full.addUint64(1n)).toThrow(StoreError);
  });
});

describe('decodeTuple', () => {
  test('never fails but with STORE_CORRUPT, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), manyTypes, (bytes, chosen) => {
        try {
          expect(decodeTuple(bytes, chosen).length).toBe(chosen.length);
        } catch (error) {
          expect(error).toMatchObject({ name: 'StoreError', code: 'STORE_CORRUPT' });
        }
      }),
      { numRuns: 5000 },
    );
  });

  const damaged: [string, PhysicalType][] = [
    ['', 'int32'],
    ['16ff', 'int32'],
    ['0261', 'utf8'],
    ['026100', 'utf8'],
    ['026100ff', 'utf8'],
    ['02610002', 'utf8'],
    ['21', 'float64'],
    ['19ffffffffff', 'int32'],
    ['1cffffffffffffffff', 'int64'],
    ['0c00ffffffffffffff', 'int64'],
    ['26', 'int32'],
    ['ff', 'utf8'],
    ['1501', 'uuid'],
  ];
  test.each(damaged)('%s holds no %s', (hex, type) => {
    expect(() => decodeTuple(Buffer.from(hex, 'hex'), [type])).toThrow(StoreError);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StoreError } from '../error.ts';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { decimalText } from './decimal-bytes.ts';
import type { FieldSink } from './field-sink.ts';
import { decodeRow, rowDeleted, rowSequence } from './row-codec.ts';
import { createRowReader } from './row-reader.ts';
import { encodeRow, withField } from './row-writer.ts';

interface StoredColumn {
  readonly id: number;
  readonly type: PhysicalType;
  readonly value: StoredValue;
}

const arbitraryDecimal = fc
  .tuple(
    fc.oneof(
      fc.bigInt({ min: -300n, max: 300n }),
      fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }),
      fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
      fc.bigInt({ min: -(10n ** 1000n) + 1n, max: 10n ** 1000n - 1n }),
    ),
    fc.oneof(fc.integer({ min: 0, max: 38 }), fc.integer({ min: 0, max: 1000 })),
  )
  .map(([unscaled, scale]) => decimalText(String(unscaled), scale));

const valuesByType: Readonly<Record<PhysicalType, fc.Arbitrary<StoredValue>>> = {
  boolean: fc.boolean(),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float64: fc.double(),
  decimal: arbitraryDecimal,
  utf8: fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 300 })),
  binary: fc.uint8Array({ maxLength: 200 }),
  uuid: fc.uuid(),
};
const types = Object.keys(valuesByType) as PhysicalType[];

const column: fc.Arbitrary<StoredColumn> = fc.constantFrom(...types).chain((type) =>
  fc.record({
    id: fc.oneof(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 100, max: 300 }),
      fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    ),
    type: fc.constant(type),
    value: fc.option(valuesByType[type], { nil: null, freq: 5 }),
  }),
);
const columns = fc
  .uniqueArray(column, { selector: ({ id }) => id, maxLength: 12 })
  .map((list) => list.sort((a, b) => a.id - b.id));
const sequence = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });

const idsOf = (list: readonly StoredColumn[]) => list.map(({ id }) => id);
const typesOf = (list: readonly StoredColumn[]) => list.map(({ type }) => type);
const valuesOf = (list: readonly StoredColumn[]) => list.map(({ value }) => value);
const encode = (list: readonly StoredColumn[], deleted = false) =>
  encodeRow(5n, deleted, idsOf(list), typesOf(list), valuesOf(list));

describe('encodeRow and decodeRow', () => {
  test('sequence, deletion and values come back', () => {
    fc.assert(
      fc.property(columns, sequence, fc.boolean(), (list, at, deleted) => {
        const bytes = encodeRow(at, deleted, idsOf(list), typesOf(list), valuesOf(list));
        expect(rowSequence(bytes)).toBe(at);
        expect(rowDeleted(bytes)).toBe(deleted);
        expect(decodeRow(bytes, idsOf(list), typesOf(list))).toEqual(valuesOf(list));
      }),
      { numRuns: 500 },
    );
  });

  test('columns are read in any order, dropped ones skipped, added ones given defaults', () => {
    fc.assert(
      fc.property(columns, columns, (stored, others) => {
        const known = new Map(stored.map((each) => [each.id, each]));
        const wanted = [
          ...others.filter(({ id }) => !known.has(id)),
          ...stored.filter((_, index) => index % 2 === 0),
        ].sort((a, b) => (a.id % 7) - (b.id % 7));
        const defaults = wanted.map(({ id, value }) => (known.has(id) ? 'unused' : value));
        const row = encode(stored);
        expect(decodeRow(row, idsOf(wanted), typesOf(wanted), defaults)).toEqual(valuesOf(wanted));
      }),
      { numRuns: 500 },
    );
  });

  test('a field that is put behind others is read as if it was encoded with them', () => {
    fc.assert(
      fc.property(columns, fc.boolean(), (list, deleted) => {
        const last = list.at(-1);
        if (last === undefined || last.value === null) return;
        const bytes = withField(encode(list.slice(0, -1), deleted), last.id, last.type, last.value);
        expect(Buffer.compare(bytes, encode(list, deleted))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('NULL in a row is not the default', () => {
    const row = encode([{ id: 1, type: 'int32', value: null }]);
    expect(decodeRow(row, [1, 2], ['int32', 'int32'], [7, 8])).toEqual([null, 8]);
  });

  test('an int32 that was stored is read as int64', () => {
    const row = encode([
      { id: 1, type: 'int32', value: -5 },
      { id: 2, type: 'int32', value: 5 },
    ]);
    expect(decodeRow(row, [1, 2], ['int64', 'int64'])).toEqual([-5n, 5n]);
  });

  test('big rows come back, and small ones after them', () => {
    const text = 'é'.repeat(3_000_000);
    const bytes = new Uint8Array(5_000_000).fill(7);
    const big = encode([
      { id: 1, type: 'utf8', value: text },
      { id: 2, type: 'binary', value: bytes },
    ]);
    const [readText, readBytes] = decodeRow(big, [1, 2], ['utf8', 'binary']);
    // Jest would take seconds to compare them.
    expect(readText === text && Buffer.compare(readBytes as Uint8Array, bytes) === 0).toBe(true);
    expect(decodeRow(encode([{ id: 1, type: 'utf8', value: 'x' }]), [1], ['utf8'])).toEqual(['x']);
  });

  test('the bytes are as documented', () => {
    const row = encode(
      [
        { id: 1, type: 'int32', value: 1 },
        { id: 2, type: 'utf8', value: 'é' },
        { id: 200, type: 'boolean', value: true },
        { id: 201, type: 'uuid', value: null },
      ],
      true,
    );
    const header = '0000000000000005' + '01';
    const fields = ['0103' + '01000000', '0206' + '02c3a9', 'c801' + '02', 'c901' + '00'];
    expect(Buffer.from(row).toString('hex')).toBe(header + fields.join(''));
  });

  test('rows do not share memory with what is written later', () => {
    const first = encode([{ id: 1, type: 'utf8', value: 'first' }]);
    encode([{ id: 1, type: 'utf8', value: 'other' }]);
    expect(decodeRow(first, [1], ['utf8'])).toEqual(['first']);
  });

  const mismatches: [PhysicalType, StoredValue][] = [
    ['boolean', 1],
    ['int32', 1.5],
    ['int32', 1n],
    ['int64', 1],
    ['int64', 2n ** 63n],
    ['float64', 1n],
    ['utf8', 1],
    ['binary', 'a'],
    ['uuid', 'no uuid'],
    ['uuid', 5],
  ];
  test.each(mismatches)('a value that is no %s is a bug: %s', (type, value) => {
    expect(() => encode([{ id: 1, type, value }])).toThrow();
    expect(decodeRow(encode([{ id: 1, type: 'int32', value: 1 }]), [1], ['int32'])).toEqual([1]);
  });

  test('column ids must ascend', () => {
    expect(() => encodeRow(1n, false, [2, 1], ['int32', 'int32'], [1, 2])).toThrow(/ascend/);
    expect(() => encodeRow(1n, false, [0], ['int32'], [1])).toThrow(/ascend/);
  });
});

function readUnscaled(bytes: Uint8Array): bigint {
  const digits = Buffer.from(bytes).reverse().toString('hex');
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`));
}

/** A sink that turns its calls back into the value, `undefined` for an absent field. */
function collectingSink(values: (StoredValue | undefined)[]): FieldSink {
  const words = new Int32Array(2);
  return {
    absent: () => values.push(undefined),
    null: () => values.push(null),
    boolean: (value) => values.push(value),
    int32: (value) => values.push(value),
    int64(low, high) {
      words.set([low, high]);
      values.push(new BigInt64Array(words.buffer)[0] as bigint);
    },
    float64: (value) => values.push(value),
    decimal: (source, start, end, scale) =>
      values.push(decimalText(String(readUnscaled(source.subarray(start, end))), scale)),
    utf8: (source, start, end) => values.push(Buffer.from(source.slice(start, end)).toString()),
    binary: (source, start, end) => values.push(Uint8Array.from(source.subarray(start, end))),
    uuid: (source, start, end) => values.push(Uint8Array.from(source.subarray(start, end))),
  };
}

describe('a row reader', () => {
  test('gives sinks what read gives', () => {
    fc.assert(
      fc.property(fc.array(columns, { maxLength: 4 }), columns, (rows, wanted) => {
        const reader = createRowReader(idsOf(wanted), typesOf(wanted));
        const stored = rows.map((row) => row.filter(({ id }) => fits(wanted, id, row)));
        const collected: (StoredValue | undefined)[][] = wanted.map(() => []);
        const sinks = collected.map(collectingSink);
        for (const row of stored) reader.visit(encode(row), sinks);
        for (const [index, row] of stored.entries()) {
          const present = new Map(row.map((each) => [each.id, each]));
          const expected = wanted.map(({ id }) => asVisited(present.get(id)));
          expect(collected.map((values) => values[index])).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('reads from any Uint8Array', () => {
    const row = encode([{ id: 1, type: 'utf8', value: 'héllo wörld' }]);
    const plain = new Uint8Array(row.length + 5);
    plain.set(row, 3);
    const view = plain.subarray(3, 3 + row.length);
    expect(decodeRow(view, [1], ['utf8'])).toEqual(['héllo wörld']);
  });
});

/** Whether the column of `row` may be asked for as the wanted one: same type, or not wanted. */
function fits(wanted: readonly StoredColumn[], id: number, row: readonly StoredColumn[]): boolean {
  const asked = wanted.find((each) => each.id === id);
  return asked === undefined || asked.type === row.find((each) => each.id === id)?.type;
}

function asVisited(stored: StoredColumn | undefined): StoredValue | undefined {
  if (stored?.type !== 'uuid' || stored.value === null) return stored?.value;
  return Uint8Array.from(Buffer.from(String(stored.value).replaceAll('-', ''), 'hex'));
}

describe('damaged rows', () => {
  const decodeAll = (bytes: Uint8Array, list: readonly StoredColumn[]) => {
    decodeRow(bytes, idsOf(list), typesOf(list));
    createRowReader(idsOf(list), typesOf(list)).visit(
      bytes,
      list.map(() => collectingSink([])),
    );
  };
  const expectCoded = (run: () => void) => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError);
      expect(['STORE_CORRUPT', 'STORE_FORMAT_UNKNOWN']).toContain((error as StoreError).code);
    }
  };

  test('a cut row is never read out of bounds', () => {
    fc.assert(
      fc.property(columns, fc.nat(), (list, cut) => {
        const row = encode(list);
        expectCoded(() => decodeAll(Uint8Array.from(row.subarray(0, cut % row.length)), list));
      }),
    );
  });

  test('a changed byte gives other values or a coded error', () => {
    fc.assert(
      fc.property(columns, fc.nat(), fc.integer({ min: 0, max: 255 }), (list, at, byte) => {
        const row = Uint8Array.from(encode(list));
        row[at % row.length] = byte;
        expectCoded(() => decodeAll(row, list));
      }),
      { numRuns: 2000 },
    );
  });

  test('any bytes give values or a coded error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), columns, (bytes, list) => {
        bytes[8] = 0;
        expectCoded(() => decodeAll(bytes, list));
      }),
      { numRuns: 2000 },
    );
  });

  const header = '000000000000000500';
  const cases: [string, string, string][] = [
    ['an empty row', '', 'STORE_CORRUPT'],
    ['half a header', '00000000', 'STORE_CORRUPT'],
    ['a newer format', '000000000000000510', 'STORE_FORMAT_UNKNOWN'],
    ['an unknown flag', '000000000000000502', 'STORE_FORMAT_UNKNOWN'],
    ['an unknown tag', `${header}0109`, 'STORE_CORRUPT'],
    ['no tag', `${header}01`, 'STORE_CORRUPT'],
    ['a cut number', `${header}0103ffff`, 'STORE_CORRUPT'],
    ['a text longer than the row', `${header}0106ff7f61`, 'STORE_CORRUPT'],
    ['a size without an end', `${header}0106ffffffffffff`, 'STORE_CORRUPT'],
    ['an id without an end', `${header}ffffffffffff`, 'STORE_CORRUPT'],
    ['column 0', `${header}0000`, 'STORE_CORRUPT'],
    ['another type', `${header}010500000000000000f0`, 'STORE_CORRUPT'],
  ];
  test.each(cases)('%s is found out', (_, hex, code) => {
    expect(() => decodeRow(Buffer.from(hex, 'hex'), [1], ['int32'])).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('columns in the wrong order are found out', () => {
    const bytes = Buffer.from(`${header}02000100`, 'hex');
    expect(() => decodeRow(bytes, [2, 3], ['int32', 'int32'])).toThrow(StoreError);
  });
});

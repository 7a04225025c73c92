import fc from 'fast-check';
import type { Batch } from '../columnar/batch.ts';
import { batchFromRows } from '../columnar/batch-rows.ts';
import type { Column } from '../columnar/column.ts';
import { DictionaryEncoder } from '../columnar/dictionary.ts';
import { allSlots } from '../columnar/slots.ts';
import { take } from '../columnar/take.ts';
import { decimalText } from '../types/decimal.ts';
import { embeddingOf } from '../types/embedding.ts';
import { parseFile } from '../types/file-reference.ts';
import { formatInterval } from '../types/interval.ts';
import { arrayOf, type SqlType, type SqlTypeKind, sqlTypes } from '../types/sql-type.ts';
import type { Row, Value } from '../types/value.ts';

/** All types that a column of a result can have. */
export const columnTypes: readonly SqlType[] = [
  sqlTypes.boolean,
  sqlTypes.smallint,
  sqlTypes.int,
  sqlTypes.bigint,
  sqlTypes.decimal,
  { kind: 'decimal', precision: 10, scale: 2 },
  { kind: 'decimal', precision: 60, scale: 5 },
  sqlTypes.float,
  sqlTypes.double,
  sqlTypes.text,
  sqlTypes.date,
  sqlTypes.time,
  sqlTypes.timestamp,
  sqlTypes.datetime,
  sqlTypes.interval,
  sqlTypes.json,
  sqlTypes.bytes,
  sqlTypes.uuid,
  { kind: 'embedding', dimensions: 2 },
  sqlTypes.file,
  arrayOf(sqlTypes.int),
  arrayOf(sqlTypes.decimal),
  arrayOf(sqlTypes.text),
];

const SMALLINT_EDGES = [0, 1, -1, 2, 7, 32_767, -32_768];
const INT_EDGES = [0, 1, -1, 2, 7, 2_147_483_647, -2_147_483_648];
const BIGINT_EDGES = [0n, 1n, -1n, 3n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, -(2n ** 53n)];
const DOUBLE_EDGES = [0, -0, 1, -1.5, 1e300, -1e300, 5e-324, Infinity, -Infinity, NaN];
const FLOAT_EDGES = [0, -0, 1, -1.5, 0.1, 3e38, -3e38, 1e-45, Infinity, -Infinity, NaN].map(
  Math.fround,
);
const TEXT_EDGES = [
  '',
  'a',
  'ab',
  'abcdefgh',
  'abcdefghi',
  'abcdefgh\0',
  'é',
  '\u{1f600}',
  '"\\\n',
];

const DECIMAL_EDGES = [
  '0',
  '0.00',
  '1',
  '1.0',
  '1.50',
  '-1.5',
  '0.1',
  '9007199254740993',
  '9007199254740992.0',
  `-${'9'.repeat(38)}`,
  `0.${'0'.repeat(37)}1`,
  `-1${'0'.repeat(38)}`,
  `1${'0'.repeat(38)}.00`,
  '-170141183460469231731687303715884105728',
  '9'.repeat(1000),
];

const shortDecimal = fc
  .tuple(fc.integer(), fc.integer({ min: 0, max: 6 }))
  .map(([unscaled, scale]) => decimalText(unscaled, scale));

const longDecimal = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    fc.integer({ min: 0, max: 38 }),
  )
  .map(([unscaled, scale]) => decimalText(unscaled, scale));

const veryLongDecimal = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 90n) + 1n, max: 10n ** 90n - 1n }),
    fc.integer({ min: 0, max: 300 }),
  )
  .map(([unscaled, scale]) => decimalText(unscaled, scale));

const presentValues: Readonly<Record<SqlTypeKind, fc.Arbitrary<Value>>> = {
  boolean: fc.boolean(),
  smallint: fc.oneof(fc.constantFrom(...SMALLINT_EDGES), fc.integer({ min: -32_768, max: 32_767 })),
  int: fc.oneof(fc.constantFrom(...INT_EDGES), fc.integer()),
  bigint: fc.oneof(
    fc.constantFrom(...BIGINT_EDGES),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  ),
  decimal: fc.oneof(fc.constantFrom(...DECIMAL_EDGES), shortDecimal, longDecimal, veryLongDecimal),
  float: fc.oneof(fc.constantFrom(...FLOAT_EDGES), fc.float()),
  double: fc.oneof(fc.constantFrom(...DOUBLE_EDGES), fc.double()),
  text: fc.oneof(fc.constantFrom(...TEXT_EDGES), fc.string({ unit: 'grapheme', maxLength: 40 })),
  date: fc.integer({ min: -800_000, max: 3_000_000 }),
  time: fc.bigInt({ min: 0n, max: 86_400_000_000n }),
  datetime: fc.bigInt({ min: -(2n ** 50n), max: 2n ** 52n }),
  interval: fc
    .tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -70, max: 70 }))
    .map(([months, days]) => formatInterval({ months, days, micros: BigInt(months) * 1_700_000n })),
  timestamp: fc.bigInt({ min: -(2n ** 50n), max: 2n ** 52n }),
  json: fc.constantFrom('{}', '{"a": 1}', '[1, "x"]', '[1, 20]', '-1.5', '"b"', 'null'),
  bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
  embedding: fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 })
    .map(embeddingOf),
  file: fc.constantFrom(fileOf('a.txt'), fileOf('é "b".pdf')),
  uuid: fc.oneof(fc.constant('00000000-0000-0000-0000-000000000000'), fc.uuid()),
  array: fc.constant([]),
  unknown: fc.constant(null),
};

/** The JSON of a FILE of this name. */
function fileOf(name: string): string {
  const file = { id: '1', sub: 'f0001', name, size: 3, mime: 'text/plain' };
  return parseFile(JSON.stringify({ ...file, sha256: '0'.repeat(64) }));
}

/** Values of a type, NULL and awkward ones more often than chance has it. */
export function arbitraryValue(type: SqlType): fc.Arbitrary<Value> {
  const value = presentValue(type);
  return fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 5, arbitrary: value });
}

function presentValue(type: SqlType): fc.Arbitrary<Value> {
  if (type.kind === 'array') return arbitraryArray(type.element);
  if (type.kind !== 'decimal' || type.precision === undefined) return presentValues[type.kind];
  const limit = 10n ** BigInt(type.precision) - 1n;
  const { scale = 0 } = type;
  return fc.bigInt({ min: -limit, max: limit }).map((unscaled) => decimalText(unscaled, scale));
}

function arbitraryArray(element: SqlType): fc.Arbitrary<Value> {
  const flat = fc.array(arbitraryValue(element), { maxLength: 4 });
  const square = fc
    .tuple(...Array.from({ length: 4 }, () => arbitraryValue(element)))
    .map(([a, b, c, d]) => [
      [a, b],
      [c, d],
    ]);
  return fc.oneof({ weight: 4, arbitrary: flat }, { weight: 1, arbitrary: square });
}

/** Rows of the types. */
export function arbitraryRows(types: readonly SqlType[], maxLength = 40): fc.Arbitrary<Row[]> {
  return fc.array(fc.tuple(...types.map(arbitraryValue)), { maxLength });
}

/** A batch of the types, with or without a selection; columns of bytes are coded or not. */
export function arbitraryBatch(types: readonly SqlType[], maxLength = 40): fc.Arbitrary<Batch> {
  return arbitraryRows(types, maxLength).chain((rows) => {
    const plain = batchFromRows(types, rows);
    const selection = fc
      .array(fc.boolean(), { minLength: rows.length, maxLength: rows.length })
      .map((flags) => Uint32Array.from(flags.flatMap((flag, slot) => (flag ? [slot] : []))));
    return fc
      .tuple(fc.option(selection, { nil: undefined }), fc.constantFrom(...codings))
      .map(([slots, coding]) => {
        const columns = plain.columns.map(coding);
        return { columns, length: plain.length, selection: slots };
      });
  });
}

/** Ways in which the values of a column may be there; the last one puts bytes together when read. */
const codings: readonly ((column: Column) => Column)[] = [
  (column) => column,
  codedTwin,
  (column) => take(codedTwin(column), allSlots(column.length)),
];

/** The same values with codes, if the type can have any. */
function codedTwin(column: Column): Column {
  if (column.layout !== 'bytes' || column.type.kind === 'interval') return column;
  const encoder = new DictionaryEncoder(column.type);
  // What comes twice is worth a code.
  encoder.encode(column);
  return encoder.encode(column);
}

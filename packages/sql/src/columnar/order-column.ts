import { absolute, digitCount, MAX_DIGITS } from '../types/decimal.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { isValid } from './bitmap.ts';
import { BytesBuilder } from './builders/bytes-builder.ts';
import type { BytesColumn, Column, DecimalColumn } from './column.ts';
import { decimalAt } from './decimal-column.ts';
import { DECIMAL_WORDS, readNarrow } from './decimal-words.ts';
import { intervalOrder } from './interval-order.ts';
import { jsonOrder } from './json-order.ts';
import { listOrder } from './list-order.ts';

/**
 * A column that orders as `column` and can be ordered by prefixes of its bits: the column itself
 * but for decimals, of which it is their unscaled numbers where all have one scale and are below
 * 2^53, else bytes that order as they do; and for arrays, JSON and intervals, of which it is such bytes.
 */
export function orderColumn(column: Column): Column {
  if (column.layout === 'list') return listOrder(column, orderColumn(column.child));
  if (column.layout === 'bytes') return bytesOrder(column);
  if (column.layout !== 'decimal') return column;
  return narrowColumn(column) ?? bytesColumn(column);
}

function bytesOrder(column: BytesColumn): BytesColumn {
  switch (column.type.kind) {
    case 'json':
      return jsonOrder(column);
    case 'interval':
      return intervalOrder(column);
    default:
      return column;
  }
}

function narrowColumn(column: DecimalColumn): Column | undefined {
  if (column.scales !== undefined) return undefined;
  const { length, validity, values } = column;
  const numbers = new Float64Array(length);
  for (let slot = 0; slot < length; slot++) {
    const value = readNarrow(values, slot * DECIMAL_WORDS);
    if (Number.isNaN(value) && isValid(validity, slot)) return undefined;
    numbers[slot] = value;
  }
  return { layout: 'float64', type: sqlTypes.double, length, validity, values: numbers };
}

/** First byte by sign. */
const NEGATIVE = 0x00;
const ZERO = 0x01;
const POSITIVE = 0x02;

/** Above this places of first digits are not negative; they are within 1001 of zero. */
const PLACE_ZERO = 0x800;

/**
 * Per value: its sign, the place of its first digit in two bytes, its digits in pairs; in negative
 * numbers all but the first byte inverted, and at the end a byte above all pairs.
 */
function bytesColumn(column: DecimalColumn): Column {
  const builder = new BytesBuilder(sqlTypes.bytes, column.length);
  const bytes = new Uint8Array(MAX_DIGITS / 2 + 4);
  for (let slot = 0; slot < column.length; slot++) {
    if (!isValid(column.validity, slot)) {
      builder.appendNull();
      continue;
    }
    builder.appendUtf8Bytes(bytes, 0, writeOrdered(column, slot, bytes));
  }
  return builder.finish();
}

function writeOrdered(column: DecimalColumn, slot: number, bytes: Uint8Array): number {
  const { unscaled, scale } = decimalAt(column, slot);
  if (unscaled === 0n) {
    bytes[0] = ZERO;
    return 1;
  }
  const isNegative = unscaled < 0n;
  const size = absolute(unscaled);
  const digits = String(size).replace(/0+$/, '');
  const place = digitCount(size) - scale;
  bytes[0] = isNegative ? NEGATIVE : POSITIVE;
  bytes[1] = (PLACE_ZERO + place) >> 8;
  bytes[2] = PLACE_ZERO + place;
  let end = 3;
  for (let index = 0; index < digits.length; index += 2) {
    bytes[end++] = 1 + Number(digits.slice(index, index + 2).padEnd(2, '0'));
  }
  if (!isNegative) return end;
  for (let at = 1; at < end; at++) bytes[at] = ~bytes[at];
  bytes[end++] = 0xff;
  return end;
}

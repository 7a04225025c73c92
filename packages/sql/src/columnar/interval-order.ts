import { parseInterval, spanOf } from '../types/interval.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { isValid } from './bitmap.ts';
import { BytesBuilder } from './builders/bytes-builder.ts';
import type { BytesColumn } from './column.ts';
import { columnValue } from './column-value.ts';

/** Spans are of at most 74 bits and a sign; this makes them positive. */
const SPAN_ZERO = 1n << 79n;

const SPAN_SIZE = 10;

/** Bytes that are equal, and order, as the spans of the intervals do: 1 month as 30 days. */
export function intervalOrder(column: BytesColumn): BytesColumn {
  const builder = new BytesBuilder(sqlTypes.bytes, column.length);
  const bytes = new Uint8Array(SPAN_SIZE);
  const view = new DataView(bytes.buffer);
  for (let slot = 0; slot < column.length; slot++) {
    if (!isValid(column.validity, slot)) {
      builder.appendNull();
      continue;
    }
    const span = spanOf(parseInterval(String(columnValue(column, slot)))) + SPAN_ZERO;
    view.setUint16(0, Number(span >> 64n));
    view.setBigUint64(2, BigInt.asUintN(64, span));
    builder.appendUtf8Bytes(bytes, 0, SPAN_SIZE);
  }
  return builder.finish();
}

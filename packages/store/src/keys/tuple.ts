import type { ByteRange } from '../key-value-store.ts';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { prefixRange } from './byte-order.ts';
import { TupleWriter } from './tuple-writer.ts';

/** A value of a key with the type that says how it is stored. */
export interface TupleElement {
  readonly type: PhysicalType;
  readonly value: StoredValue;
}

const writer = new TupleWriter();

/**
 * Encode `elements` so that byte order equals the order of the values, element by element, within
 * columns of one type: NULL first, false before true, numbers by size with NaN greatest and -0 = 0,
 * text by code point, binary and uuid by unsigned bytes. int32 and int64 share one order. No
 * encoding of n elements is the beginning of another encoding of n elements. Throws StoreError
 * STORE_KEY_TOO_LONG past 16 KiB. The bytes are described in KEYS.md.
 */
export function encodeTuple(elements: readonly TupleElement[]): Uint8Array {
  writer.reset();
  for (const element of elements) writer.add(element.type, element.value);
  return writer.finish();
}

/** As encodeTuple, from types and values side by side: `values` may be fewer than `types`. */
export function encodeKeyValues(
  types: readonly PhysicalType[],
  values: readonly StoredValue[],
): Uint8Array {
  writer.reset();
  for (let index = 0; index < values.length; index += 1) {
    writer.add(types[index] as PhysicalType, values[index] as StoredValue);
  }
  return writer.finish();
}

/** The tuples that start with `elements` and go on with a text that starts with `text`. */
export function textPrefixRange(elements: readonly TupleElement[], text: string): ByteRange {
  writer.reset();
  for (const element of elements) writer.add(element.type, element.value);
  return prefixRange(writer.addUtf8Prefix(text).finish());
}

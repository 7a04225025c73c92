import { decodeTuple, skipElement, TupleWriter } from '@kalamdb/store';

const writer = new TupleWriter();

/** Where a row version of a STREAM table is: the value of its expiry key. */
export interface ExpiryRecord {
  readonly scope: string;
  readonly primaryKey: Uint8Array;
}

/** The scope as a tuple element, then the encoded primary key. */
export function encodeExpiryRecord(scope: string, primaryKey: Uint8Array): Uint8Array {
  return writer.reset().addUtf8(scope).addBytes(primaryKey).finish();
}

/** The record in `bytes`; its primary key is a view of them. Throws STORE_CORRUPT. */
export function decodeExpiryRecord(bytes: Uint8Array): ExpiryRecord {
  const [scope] = decodeTuple(bytes, ['utf8']);
  return { scope: String(scope), primaryKey: bytes.subarray(skipElement(bytes, 0)) };
}

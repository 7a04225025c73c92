import { asBuffer } from '../bytes-view.ts';
import { StoreError } from '../error.ts';

/** What a commit did to one row: the value of a log key, which holds the new sequence. */
export interface ChangeRecord {
  readonly kind: 'insert' | 'update' | 'delete';
  /** Sequence of the version that was replaced; 0 when there was none. */
  readonly previousSequence: bigint;
  /** Encoded key tuple of the row. */
  readonly primaryKey: Uint8Array;
}

const kindCodes = { insert: 1, update: 2, delete: 3 } as const;
const kinds: readonly (ChangeRecord['kind'] | undefined)[] = [
  undefined,
  'insert',
  'update',
  'delete',
];
const HEADER_BYTES = 9;

/** kind (u8: 1 insert, 2 update, 3 delete) | previous sequence (u64 BE) | primary key bytes. */
export function encodeChangeRecord(record: ChangeRecord): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + record.primaryKey.length);
  bytes[0] = kindCodes[record.kind];
  bytes.writeBigUInt64BE(record.previousSequence, 1);
  bytes.set(record.primaryKey, HEADER_BYTES);
  return bytes;
}

/** The record in `bytes`; its primary key is a view of them. Throws STORE_CORRUPT. */
export function decodeChangeRecord(bytes: Uint8Array): ChangeRecord {
  const kind = kinds[bytes[0] ?? 0];
  if (kind === undefined || bytes.length < HEADER_BYTES) {
    throw new StoreError(
      'STORE_CORRUPT',
      `A change record of ${bytes.length} bytes begins with ${bytes[0]}, which is no kind of change.`,
    );
  }
  return {
    kind,
    previousSequence: asBuffer(bytes).readBigUInt64BE(1),
    primaryKey: bytes.subarray(HEADER_BYTES),
  };
}

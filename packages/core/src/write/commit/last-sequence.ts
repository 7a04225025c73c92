import { type KeyReader, metaKey, StoreError, type WriteTarget } from '@kalamdb/store';

const key = metaKey('last-sequence');
const SIZE_BYTES = 8;

/** The greatest sequence that was ever stored; 0 in a new store. Throws STORE_CORRUPT. */
export function readLastSequence(store: KeyReader): bigint {
  const bytes = store.getSync(key);
  if (bytes === undefined) return 0n;
  if (bytes.length !== SIZE_BYTES) {
    throw new StoreError('STORE_CORRUPT', `the last sequence has ${bytes.length} bytes, not 8`);
  }
  return new DataView(bytes.buffer, bytes.byteOffset, SIZE_BYTES).getBigUint64(0);
}

/** u64 BE under the meta key `last-sequence`: part of every batch. */
export function writeLastSequence(target: WriteTarget, sequence: bigint): void {
  const bytes = Buffer.allocUnsafe(SIZE_BYTES);
  bytes.writeBigUInt64BE(sequence);
  target.put(key, bytes);
}

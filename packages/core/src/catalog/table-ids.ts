import { metaKey } from '@kalamdb/store';
import type { Staging } from '../write/staging.ts';
import { FIRST_TABLE_ID } from './system-namespaces.ts';

const key = metaKey('next-table-id');
const SIZE_BYTES = 4;

/**
 * Take the next table id, in the same commit as the table: ids are never given twice, also not
 * after a drop. u32 BE under the meta key `next-table-id`.
 */
export function takeTableId(staging: Staging): number {
  const bytes = staging.get(key);
  const id = bytes === undefined ? FIRST_TABLE_ID : viewOf(bytes).getUint32(0);
  const next = new Uint8Array(SIZE_BYTES);
  viewOf(next).setUint32(0, id + 1);
  staging.put(key, next);
  return id;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

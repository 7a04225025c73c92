import { metaKey } from '@kalamdb/store';
import type { Staging } from '../write/commit/staging.ts';
import { FIRST_TABLE_ID } from './system-namespaces.ts';

const SIZE_BYTES = 4;
const FIRST_INDEX_ID = 1;

/** Take the next id of a table or a sequence; see `idsUnder`. */
export const takeTableId = idsUnder('next-table-id', FIRST_TABLE_ID);

/** Take the next id of an index; see `idsUnder`. */
export const takeIndexId = idsUnder('next-index-id', FIRST_INDEX_ID);

/**
 * Ids are taken in the same commit as what they are of, and never given twice, also not after a
 * drop. The next one is u32 BE under a meta key.
 */
function idsUnder(name: string, first: number): (staging: Staging) => number {
  const key = metaKey(name);
  return (staging) => {
    const bytes = staging.get(key);
    const id = bytes === undefined ? first : viewOf(bytes).getUint32(0);
    const next = new Uint8Array(SIZE_BYTES);
    viewOf(next).setUint32(0, id + 1);
    staging.put(key, next);
    return id;
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

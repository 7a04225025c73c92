import {
  type KeyValueReader,
  metaKey,
  StoreError,
  type WriteTarget,
  wholeKeyspace,
} from '@kalamdb/store';

/** The format of keys and values that this code writes and the newest that it reads. */
const FORMAT_VERSION = 1;
const key = metaKey('format-version');
const SIZE_BYTES = 4;

/**
 * Whether the store was written by a database before; false: it is empty. STORE_FORMAT_UNKNOWN when
 * a newer version of the software wrote it, or something else did.
 */
export async function hasKnownFormat(store: KeyValueReader): Promise<boolean> {
  const bytes = store.getSync(key);
  if (bytes === undefined) {
    if (await isEmpty(store)) return false;
    throw new StoreError('STORE_FORMAT_UNKNOWN', 'the store has data, but not of this database');
  }
  const version =
    bytes.length === SIZE_BYTES ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : 0;
  if (version >= 1 && version <= FORMAT_VERSION) return true;
  throw new StoreError(
    'STORE_FORMAT_UNKNOWN',
    `the data has format ${version}, this version reads up to ${FORMAT_VERSION}: use a newer one`,
  );
}

async function isEmpty(store: KeyValueReader): Promise<boolean> {
  for await (const _entries of store.scan(wholeKeyspace(), { limit: 1 })) return false;
  return true;
}

/** u32 BE under the meta key `format-version`. */
export function writeFormat(target: Pick<WriteTarget, 'put'>): void {
  const bytes = new Uint8Array(SIZE_BYTES);
  new DataView(bytes.buffer).setUint32(0, FORMAT_VERSION);
  target.put(key, bytes);
}

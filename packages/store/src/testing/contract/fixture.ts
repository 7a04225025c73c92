import type { ByteRange, Entry, KeyValueReader, KeyValueStore } from '../../key-value-store.ts';
import { WriteBatch } from '../../write-batch.ts';

/** An empty store for one test. */
export interface StoreUnderTest {
  readonly store: KeyValueStore;
  /** Closes the store if the test has not, and removes what it left. */
  dispose(): Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;

/** Defines a test that gets a fresh store. */
export type StoreTest = (name: string, run: (store: KeyValueStore) => Promise<void>) => void;

export const everything: ByteRange = { gte: new Uint8Array(), lt: new Uint8Array(40).fill(0xff) };

/** Bytes of latin1 text, one per character. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** latin1 text of bytes; `undefined` for absent ones. */
export function shown(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString('latin1');
}

/** A batch: `key=value` puts, `-key` deletes. */
export function batchOf(...mutations: readonly string[]): WriteBatch {
  const batch = new WriteBatch();
  for (const mutation of mutations) {
    const [key = '', value = ''] = mutation.split('=');
    if (mutation.startsWith('-')) batch.delete(bytes(mutation.slice(1)));
    else batch.put(bytes(key), bytes(value));
  }
  return batch;
}

export async function write(store: KeyValueStore, ...mutations: readonly string[]): Promise<void> {
  await store.write(batchOf(...mutations), { sync: false });
}

export function range(gte: string, lt: string): ByteRange {
  return { gte: bytes(gte), lt: bytes(lt) };
}

/** All entries that a scan gives. */
export async function collect(scan: AsyncIterable<readonly Entry[]>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const chunk of scan) entries.push(...chunk);
  return entries;
}

/** All entries that a scan gives, as `key=value`. */
export async function list(scan: AsyncIterable<readonly Entry[]>): Promise<string[]> {
  const entries = await collect(scan);
  return entries.map(([key, value]) => `${shown(key)}=${shown(value)}`);
}

export function listAll(reader: KeyValueReader): Promise<string[]> {
  return list(reader.scan(everything));
}

/** Keys `prefix` + five digits, from 0. */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(5, '0')}=`);
}

import type { ByteRange, KeyValueStore, WriteOptions } from '../key-value-store.ts';
import { openMemoryStore } from '../memory/memory-store.ts';
import { WriteBatch } from '../write-batch.ts';

/** A disk that survives crashes of its machine, with one open store at a time. */
export interface CrashingDisk {
  /** Open what the disk holds. The store before must have crashed or been closed. */
  open(): Promise<KeyValueStore>;
  /**
   * The machine loses power: the open store closes, and of the writes that were not synced only
   * the first `keptWrites` stay. Writes are lost from the end, as in a log.
   */
  crash(keptWrites?: number): Promise<void>;
  /** Writes since the last synced one. */
  readonly unsyncedWrites: number;
}

/** An empty disk. It lives in memory. */
export function createCrashingDisk(): CrashingDisk {
  let durable = new WriteBatch();
  let unsynced: WriteBatch[] = [];
  let store: KeyValueStore | undefined;
  const record = (batch: WriteBatch, sync: boolean) => {
    unsynced.push(batch);
    if (sync) keep(unsynced.length);
  };
  const keep = (count: number) => {
    for (const batch of unsynced.slice(0, count)) durable.append(batch);
    unsynced = [];
  };
  return {
    async open() {
      await store?.close();
      // A clean close leaves everything to the operating system, which has not crashed.
      keep(unsynced.length);
      const inner = openMemoryStore();
      await inner.write(durable, { sync: true });
      durable = await readAll(inner);
      store = recordingStore(inner, record);
      return store;
    },
    async crash(keptWrites = 0) {
      keep(keptWrites);
      await store?.close();
      store = undefined;
    },
    get unsyncedWrites() {
      return unsynced.length;
    },
  };
}

const everything: ByteRange = { gte: new Uint8Array(), lt: new Uint8Array(64).fill(0xff) };

/** The present state as one batch, so that the history does not grow from open to open. */
async function readAll(store: KeyValueStore): Promise<WriteBatch> {
  const batch = new WriteBatch();
  for await (const chunk of store.scan(everything)) {
    for (const [key, value] of chunk) batch.put(key, value);
  }
  return batch;
}

function recordingStore(
  inner: KeyValueStore,
  record: (batch: WriteBatch, sync: boolean) => void,
): KeyValueStore {
  return {
    getSync: (key) => inner.getSync(key),
    getMany: (keys) => inner.getMany(keys),
    scan: (range, options) => inner.scan(range, options),
    snapshot: () => inner.snapshot(),
    close: () => inner.close(),
    async write(batch: WriteBatch, options: WriteOptions) {
      const copy = new WriteBatch();
      copy.append(batch);
      await inner.write(copy, options);
      record(copy, options.sync);
    },
    async clear(range) {
      for await (const chunk of inner.scan(range)) {
        const batch = new WriteBatch();
        for (const [key] of chunk) batch.delete(key);
        await inner.write(batch, { sync: false });
        record(batch, false);
        await new Promise((resume) => setImmediate(resume));
      }
    },
  };
}

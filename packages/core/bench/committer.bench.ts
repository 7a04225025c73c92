/**
 * Group commit over LevelDB with fsync: single-row INSERTs by 1, 32 and 256 submitters, beside bare
 * synced batches of 8 keys in the same store.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KeyValueStore, WriteBatch } from '@kalamdb/store';
import { openLevelStore } from '@kalamdb/store/level';
import { openRig } from '../test/rig/rig.ts';
import { makeTable } from '../test/rig/tables.ts';

const DURATION_MS = 1500;
const table = makeTable({
  columns: { id: 'bigint', body: 'text', stars: 'int' },
  primaryKey: ['id'],
});

async function inserts(store: KeyValueStore, submitters: number): Promise<void> {
  let writes = 0;
  const counted: KeyValueStore = {
    getSync: (key) => store.getSync(key),
    getMany: (keys) => store.getMany(keys),
    scan: (range, options) => store.scan(range, options),
    snapshot: () => store.snapshot(),
    clear: (range) => store.clear(range),
    close: () => store.close(),
    write(batch, options) {
      writes += 1;
      return store.write(batch, options);
    },
  };
  const { insert } = openRig(counted, [table]);
  let count = 0n;
  const end = performance.now() + DURATION_MS;
  const submit = async (): Promise<void> => {
    while (performance.now() < end) {
      count += 1n;
      await insert(table, `u${submitters}`, [count, 'some text of a message', 5]);
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: submitters }, submit));
  const { user } = process.cpuUsage(before);
  const rate = Math.round((Number(count) * 1000) / DURATION_MS);
  const perWrite = (Number(count) / writes).toFixed(1);
  const cpu = (user / Number(count)).toFixed(1);
  console.log(
    `${submitters} submitters: ${rate} rows/s, ${perWrite} per fsync, ${cpu} µs CPU each`,
  );
}

async function bareWrites(store: KeyValueStore): Promise<void> {
  let count = 0;
  const end = performance.now() + DURATION_MS;
  while (performance.now() < end) {
    const batch = new WriteBatch();
    for (let index = 0; index < 8; index += 1) {
      batch.put(Buffer.from(`\x7f${count}.${index}`), new Uint8Array(100));
    }
    await store.write(batch, { sync: true });
    count += 1;
  }
  console.log(`bare store: ${Math.round((count * 1000) / DURATION_MS)} fsyncs/s`);
}

const path = await mkdtemp(join(tmpdir(), 'kalamdb-bench-'));
const store = await openLevelStore(join(path, 'db'));
try {
  await bareWrites(store);
  for (const submitters of [1, 32, 256]) await inserts(store, submitters);
} finally {
  await store.close();
  await rm(path, { recursive: true, force: true });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WriteBatch } from '@kalamdb/store';
import { openLevelStore } from '@kalamdb/store/level';

/** A LevelDB in this process: what the disk takes for a durable write, without any server. */
export interface BarePuts {
  /** The median of some durable puts of a small value, in milliseconds. */
  putMs(): Promise<number>;
  close(): Promise<void>;
}

const PUTS = 100;

/** Opens one in a temporary directory. */
export async function openBarePuts(): Promise<BarePuts> {
  const directory = mkdtempSync(join(tmpdir(), 'kalamdb-puts-'));
  const store = await openLevelStore(directory);
  const value = new Uint8Array(200);
  let count = 0;
  return {
    async putMs() {
      const times: number[] = [];
      for (let n = 0; n < PUTS; n++) {
        const batch = new WriteBatch();
        batch.put(Buffer.from(`key ${count++}`), value);
        const startedAt = performance.now();
        await store.write(batch, { sync: true });
        times.push(performance.now() - startedAt);
      }
      return times.sort((a, b) => a - b)[PUTS / 2] ?? Number.NaN;
    },
    async close() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

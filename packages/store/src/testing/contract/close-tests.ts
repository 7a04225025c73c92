import { expect } from '@jest/globals';
import { StoreError } from '../../error.ts';
import type { KeyValueReader } from '../../key-value-store.ts';
import {
  batchOf,
  bytes,
  everything,
  list,
  listAll,
  numbered,
  type StoreTest,
  write,
} from './fixture.ts';

/** What closing does. */
export function defineCloseTests(storeTest: StoreTest): void {
  storeTest('after close, everything fails with STORE_CLOSED', async (store) => {
    await store.close();
    await expectClosed(store);
    expect(await codeOf(() => store.write(batchOf('a=1'), { sync: true }))).toBe('STORE_CLOSED');
    expect(await codeOf(() => store.clear(everything))).toBe('STORE_CLOSED');
    expect(await codeOf(() => store.snapshot())).toBe('STORE_CLOSED');
  });

  storeTest('closing again does nothing', async (store) => {
    await Promise.all([store.close(), store.close()]);
    await store.close();
  });

  storeTest('after its close, a snapshot fails with STORE_CLOSED', async (store) => {
    await write(store, 'a=1');
    const snapshot = store.snapshot();
    snapshot.close();
    snapshot.close();
    await expectClosed(snapshot);
    expect(await listAll(store)).toEqual(['a=1']);
  });

  storeTest('closing the store ends its snapshots', async (store) => {
    const snapshot = store.snapshot();
    await store.close();
    await expectClosed(snapshot);
    snapshot.close();
  });

  storeTest('a running scan ends with STORE_CLOSED, not with fewer entries', async (store) => {
    await write(store, ...numbered('k', 10_000));
    let chunks = 0;
    const code = await codeOf(async () => {
      for await (const chunk of store.scan(everything)) {
        chunks += chunk.length > 0 ? 1 : 0;
        await store.close();
      }
    });
    expect([chunks, code]).toEqual([1, 'STORE_CLOSED']);
  });

  storeTest('close waits for running reads and writes', async (store) => {
    await write(store, 'a=1');
    const read = store.getMany([bytes('a')]);
    const written = store.write(batchOf(...numbered('k', 1000)), { sync: true });
    await store.close();
    await written;
    expect(await read).toHaveLength(1);
  });
}

async function expectClosed(reader: KeyValueReader): Promise<void> {
  expect(await codeOf(() => reader.getSync(bytes('a')))).toBe('STORE_CLOSED');
  expect(await codeOf(() => reader.getMany([bytes('a')]))).toBe('STORE_CLOSED');
  expect(await codeOf(() => list(reader.scan(everything)))).toBe('STORE_CLOSED');
}

/** Code of the StoreError that `run` throws or rejects with; `no error` when it does not. */
async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
    return 'no error';
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}

import { describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '../memory/memory-store.ts';
import { batchOf, bytes, everything, list, listAll, write } from './contract/fixture.ts';
import { createCrashingDisk } from './crashing-store.ts';
import { createFaultyStore, type FaultyOperation } from './faulty-store.ts';
import { runStoreContract } from './store-contract.ts';

runStoreContract('a faulty store without faults', async () => {
  const store = createFaultyStore(openMemoryStore());
  return { store, dispose: () => store.close() };
});

runStoreContract('a store on a crashing disk', async () => {
  const store = await createCrashingDisk().open();
  return { store, dispose: () => store.close() };
});

describe('a faulty store', () => {
  const failure = { name: 'StoreError', code: 'STORE_IO', message: 'Disk failure of write 2.' };

  test.each([
    [false, ['a=1', 'c=3']],
    [true, ['a=1', 'b=2', 'c=3']],
  ])('fails the n-th write, applied: %s', async (applied, expected) => {
    const store = createFaultyStore(openMemoryStore());
    store.setFaults([{ operation: 'write', nth: 2, applied }]);
    await write(store, 'a=1');
    await expect(store.write(batchOf('b=2'), { sync: true })).rejects.toMatchObject(failure);
    await write(store, 'c=3');
    expect(await listAll(store)).toEqual(expected);
    expect(store.count('write')).toBe(3);
  });

  const calls: [FaultyOperation, (store: ReturnType<typeof createFaultyStore>) => unknown][] = [
    ['getSync', (store) => store.getSync(bytes('a'))],
    ['getMany', (store) => store.getMany([])],
    ['scan', (store) => list(store.scan(everything))],
    ['snapshot', (store) => store.snapshot()],
    ['clear', (store) => store.clear(everything)],
  ];
  test.each(calls)('fails %s once', async (operation, call) => {
    const store = createFaultyStore(openMemoryStore());
    store.setFaults([{ operation, nth: 1, applied: false }]);
    await expect((async () => call(store))()).rejects.toMatchObject({ code: 'STORE_IO' });
    await call(store);
    expect(store.count(operation)).toBe(2);
  });

  test('is as slow as it is told to be', async () => {
    const delayed: FaultyOperation[] = [];
    const store = createFaultyStore(openMemoryStore(), {
      async delay(operation) {
        delayed.push(operation);
      },
    });
    await write(store, 'a=1');
    await store.getMany([bytes('a')]);
    expect(delayed).toEqual(['write', 'getMany']);
  });
});

describe('a crashing disk', () => {
  test('loses what was not synced, from the end', async () => {
    const disk = createCrashingDisk();
    const store = await disk.open();
    await write(store, 'a=1');
    await store.write(batchOf('b=2'), { sync: true });
    await write(store, 'c=3');
    await write(store, 'd=4', '-a');
    expect(disk.unsyncedWrites).toBe(2);
    await disk.crash(1);
    expect(await listAll(await disk.open())).toEqual(['a=1', 'b=2', 'c=3']);
    await disk.crash();
    expect(await listAll(await disk.open())).toEqual(['a=1', 'b=2', 'c=3']);
  });

  test('keeps everything over a close', async () => {
    const disk = createCrashingDisk();
    const store = await disk.open();
    await write(store, 'a=1', 'b=2');
    await store.clear({ gte: bytes('b'), lt: bytes('c') });
    await store.close();
    expect(await listAll(await disk.open())).toEqual(['a=1']);
    await disk.crash();
    expect(await listAll(await disk.open())).toEqual(['a=1']);
  });
});

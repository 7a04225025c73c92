import { expect } from '@jest/globals';
import { bytes, list, listAll, numbered, range, type StoreTest, shown, write } from './fixture.ts';

/** What a snapshot sees. */
export function defineSnapshotTests(storeTest: StoreTest): void {
  storeTest('a snapshot keeps the state of its creation', async (store) => {
    await write(store, 'a=1', 'b=1');
    const snapshot = store.snapshot();
    await write(store, 'a=2', '-b', 'c=2');
    expect(shown(snapshot.getSync(bytes('a')))).toBe('1');
    expect((await snapshot.getMany(['a', 'b', 'c'].map(bytes))).map(shown)).toEqual([
      '1',
      '1',
      undefined,
    ]);
    expect(await listAll(snapshot)).toEqual(['a=1', 'b=1']);
    expect(await list(snapshot.scan(range('a', 'z'), { reverse: true, limit: 1 }))).toEqual([
      'b=1',
    ]);
    snapshot.close();
    expect(await listAll(store)).toEqual(['a=2', 'c=2']);
  });

  storeTest('snapshots are independent of each other', async (store) => {
    const snapshots = [];
    for (let version = 0; version < 20; version += 1) {
      await write(store, `key=${version}`, ...numbered(`v${version}-`, 10));
      snapshots.push(store.snapshot());
    }
    for (const [version, snapshot] of [...snapshots.entries()].reverse()) {
      expect(shown(snapshot.getSync(bytes('key')))).toBe(String(version));
      expect((await listAll(snapshot)).length).toBe(1 + (version + 1) * 10);
      snapshot.close();
    }
  });

  storeTest('a snapshot never sees a part of a batch', async (store) => {
    await write(store, 'left=0', 'right=0');
    const writes: Promise<void>[] = [];
    for (let round = 1; round <= 100; round += 1) {
      writes.push(write(store, `left=${round}`, `right=${round}`));
      const snapshot = store.snapshot();
      const [left, right] = await snapshot.getMany([bytes('left'), bytes('right')]);
      expect(shown(left)).toBe(shown(right));
      snapshot.close();
    }
    await Promise.all(writes);
  });

  storeTest('a snapshot survives clear', async (store) => {
    await write(store, ...numbered('k', 3000));
    const snapshot = store.snapshot();
    await store.clear(range('k', 'l'));
    expect((await listAll(snapshot)).length).toBe(3000);
    snapshot.close();
    expect(await listAll(store)).toEqual([]);
  });
}

import { expect } from '@jest/globals';
import {
  bytes,
  collect,
  everything,
  list,
  listAll,
  numbered,
  range,
  type StoreTest,
  write,
} from './fixture.ts';

const MANY = 10_000;

/** Ranges, order and chunks. */
export function defineScanTests(storeTest: StoreTest): void {
  storeTest('a range holds its beginning and not its end', async (store) => {
    await write(store, 'a=', 'b=', 'b\x00=', 'c=', 'd=');
    expect(await list(store.scan(range('b', 'd')))).toEqual(['b=', 'b\x00=', 'c=']);
    expect(await list(store.scan(range('aa', 'b\x00')))).toEqual(['b=']);
    expect(await list(store.scan(range('x', 'z')))).toEqual([]);
    expect(await list(store.scan(range('b', 'b')))).toEqual([]);
    expect(await list(store.scan(range('d', 'a')))).toEqual([]);
  });

  storeTest('reverse gives the same entries from the end', async (store) => {
    await write(store, ...numbered('k', 500));
    const range500 = range('k00010', 'k00490');
    const forward = await list(store.scan(range500));
    expect(forward.length).toBe(480);
    expect(await list(store.scan(range500, { reverse: true }))).toEqual(forward.reverse());
  });

  storeTest('limit cuts from where the scan begins', async (store) => {
    await write(store, ...numbered('k', 300));
    for (const limit of [0, 1, 2, 63, 64, 65, 299, 300, 301]) {
      const first = await collect(store.scan(everything, { limit }));
      expect(first.length).toBe(Math.min(limit, 300));
    }
    const last = await list(store.scan(everything, { limit: 2, reverse: true }));
    expect(last).toEqual(['k00299=', 'k00298=']);
  });

  storeTest('chunks are bounded, in order, and never empty', async (store) => {
    await write(store, ...numbered('k', MANY));
    const keys: string[] = [];
    for await (const chunk of store.scan(everything)) {
      expect(chunk.length).toBeGreaterThan(0);
      expect(chunk.length).toBeLessThanOrEqual(5000);
      keys.push(...chunk.map(([key]) => Buffer.from(key).toString('latin1')));
    }
    expect(keys).toEqual(numbered('k', MANY).map((key) => key.slice(0, -1)));
  });
}

/** What a scan sees of writes. */
export function defineScanIsolationTests(storeTest: StoreTest): void {
  storeTest('a scan sees the state of the moment of its call', async (store) => {
    await write(store, 'a=1', 'b=1', 'c=1');
    const scan = store.scan(everything);
    await write(store, 'a=2', '-b', 'bb=2', 'd=2');
    expect(await list(scan)).toEqual(['a=1', 'b=1', 'c=1']);
    expect(await listAll(store)).toEqual(['a=2', 'bb=2', 'c=1', 'd=2']);
  });

  storeTest('a scan sees nothing of what is written while it runs', async (store) => {
    await write(store, ...numbered('k', MANY));
    const seen: number[] = [];
    for await (const chunk of store.scan(everything)) {
      seen.push(chunk.length);
      await write(
        store,
        ...numbered('l', 200),
        ...numbered('-k', 5).map((key) => key.slice(0, -1)),
      );
    }
    expect(seen.reduce((sum, count) => sum + count, 0)).toBe(MANY);
  });

  storeTest('ending a scan early leaves the store usable', async (store) => {
    await write(store, ...numbered('k', MANY));
    for (let round = 0; round < 50; round += 1) {
      for await (const chunk of store.scan(everything)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
    }
    await write(store, 'z=');
    expect(await list(store.scan(range('z', 'zz')))).toEqual(['z=']);
  });
}

/** Clearing of ranges. */
export function defineClearTests(storeTest: StoreTest): void {
  storeTest('clear removes a range and nothing else', async (store) => {
    await write(store, 'a=', ...numbered('k', MANY), 'z=');
    await store.clear(range('k', 'l'));
    expect(await listAll(store)).toEqual(['a=', 'z=']);
    await store.clear(range('k', 'l'));
    await store.clear(range('z', 'a'));
    expect(await listAll(store)).toEqual(['a=', 'z=']);
  });

  storeTest('clear lets other work run in between', async (store) => {
    await write(store, ...numbered('k', MANY));
    let turns = 0;
    let clearing = true;
    const count = () => {
      turns += 1;
      if (clearing) setImmediate(count);
    };
    setImmediate(count);
    await store.clear(everything);
    clearing = false;
    expect(turns).toBeGreaterThan(1);
    expect(store.getSync(bytes('k00000'))).toBeUndefined();
  });
}

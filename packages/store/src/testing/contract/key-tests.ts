import { expect } from '@jest/globals';
import { WriteBatch } from '../../write-batch.ts';
import {
  batchOf,
  bytes,
  collect,
  everything,
  listAll,
  numbered,
  type StoreTest,
  shown,
  write,
} from './fixture.ts';

const LARGE_BYTES = 10 * 1024 * 1024;

/** Keys and values. */
export function defineKeyTests(storeTest: StoreTest): void {
  storeTest('an absent key is undefined', async (store) => {
    expect(store.getSync(bytes('a'))).toBeUndefined();
    expect(await store.getMany([bytes('a')])).toEqual([undefined]);
    expect(await listAll(store)).toEqual([]);
  });

  storeTest('getMany answers in the order of the keys', async (store) => {
    await write(store, 'a=1', 'b=2', 'c=3');
    const keys = ['c', 'x', 'a', 'c'].map(bytes);
    expect((await store.getMany(keys)).map(shown)).toEqual(['3', undefined, '1', '3']);
    expect(await store.getMany([])).toEqual([]);
  });

  storeTest('keys are ordered by unsigned bytes, a prefix first', async (store) => {
    const keys = ['\xff\x01', '\x80', '', '\x7f', '\x00', 'a\x00', 'a', '\xff', 'aa', '\x00\x00'];
    await write(store, ...keys.map((key) => `${key}=`));
    const expected = [
      '',
      '\x00',
      '\x00\x00',
      'a',
      'a\x00',
      'aa',
      '\x7f',
      '\x80',
      '\xff',
      '\xff\x01',
    ];
    expect(await listAll(store)).toEqual(expected.map((key) => `${key}=`));
  });

  storeTest('the empty key and empty values are as good as others', async (store) => {
    await write(store, '=value', 'empty=');
    expect(shown(store.getSync(bytes('')))).toBe('value');
    expect(shown(store.getSync(bytes('empty')))).toBe('');
    await write(store, '-');
    expect(store.getSync(bytes(''))).toBeUndefined();
  });

  storeTest('a value of 10 MB comes back as it was', async (store) => {
    const value = new Uint8Array(LARGE_BYTES).map((_, index) => (index * 31) ^ (index >>> 11));
    const batch = new WriteBatch();
    batch.put(bytes('large'), value);
    await store.write(batch, { sync: true });
    expect(Buffer.compare(store.getSync(bytes('large')) as Uint8Array, value)).toBe(0);
    const entries = await collect(store.scan(everything));
    expect(entries.map((entry) => entry[1].length)).toEqual([LARGE_BYTES]);
  });
}

/** What a batch is. */
export function defineBatchTests(storeTest: StoreTest): void {
  storeTest('the later mutation of a key in a batch wins', async (store) => {
    await write(store, 'old=1', 'a=1', 'a=2', 'b=1', '-b', '-c', 'c=1', '-old', 'old=2');
    expect(await listAll(store)).toEqual(['a=2', 'c=1', 'old=2']);
  });

  storeTest('deleting an absent key and writing nothing are allowed', async (store) => {
    await write(store, '-absent');
    await store.write(new WriteBatch(), { sync: true });
    expect(await listAll(store)).toEqual([]);
  });

  storeTest('a batch may change after write was called', async (store) => {
    const batch = batchOf('a=1');
    const written = store.write(batch, { sync: false });
    batch.put(bytes('b'), bytes('2'));
    await written;
    expect(await listAll(store)).toEqual(['a=1']);
  });

  storeTest(
    'a large batch may change after write was called, and goes before later ones',
    async (store) => {
      const batch = batchOf(...numbered('k', 20_000));
      const large = store.write(batch, { sync: false });
      const small = store.write(batchOf('k19999=later'), { sync: false });
      batch.put(bytes('x'), bytes('1'));
      await Promise.all([large, small]);
      expect(store.getSync(bytes('k19999'))).toEqual(Buffer.from('later'));
      expect(store.getSync(bytes('k00000'))).toBeDefined();
      expect(store.getSync(bytes('x'))).toBeUndefined();
    },
  );

  storeTest('concurrent batches are applied whole, in the order of the calls', async (store) => {
    const writes = Array.from({ length: 50 }, (_, index) =>
      store.write(batchOf(`first=${index}`, `second=${index}`, `own${index}=`), { sync: false }),
    );
    await Promise.all(writes);
    expect(await store.getMany([bytes('first'), bytes('second')])).toEqual(
      [bytes('49'), bytes('49')].map((value) => Buffer.from(value)),
    );
    expect((await listAll(store)).length).toBe(52);
  });
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StoreError } from '../error.ts';
import type { KeyValueStore } from '../key-value-store.ts';
import { wholeKeyspace } from '../keys/keyspace.ts';
import type { TupleElement } from '../keys/tuple.ts';
import { openMemoryStore } from '../memory/memory-store.ts';
import { WriteBatch } from '../write-batch.ts';
import { jsonCodec } from './entity-codec.ts';
import { createEntityStore, type EntityTarget } from './entity-store.ts';

interface City {
  readonly country: string;
  readonly name: string;
  readonly population: bigint;
  /** Unique, where there is one. */
  readonly code?: string;
}

const text = (value: string): TupleElement => ({ type: 'utf8', value });
const BY_CODE = 1;
const BY_POPULATION = 2;

function parseCity(value: unknown): City {
  if (typeof value === 'object' && value !== null && 'name' in value) return value as City;
  throw new StoreError('STORE_CORRUPT', 'not a city');
}

const cities = createEntityStore<City>({
  kind: 7,
  name: 'city',
  key: ({ country, name }) => [text(country), text(name)],
  codec: jsonCodec(parseCity),
  indexes: [
    {
      id: BY_CODE,
      unique: true,
      tuple: ({ code }) => (code === undefined ? undefined : [text(code)]),
    },
    {
      id: BY_POPULATION,
      unique: false,
      tuple: ({ population }) => [{ type: 'int64', value: population }],
    },
  ],
});

/** Staged writes over a store that are seen at once. */
async function commit(store: KeyValueStore, stage: (target: EntityTarget) => void): Promise<void> {
  const batch = new WriteBatch();
  const staged = new Map<string, Uint8Array | undefined>();
  const name = (key: Uint8Array) => Buffer.from(key).toString('hex');
  stage({
    getSync: (key) => (staged.has(name(key)) ? staged.get(name(key)) : store.getSync(key)),
    put(key, value) {
      staged.set(name(key), value);
      batch.put(key, value);
    },
    delete(key) {
      staged.set(name(key), undefined);
      batch.delete(key);
    },
  });
  await store.write(batch, { sync: false });
}

async function all<T>(chunks: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const chunk of chunks) items.push(...chunk);
  return items;
}

async function countKeys(store: KeyValueStore): Promise<number> {
  return (await all(store.scan(wholeKeyspace()))).length;
}

const bern: City = { country: 'ch', name: 'Bern', population: 134_000n, code: 'brn' };
const biel: City = { country: 'ch', name: 'Biel', population: 55_000n };
const bonn: City = { country: 'de', name: 'Bonn', population: 331_000n, code: 'bnj' };

describe('an entity store', () => {
  test('finds entities by key and by index', async () => {
    const store = openMemoryStore();
    await commit(store, (target) => {
      for (const city of [bonn, bern, biel]) cities.stagePut(target, undefined, city);
    });
    expect(cities.get(store, [text('ch'), text('Biel')])).toEqual(biel);
    expect(cities.get(store, [text('ch'), text('Bonn')])).toBeUndefined();
    expect(cities.getByIndex(store, BY_CODE, [text('bnj')])).toEqual(bonn);
    expect(cities.getByIndex(store, BY_CODE, [text('xxx')])).toBeUndefined();
    expect(await all(cities.list(store))).toEqual([bern, biel, bonn]);
    expect(await all(cities.list(store, [text('ch')]))).toEqual([bern, biel]);
    const byPopulation = await all(cities.findByIndex(store, BY_POPULATION, []));
    expect(byPopulation).toEqual([biel, bern, bonn]);
  });

  test('sees what is staged in the same commit', async () => {
    const store = openMemoryStore();
    await commit(store, (target) => {
      cities.stagePut(target, undefined, bern);
      expect(cities.get(target, [text('ch'), text('Bern')])).toEqual(bern);
      expect(() => cities.stagePut(target, undefined, { ...biel, code: 'brn' })).toThrow(
        StoreError,
      );
      cities.stageDelete(target, bern);
      cities.stagePut(target, undefined, { ...biel, code: 'brn' });
    });
    expect(cities.getByIndex(store, BY_CODE, [text('brn')])?.name).toBe('Biel');
  });

  test('refuses duplicates, naming them, and stages nothing of them', async () => {
    const store = openMemoryStore();
    await commit(store, (target) => cities.stagePut(target, undefined, bern));
    await commit(store, (target) => {
      const sameKey = () => cities.stagePut(target, undefined, { ...bern, code: 'other' });
      expect(sameKey).toThrow('There is already a city (ch, Bern).');
      const sameCode = () => cities.stagePut(target, undefined, { ...bonn, code: 'brn' });
      expect(sameCode).toThrow(expect.objectContaining({ code: 'STORE_DUPLICATE_KEY' }));
    });
    expect(await countKeys(store)).toBe(3);
  });

  test('an entity keeps its own unique tuple when it is replaced', async () => {
    const store = openMemoryStore();
    await commit(store, (target) => cities.stagePut(target, undefined, bern));
    const grown = { ...bern, population: 140_000n };
    await commit(store, (target) => cities.stagePut(target, bern, grown));
    expect(cities.getByIndex(store, BY_CODE, [text('brn')])).toEqual(grown);
  });

  test('changing the key or replacing what is not there is a bug', async () => {
    const store = openMemoryStore();
    await commit(store, (target) => {
      expect(() => cities.stagePut(target, bern, bern)).toThrow(/not stored/);
      cities.stagePut(target, undefined, biel);
      expect(() => cities.stagePut(target, bern, biel)).toThrow(/another key/);
    });
    expect(() => cities.getByIndex(store, BY_POPULATION, [])).toThrow(/not unique/);
    expect(() => cities.getByIndex(store, 99, [])).toThrow(/no index 99/);
  });

  test('damaged entities are found out', async () => {
    const store = openMemoryStore();
    const codec = jsonCodec(parseCity);
    expect(() => codec.decode(Buffer.from('{"name":'))).toThrow(
      expect.objectContaining({ code: 'STORE_CORRUPT' }),
    );
    await store.close();
  });

  test('bigint survives JSON, and objects that look like it', () => {
    const codec = jsonCodec((value) => value);
    const values = [
      1n,
      -(2n ** 80n),
      { a: [1n, { b: 2n }] },
      { $bigint: 5 },
      { $bigint: '1', x: 1 },
    ];
    for (const value of values) expect(codec.decode(codec.encode(value))).toEqual(value);
  });
});

const city: fc.Arbitrary<City> = fc
  .record({
    country: fc.constantFrom('ch', 'de', ''),
    name: fc.constantFrom('a', 'b', 'c', 'a\0'),
    population: fc.bigInt({ min: -2n, max: 3n }),
    code: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
  })
  .map(({ code, ...rest }) => (code === undefined ? rest : { ...rest, code }));
const operations = fc.array(fc.record({ city, remove: fc.boolean() }), { maxLength: 40 });

test('entities and indexes equal a plain model after any writes', async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (list) => {
      const store = openMemoryStore();
      const model = new Map<string, City>();
      for (const { city: next, remove } of list) {
        const name = `${next.country}/${next.name}`;
        const previous = model.get(name);
        const taken = [...model].some(
          ([key, each]) => key !== name && next.code !== undefined && each.code === next.code,
        );
        await commit(store, (target) => {
          if (remove && previous !== undefined) cities.stageDelete(target, previous);
          if (remove) return;
          const put = () => cities.stagePut(target, previous, next);
          if (taken) expect(put).toThrow(StoreError);
          else put();
        });
        if (remove) model.delete(name);
        else if (!taken) model.set(name, next);
      }
      await expectEqualsModel(store, [...model.values()]);
    }),
    { numRuns: 200 },
  );
});

async function expectEqualsModel(store: KeyValueStore, model: readonly City[]): Promise<void> {
  const byName = (a: City, b: City) =>
    Buffer.compare(Buffer.from(`${a.country}\0${a.name}`), Buffer.from(`${b.country}\0${b.name}`));
  expect((await all(cities.list(store))).sort(byName)).toEqual([...model].sort(byName));
  const coded = model.filter(({ code }) => code !== undefined);
  for (const each of coded) {
    expect(cities.getByIndex(store, BY_CODE, [text(each.code ?? '')])).toEqual(each);
  }
  for (const population of new Set(model.map((each) => each.population))) {
    const tuple: TupleElement[] = [{ type: 'int64', value: population }];
    const found = await all(cities.findByIndex(store, BY_POPULATION, tuple));
    const expected = model.filter((each) => each.population === population);
    expect(found.sort(byName)).toEqual(expected.sort(byName));
  }
  expect(await countKeys(store)).toBe(model.length * 2 + coded.length);
}

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sqlTypes } from '../types/sql-type.ts';
import { columnFromValues } from './batch-rows.ts';
import { KeyMemo } from './key-memo.ts';
import { type Numbers, numbersOf } from './key-numbers.ts';
import { allSlots } from './slots.ts';
import { columnVector } from './vector.ts';

/** Close together most of the time, so that windows grow, in both directions. */
const numbers = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -2_000_000, max: 2_000_000 }),
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 2 ** 30, -(2 ** 30), 2 ** 20),
);
/** Some differ in their high words only. */
const wide = fc.oneof(
  numbers.map(BigInt),
  fc.bigInt({ min: -9n, max: 9n }),
  fc.bigInt({ min: -9n, max: 9n }).map((low) => 2n ** 32n + low),
);

type Part = number | bigint | boolean | null;
type Key = readonly Part[];

/** Types of columns that are numbers, and their values. */
const columnKinds = {
  int: numbers as fc.Arbitrary<Part>,
  bigint: wide as fc.Arbitrary<Part>,
  smallint: fc.integer({ min: -9, max: 9 }) as fc.Arbitrary<Part>,
  boolean: fc.boolean() as fc.Arbitrary<Part>,
  date: fc.integer({ min: 19_000, max: 19_050 }) as fc.Arbitrary<Part>,
};
type Kind = keyof typeof columnKinds;
const kindNames = Object.keys(columnKinds) as Kind[];

/** Batches of keys of one to three columns. */
const cases = fc
  .array(fc.constantFrom(...kindNames), { minLength: 1, maxLength: 3 })
  .chain((kinds) => {
    const key = fc.tuple(...kinds.map((kind) => fc.option(columnKinds[kind], { freq: 10 })));
    const batches = fc.array(fc.array<Key>(key, { maxLength: 20 }), { maxLength: 6 });
    return fc.record({ kinds: fc.constant(kinds), batches });
  });

/** Numbers keys as they come, but for one in three, which are no keys. */
class Ids {
  readonly #ids = new Map<string, number>();
  #next = 0;

  get size(): number {
    return this.#next;
  }

  of(key: Key): number {
    const text = key.map(String).join();
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = text.length % 3 === 0 ? -1 : this.#next++;
    this.#ids.set(text, id);
    return id;
  }
}

function numbersOfKeys(kinds: readonly Kind[], keys: readonly Key[]): readonly Numbers[] {
  const found = numbersOf(
    kinds.map((kind, column) =>
      columnVector(
        columnFromValues(
          sqlTypes[kind],
          keys.map((key) => key[column]),
        ),
      ),
    ),
  );
  if (found === undefined) throw new TypeError('these are numbers');
  return found;
}

function check(memo: KeyMemo, known: Ids, kinds: readonly Kind[], keys: readonly Key[]): void {
  const found = numbersOfKeys(kinds, keys);
  const ids = new Int32Array(keys.length).fill(-7);
  const rest = memo.recall(found, allSlots(keys.length), ids);
  expect([...rest]).toEqual([...rest].sort((a, b) => a - b));
  const before = known.size;
  for (const slot of rest) ids[slot] = known.of(keys[slot]);
  expect([...ids]).toEqual(keys.map((key) => known.of(key)));
  memo.learn(found, rest, ids, { before, now: known.size });
}

test('A memo gives the ids that it has learned and leaves the other rows.', () => {
  fc.assert(
    fc.property(cases, ({ kinds, batches }) => {
      const memo = new KeyMemo(kinds.length);
      const known = new Ids();
      for (const batch of [...batches, ...batches]) check(memo, known, kinds, batch);
    }),
  );
});

test('What has been learned is known.', () => {
  const memo = new KeyMemo(2);
  const kinds: Kind[] = ['int', 'boolean'];
  const keys: Key[] = [
    [5, true],
    [3, null],
    [null, false],
    [100, true],
  ];
  const found = numbersOfKeys(kinds, keys);
  memo.learn(found, allSlots(4), Int32Array.of(0, 1, 2, -1), { before: 0, now: 3 });
  const ids = new Int32Array(4);
  expect([...memo.recall(found, allSlots(4), ids)]).toEqual([3]);
  expect([...ids]).toEqual([0, 1, 2, 0]);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ByteRange } from '../key-value-store.ts';
import { compareBytes, prefixEnd } from './byte-order.ts';
import * as keyspace from './keyspace.ts';
import { encodeTuple } from './tuple.ts';

const tableId = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const scope = fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'é'), maxLength: 3 });
const key = fc
  .tuple(fc.string({ unit: fc.constantFrom('a', '\0', 'ÿ'), maxLength: 3 }), fc.integer())
  .map(([name, id]) =>
    encodeTuple([
      { type: 'utf8', value: name },
      { type: 'int32', value: id },
    ]),
  );
const textKey = scope.map((value) => encodeTuple([{ type: 'utf8', value }]));
const sequence = fc.oneof(
  fc.bigInt({ min: 0n, max: keyspace.MAX_SEQUENCE }),
  fc.bigInt({ min: 0n, max: 300n }),
);

const inside = (range: ByteRange, bytes: Uint8Array) =>
  compareBytes(range.gte, bytes) <= 0 && compareBytes(bytes, range.lt) < 0;

describe('head keys', () => {
  test('the primary key and the scope come back', () => {
    fc.assert(
      fc.property(tableId, scope, key, (table, user, primaryKey) => {
        const bytes = keyspace.headKey(table, user, primaryKey);
        const size = keyspace.partitionPrefixSize(user);
        expect(compareBytes(keyspace.primaryKeyOfHead(bytes, size), primaryKey)).toBe(0);
        const decoded = keyspace.decodePartitionKey(bytes);
        expect([decoded.tableId, decoded.scope]).toEqual([table, user]);
        expect(compareBytes(decoded.rest, primaryKey)).toBe(0);
      }),
    );
  });

  test('a head range holds the heads of its partition, and no other', () => {
    fc.assert(
      fc.property(tableId, scope, scope, key, (table, user, other, primaryKey) => {
        const range = keyspace.headRange(table, user);
        expect(inside(range, keyspace.headKey(table, user, primaryKey))).toBe(true);
        expect(inside(range, keyspace.headKey(table, other, primaryKey))).toBe(user === other);
        const next = (table + 1) % 2 ** 32;
        expect(inside(range, keyspace.headKey(next, user, primaryKey))).toBe(false);
        expect(inside(range, keyspace.historyKey(table, user, primaryKey, 1n))).toBe(false);
      }),
    );
  });

  test('a head range of keys holds those keys', () => {
    fc.assert(
      fc.property(scope, key, key, key, (user, from, to, primaryKey) => {
        const range = keyspace.headRange(1, user, { gte: from, lt: prefixEnd(to) });
        const expected = compareBytes(from, primaryKey) <= 0 && compareBytes(primaryKey, to) <= 0;
        expect(inside(range, keyspace.headKey(1, user, primaryKey))).toBe(expected);
        const open = keyspace.headRange(1, user, { gte: from });
        expect(inside(open, keyspace.headKey(1, user, primaryKey))).toBe(
          compareBytes(from, primaryKey) <= 0,
        );
      }),
    );
  });
});

describe('history keys', () => {
  test('newer versions come first', () => {
    fc.assert(
      fc.property(scope, textKey, sequence, sequence, (user, primaryKey, a, b) => {
        const order = compareBytes(
          keyspace.historyKey(1, user, primaryKey, a),
          keyspace.historyKey(1, user, primaryKey, b),
        );
        expect(Math.sign(order)).toBe(a === b ? 0 : a < b ? 1 : -1);
      }),
    );
  });

  test("a row's range holds its versions up to a sequence, and no other row's", () => {
    fc.assert(
      fc.property(textKey, textKey, sequence, sequence, (primaryKey, other, upTo, at) => {
        const range = keyspace.historyRange(1, 'u', primaryKey, upTo);
        expect(inside(range, keyspace.historyKey(1, 'u', primaryKey, at))).toBe(at <= upTo);
        if (compareBytes(primaryKey, other) === 0) return;
        expect(inside(range, keyspace.historyKey(1, 'u', other, at))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test('primary key and sequence come back', () => {
    fc.assert(
      fc.property(scope, key, sequence, (user, primaryKey, at) => {
        const bytes = keyspace.historyKey(9, user, primaryKey, at);
        expect(keyspace.sequenceOfHistory(bytes)).toBe(at);
        const size = keyspace.partitionPrefixSize(user);
        expect(compareBytes(keyspace.primaryKeyOfHistory(bytes, size), primaryKey)).toBe(0);
        expect(inside(keyspace.partitionHistoryRange(9, user), bytes)).toBe(true);
        const others = { gte: prefixEnd(primaryKey) };
        expect(inside(keyspace.partitionHistoryRange(9, user, others), bytes)).toBe(false);
      }),
    );
  });
});

describe('index keys', () => {
  test('an entry in another index differs in the index alone, and the first one stays', () => {
    fc.assert(
      fc.property(tableId, tableId, tableId, scope, (table, index, other, user) => {
        const entry = Buffer.from(keyspace.indexPrefix(table, index, user));
        const moved = keyspace.entryIn(other, entry);
        expect(keyspace.indexIdOf(entry)).toBe(index);
        expect(keyspace.indexIdOf(moved)).toBe(other);
        expect(compareBytes(moved, keyspace.indexPrefix(table, other, user))).toBe(0);
        expect(compareBytes(keyspace.withoutIndex(moved), keyspace.withoutIndex(entry))).toBe(0);
      }),
    );
  });
});

describe('log and expiry keys', () => {
  test('a log range holds what came after a sequence, up to another', () => {
    fc.assert(
      fc.property(scope, sequence, sequence, sequence, (user, after, upTo, at) => {
        const bytes = keyspace.logKey(1, user, at);
        expect(keyspace.sequenceOfLog(bytes)).toBe(at);
        const range = keyspace.logRange(1, user, after, upTo);
        expect(inside(range, bytes)).toBe(after < at && at <= upTo);
      }),
    );
  });

  test('an expiry range holds what came before a sequence', () => {
    fc.assert(
      fc.property(tableId, sequence, sequence, (table, before, at) => {
        const bytes = keyspace.expiryKey(table, at);
        expect(keyspace.sequenceOfExpiry(bytes)).toBe(at);
        expect(inside(keyspace.expiryRange(table, before), bytes)).toBe(at < before);
      }),
    );
  });
});

test('the ranges of a table hold all that is stored of it, and nothing of others', () => {
  fc.assert(
    fc.property(tableId, tableId, scope, key, (table, other, user, primaryKey) => {
      const ranges = keyspace.tableRanges(table);
      const held = (bytes: Uint8Array) => ranges.filter((range) => inside(range, bytes)).length;
      for (const owner of [table, other]) {
        const expected = owner === table ? 1 : 0;
        expect(held(keyspace.headKey(owner, user, primaryKey))).toBe(expected);
        expect(held(keyspace.historyKey(owner, user, primaryKey, 5n))).toBe(expected);
        expect(held(keyspace.logKey(owner, user, 5n))).toBe(expected);
        expect(held(keyspace.expiryKey(owner, 5n))).toBe(expected);
        expect(held(keyspace.droppedTableKey(owner))).toBe(0);
      }
    }),
  );
});

test('dropped tables, entities and meta keys have ranges of their own', () => {
  const dropped = keyspace.droppedTableKey(77);
  expect(keyspace.tableIdOfDropped(dropped)).toBe(77);
  expect(inside(keyspace.droppedTableRange(), dropped)).toBe(true);
  const tuple = encodeTuple([{ type: 'utf8', value: 'x' }]);
  const entity = keyspace.entityKey(4, tuple);
  expect(inside(keyspace.entityRange(4), entity)).toBe(true);
  expect(inside(keyspace.entityRange(5), entity)).toBe(false);
  expect(inside(keyspace.entityRange(4, tuple), entity)).toBe(true);
  const entry = keyspace.entityIndexKey(255, 255, tuple, tuple);
  expect(inside(keyspace.entityIndexRange(255, 255, tuple), entry)).toBe(true);
  for (const bytes of [dropped, entity, entry, keyspace.metaKey('name')]) {
    expect(inside(keyspace.wholeKeyspace(), bytes)).toBe(true);
  }
});

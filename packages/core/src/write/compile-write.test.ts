import { describe, expect, test } from '@jest/globals';
import type { Row } from '@kalamdb/sql';
import { openMemoryStore } from '@kalamdb/store';
import { collect, openRig } from '../../test/rig/rig.ts';
import { insertOf } from '../../test/rig/statements.ts';
import { makeTable } from '../../test/rig/tables.ts';
import type { ChangeEvent } from '../change/change-event.ts';
import { createManualClock } from '../testing/manual-clock.ts';

const notes = makeTable({
  columns: { id: 'bigint', body: 'text?', stars: 'int?' },
  primaryKey: ['id'],
});

function setUp(tables = [notes], options = {}) {
  const rig = openRig(openMemoryStore(), tables, options);
  const events: ChangeEvent[] = [];
  rig.feed.subscribe((commit) => events.push(...commit.events));
  return { ...rig, events };
}

/** Rows without their system columns. */
const userValues = (rows: readonly Row[]) => rows.map((row) => row.slice(0, -2));

describe('INSERT', () => {
  test('adds rows with ascending sequences and tells of them', async () => {
    const { insert, rows, events } = setUp();
    await expect(insert(notes, 'u', [2n, 'b', null], [1n, 'a', 5])).resolves.toBe(2);
    const stored = await rows(notes, 'u');
    expect(userValues(stored)).toEqual([
      [1n, 'a', 5],
      [2n, 'b', null],
    ]);
    expect(events.map(({ kind, after }) => [kind, after[0]])).toEqual([
      ['insert', 2n],
      ['insert', 1n],
    ]);
    expect(events[0]).toMatchObject({ tableId: 2000, scope: 'u', before: undefined });
    expect(events.map(({ after }) => after)).toEqual([stored[1], stored[0]]);
    expect((events[0]?.sequence ?? 0n) < (events[1]?.sequence ?? 0n)).toBe(true);
  });

  test('keeps users apart, also under one key', async () => {
    const { insert, rows } = setUp();
    await insert(notes, 'u', [1n, 'mine', null]);
    await insert(notes, 'v', [1n, 'yours', null]);
    expect(userValues(await rows(notes, 'u'))).toEqual([[1n, 'mine', null]]);
    expect(userValues(await rows(notes, 'v'))).toEqual([[1n, 'yours', null]]);
  });

  test('refuses a key that is there, in the table or in the statement, with all its rows', async () => {
    const { insert, rows, events } = setUp();
    await insert(notes, 'u', [1n, 'a', null]);
    const error = {
      code: 'CORE_DUPLICATE_KEY',
      message: "Primary key violation: value '1' already exists in column 'id'",
    };
    await expect(insert(notes, 'u', [2n, 'b', null], [1n, 'c', null])).rejects.toMatchObject(error);
    await expect(insert(notes, 'u', [3n, 'b', null], [3n, 'c', null])).rejects.toMatchObject({
      message: "Primary key violation: value '3' already exists in column 'id'",
    });
    expect(userValues(await rows(notes, 'u'))).toEqual([[1n, 'a', null]]);
    expect(events).toHaveLength(1);
  });

  test('names all values of a key of several columns', async () => {
    const pairs = makeTable({ columns: { a: 'text', b: 'int' }, primaryKey: ['b', 'a'] });
    const { insert } = setUp([pairs]);
    await insert(pairs, 'u', ['x', 1]);
    await insert(pairs, 'u', ['y', 1]);
    await expect(insert(pairs, 'u', ['x', 1])).rejects.toThrow(
      "Primary key violation: value '1, x' already exists in column 'b, a'",
    );
  });

  test('takes the key of a deleted row again', async () => {
    const { insert, remove, rows, events } = setUp();
    await insert(notes, 'u', [1n, 'a', null]);
    await remove(notes, 'u', { key: [1n] });
    await insert(notes, 'u', [1n, 'b', null]);
    expect(userValues(await rows(notes, 'u'))).toEqual([[1n, 'b', null]]);
    expect(events.at(-1)).toMatchObject({ kind: 'insert', before: undefined });
  });

  test('of one key by many at once succeeds once', async () => {
    const { insert, rows } = setUp();
    const attempts = Array.from({ length: 50 }, (_, index) =>
      insert(notes, 'u', [7n, `by ${index}`, null]),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(userValues(await rows(notes, 'u'))).toEqual([[7n, 'by 0', null]]);
  });

  test('refuses NULL where none may be, naming column and row', async () => {
    const { insert, rows } = setUp();
    await expect(insert(notes, 'u', [1n, 'a', 1], [null, 'b', 2])).rejects.toMatchObject({
      code: 'CORE_NOT_NULL',
      message: "NOT NULL constraint violation: column 'id' cannot be NULL (row 2)",
    });
    expect(await rows(notes, 'u')).toEqual([]);
  });

  test('refuses rows and keys that are too long', async () => {
    const words = makeTable({ columns: { word: 'text', more: 'text?' }, primaryKey: ['word'] });
    const { insert } = setUp([words], { rowBytes: 1000 });
    await expect(insert(words, 'u', ['a', 'x'.repeat(1000)])).rejects.toMatchObject({
      code: 'CORE_VALUE_TOO_LARGE',
      message: expect.stringMatching(/row of table 'app\.t' has 10\d\d bytes; at most 1000/),
    });
    await expect(insert(words, 'u', ['x'.repeat(17_000), null])).rejects.toMatchObject({
      code: 'CORE_VALUE_TOO_LARGE',
      message: "a value is too long for the primary key (word) of table 'app.t'",
    });
  });

  test('gives rows of a table without a key an identity of their own', async () => {
    const log = makeTable({ columns: { line: 'text' } });
    const { insert, rows, update, remove } = setUp([log]);
    await insert(log, 'u', ['a'], ['a'], ['b']);
    await expect(update(log, 'u', { 0: () => 'c' }, { where: ([l]) => l === 'b' })).resolves.toBe(
      1,
    );
    expect(userValues(await rows(log, 'u'))).toEqual([['a'], ['a'], ['c']]);
    await expect(remove(log, 'u', { where: ([l]) => l === 'a' })).resolves.toBe(2);
    expect(userValues(await rows(log, 'u'))).toEqual([['c']]);
  });

  test('is refused when the table was dropped meanwhile', async () => {
    const { run, drop } = setUp();
    const late = run(insertOf(notes, [[1n, 'a', null]]), notes, 'u');
    drop(notes);
    await expect(late).rejects.toMatchObject({ code: 'CORE_TABLE_CHANGED' });
  });

  test('of many rows lets others run in between', async () => {
    const { run } = setUp();
    const many = insertOf(
      notes,
      Array.from({ length: 20_000 }, (_, index) => [BigInt(index), 'text', index]),
    );
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    await expect(run(many, notes, 'u')).resolves.toBe(20_000);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});

describe('UPDATE', () => {
  test('by key changes the row and keeps its identity', async () => {
    const { insert, update, rows, events } = setUp();
    await insert(notes, 'u', [1n, 'a', 1], [2n, 'b', 2]);
    const by = { key: [1n], where: (row: Row) => row[0] === 1n };
    await expect(update(notes, 'u', { 1: () => 'new' }, by)).resolves.toBe(1);
    expect(userValues(await rows(notes, 'u'))).toEqual([
      [1n, 'new', 1],
      [2n, 'b', 2],
    ]);
    const event = events.at(-1);
    expect(event?.kind).toBe('update');
    expect(event?.before?.slice(0, 3)).toEqual([1n, 'a', 1]);
    expect(event?.after).toEqual([1n, 'new', 1, event?.sequence, false]);
  });

  test('by search changes all matching rows in one commit', async () => {
    const { insert, update, rows, feed } = setUp();
    await insert(notes, 'u', [1n, 'a', 1], [2n, 'b', 2], [3n, 'c', 3]);
    const commits: number[] = [];
    feed.subscribe((commit) => commits.push(commit.events.length));
    const raised = update(
      notes,
      'u',
      { 2: (row) => Number(row[2]) + 10 },
      { where: (row) => Number(row[2]) > 1 },
    );
    await expect(raised).resolves.toBe(2);
    expect(commits).toEqual([2]);
    expect(userValues(await rows(notes, 'u')).map((row) => row[2])).toEqual([1, 12, 13]);
  });

  test('sees the old row in every assignment', async () => {
    const swap = makeTable({ columns: { id: 'int', a: 'int', b: 'int' }, primaryKey: ['id'] });
    const { insert, update, rows } = setUp([swap]);
    await insert(swap, 'u', [1, 10, 20]);
    await update(swap, 'u', { 1: (row) => row[2] ?? null, 2: (row) => row[1] ?? null });
    expect(userValues(await rows(swap, 'u'))).toEqual([[1, 20, 10]]);
  });

  test('counts rows that stay as they are, but does not write them', async () => {
    const { insert, update, events } = setUp();
    await insert(notes, 'u', [1n, 'a', 1], [2n, 'b', null]);
    await expect(update(notes, 'u', { 2: (row) => row[2] ?? null })).resolves.toBe(2);
    expect(events).toHaveLength(2);
    await expect(update(notes, 'u', { 2: () => 1 })).resolves.toBe(2);
    expect(events).toHaveLength(3);
  });

  test('counts nothing for keys and searches without a row', async () => {
    const { insert, update, remove } = setUp();
    await insert(notes, 'u', [1n, 'a', 1]);
    await remove(notes, 'u');
    const set = { 1: () => 'b' };
    await expect(update(notes, 'u', set, { key: [1n] })).resolves.toBe(0);
    await expect(update(notes, 'u', set, { key: [9n] })).resolves.toBe(0);
    await expect(update(notes, 'u', set, { key: [null] })).resolves.toBe(0);
    await expect(update(notes, 'u', set, { where: () => null })).resolves.toBe(0);
    await expect(update(notes, 'v', set)).resolves.toBe(0);
  });

  test('refuses NULL where none may be, without any change', async () => {
    const table = makeTable({ columns: { id: 'int', n: 'int' }, primaryKey: ['id'] });
    const { insert, update, rows } = setUp([table]);
    await insert(table, 'u', [1, 1], [2, 2]);
    const set = { 1: (row: Row) => (row[0] === 2 ? null : 9) };
    await expect(update(table, 'u', set)).rejects.toMatchObject({
      code: 'CORE_NOT_NULL',
      message: "NOT NULL constraint violation: column 'n' cannot be NULL (row 2)",
    });
    expect(userValues(await rows(table, 'u'))).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test('refuses to change STREAM rows', () => {
    const stream = makeTable({ kind: 'stream', columns: { a: 'int' }, ttlSeconds: 60 });
    const { update } = setUp([stream]);
    const unsupported = expect.objectContaining({ code: 'SQL_UNSUPPORTED' });
    expect(() => update(stream, 'u', { 0: () => 2 })).toThrow(unsupported);
  });

  test('by many at once loses none', async () => {
    const { insert, update, rows } = setUp();
    await insert(notes, 'u', [1n, 'counter', 0]);
    const increment = { 2: (row: Row) => Number(row[2]) + 1 };
    const byKey = Array.from({ length: 100 }, () => update(notes, 'u', increment, { key: [1n] }));
    const bySearch = Array.from({ length: 100 }, () =>
      update(notes, 'u', increment, { where: (row) => row[1] === 'counter' }),
    );
    const counts = await Promise.all([...byKey, ...bySearch]);
    expect(counts.every((count) => count === 1)).toBe(true);
    expect(userValues(await rows(notes, 'u'))).toEqual([[1n, 'counter', 200]]);
  });

  test('looks again at rows that changed since they were found', async () => {
    const { insert, update, rows } = setUp();
    await insert(notes, 'u', [1n, 'free', 0], [2n, 'free', 0]);
    const isFree = { where: (row: Row) => row[1] === 'free' };
    const claims = ['a', 'b', 'c'].map((name) => update(notes, 'u', { 1: () => name }, isFree));
    expect(await Promise.all(claims)).toEqual([2, 0, 0]);
    expect(userValues(await rows(notes, 'u')).map((row) => row[1])).toEqual(['a', 'a']);
  });
});

describe('DELETE', () => {
  test('leaves a tombstone that keeps the values', async () => {
    const { insert, remove, rows, events } = setUp();
    await insert(notes, 'u', [1n, 'a', 1], [2n, 'b', 2]);
    await expect(remove(notes, 'u', { key: [1n] })).resolves.toBe(1);
    expect(userValues(await rows(notes, 'u'))).toEqual([[2n, 'b', 2]]);
    const [tombstone] = await rows(notes, 'u', { includeDeleted: true });
    const event = events.at(-1);
    expect(tombstone).toEqual([1n, 'a', 1, event?.sequence, true]);
    expect(event).toMatchObject({ kind: 'delete', after: tombstone });
    expect(event?.before?.slice(0, 3)).toEqual([1n, 'a', 1]);
    expect(event?.before?.[4]).toBe(false);
  });

  test('of a deleted row counts nothing', async () => {
    const { insert, remove, events } = setUp();
    await insert(notes, 'u', [1n, 'a', 1]);
    const both = [remove(notes, 'u'), remove(notes, 'u', { key: [1n] })];
    expect((await Promise.all(both)).sort()).toEqual([0, 1]);
    await expect(remove(notes, 'u')).resolves.toBe(0);
    expect(events).toHaveLength(2);
  });
});

describe('a STREAM table', () => {
  const stream = makeTable({
    kind: 'stream',
    columns: { id: 'int', body: 'text' },
    primaryKey: ['id'],
    ttlSeconds: 60,
  });

  test('loses its rows when their time is over, and takes their keys again', async () => {
    const clock = createManualClock();
    const { insert, rows, source, feed, remove } = setUp([stream], { clock });
    await insert(stream, 'u', [1, 'a']);
    clock.advanceMs(30_000);
    await insert(stream, 'u', [2, 'b']);
    await expect(insert(stream, 'u', [1, 'x'])).rejects.toMatchObject({
      code: 'CORE_DUPLICATE_KEY',
    });
    clock.advanceMs(30_001);
    expect(userValues(await rows(stream, 'u'))).toEqual([[2, 'b']]);
    expect(source(stream, 'u').lookup([1], [1])).toBeUndefined();
    await expect(remove(stream, 'u', { key: [1] })).resolves.toBe(0);
    await insert(stream, 'u', [1, 'again']);
    expect(userValues(await rows(stream, 'u'))).toEqual([
      [1, 'again'],
      [2, 'b'],
    ]);
    const partition = { tableId: stream.definition.id, scope: 'u' };
    const changes = await collect(feed.readChanges(partition, 0n, feed.lastSequence));
    expect(changes.map(({ kind, after }) => [kind, after[1]])).toEqual([
      ['insert', 'b'],
      ['insert', 'again'],
    ]);
  });
});

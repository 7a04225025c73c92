import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryDatabase } from '../../testing/memory-database.ts';
import type { Value } from '../../types/value.ts';

/** A row of (id, g, x, d): d holds small whole numbers, whose sums are exact. */
type Row = readonly [id: number, g: number | null, x: number | null, d: number | null];

const small = (max: number) => fc.option(fc.integer({ min: -max, max }), { freq: 4 });
const tables = fc
  .array(fc.tuple(small(1), small(4), small(3)), { maxLength: 40 })
  .map((rows) => rows.map((row, id): Row => [id, ...row]));

const kinds = [
  'unbounded preceding',
  'preceding',
  'current row',
  'following',
  'unbounded following',
];

/** Bounds by their place in `kinds`, the start not after the end. */
const bounds = fc
  .tuple(fc.nat(3), fc.integer({ min: 1, max: 4 }))
  .filter(([start, end]) => start <= end);

const frames = fc.record({
  mode: fc.constantFrom('rows', 'range', 'groups'),
  bounds,
  startOffset: fc.nat(5),
  endOffset: fc.nat(5),
  exclusion: fc.constantFrom('no others', 'current row', 'group', 'ties'),
});

const windows = fc.record({
  partitioned: fc.boolean(),
  descending: fc.boolean(),
  nullsFirst: fc.boolean(),
  frame: frames,
});
type Window = typeof windows extends fc.Arbitrary<infer T> ? T : never;

const functions = ['sum(d)', 'count(*)', 'count(d)', 'min(d)', 'max(d)', 'avg(d)'] as const;
const positional = ['first_value(d)', 'last_value(d)', 'nth_value(d, 2)'] as const;
type Name = (typeof functions)[number] | (typeof positional)[number];

/** Where row `other` sorts against row `row` by x: negative before it. */
function compare({ descending, nullsFirst }: Window, row: Row, other: Row): number {
  const [x, y] = [row[2], other[2]];
  if (x === null || y === null) {
    if (x === y) return 0;
    return (x === null) === nullsFirst ? -1 : 1;
  }
  return descending ? y - x : x - y;
}

/** The rows of the partition of `row` in the window's order. */
function partitionOf(window: Window, rows: readonly Row[], row: Row): readonly Row[] {
  return rows
    .filter((other) => !window.partitioned || other[1] === row[1])
    .sort((left, right) => compare(window, left, right) || left[0] - right[0]);
}

/** How far `other` is from `row` as the mode counts; `undefined` where that cannot be said. */
function distance(window: Window, partition: readonly Row[], row: Row, other: Row) {
  const { mode } = window.frame;
  const at = partition.indexOf(row);
  const otherAt = partition.indexOf(other);
  if (mode === 'rows') return otherAt - at;
  if (mode === 'groups') {
    const starts = partition.map((one, index) =>
      index > 0 && compare(window, partition[index - 1], one) === 0 ? 0 : 1,
    );
    const groupOf = (index: number) =>
      starts.slice(0, index + 1).reduce<number>((sum, one) => sum + one, 0);
    return groupOf(otherAt) - groupOf(at);
  }
  if (row[2] === null || other[2] === null) {
    if (row[2] === other[2]) return 0;
    return Math.sign(compare(window, other, row)) * Number.POSITIVE_INFINITY;
  }
  return compare(window, other, row);
}

/** The definition of a frame: each row of the partition is asked whether it is in it. */
function frameOf(window: Window, partition: readonly Row[], row: Row): readonly Row[] {
  const { bounds: ends, startOffset, endOffset, exclusion } = window.frame;
  const limit = (kind: number, offset: number): number =>
    [Number.NEGATIVE_INFINITY, -offset, 0, offset, Number.POSITIVE_INFINITY][kind];
  const start = limit(ends[0], startOffset);
  const end = limit(ends[1], endOffset);
  return partition.filter((other) => {
    const away = distance(window, partition, row, other);
    const isPeer = compare(window, row, other) === 0;
    if (exclusion === 'current row' && other === row) return false;
    if (exclusion === 'group' && isPeer) return false;
    if (exclusion === 'ties' && isPeer && other !== row) return false;
    // NULL plus an offset is NULL: rows without a key have each other, whatever the offsets.
    if (window.frame.mode === 'range' && row[2] === null && other[2] === null) return true;
    return away >= start && away <= end;
  });
}

function resultOf(name: Name, frame: readonly Row[]): Value {
  const values = frame.map((row) => row[3]);
  const present = values.filter((value) => value !== null);
  const sum = present.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'count(*)':
      return BigInt(frame.length);
    case 'count(d)':
      return BigInt(present.length);
    case 'first_value(d)':
      return values[0] ?? null;
    case 'last_value(d)':
      return values[values.length - 1] ?? null;
    case 'nth_value(d, 2)':
      return values[1] ?? null;
    default:
      if (present.length === 0) return null;
      if (name === 'sum(d)') return sum;
      if (name === 'avg(d)') return sum / present.length;
      return name === 'min(d)' ? Math.min(...present) : Math.max(...present);
  }
}

/** Positions by row are what makes a result one: row mode needs the id as last key. */
function over(window: Window): string {
  const { mode, bounds: ends, startOffset, endOffset, exclusion } = window.frame;
  const bound = (kind: number, offset: number) =>
    kind === 1 || kind === 3 ? `${offset} ${kinds[kind]}` : kinds[kind];
  const order = `x ${window.descending ? 'DESC' : 'ASC'} NULLS ${window.nullsFirst ? 'FIRST' : 'LAST'}`;
  const extent = `BETWEEN ${bound(ends[0], startOffset)} AND ${bound(ends[1], endOffset)}`;
  return `(${window.partitioned ? 'PARTITION BY g' : ''} ORDER BY ${order} ${mode} ${extent} EXCLUDE ${exclusion})`;
}

async function databaseOf(rows: readonly Row[]): Promise<MemoryDatabase> {
  const database = new MemoryDatabase();
  await database.run('CREATE TABLE t (id INT PRIMARY KEY, g INT, x INT, d DOUBLE)');
  if (rows.length > 0) {
    const list = rows.map((row) => `(${row.map((value) => value ?? 'NULL').join(', ')})`);
    await database.run(`INSERT INTO t VALUES ${list.join(', ')}`);
  }
  return database;
}

test('Functions over frames give what the definition of the frame gives', async () => {
  const name = fc.constantFrom<Name>(...functions, ...positional);
  await fc.assert(
    fc.asyncProperty(tables, windows, fc.tuple(name, name), async (rows, window, names) => {
      const database = await databaseOf(rows);
      const list = names.map((one) => `${one} OVER ${over(window)}`).join(', ');
      const result = await database.run(`SELECT id, ${list} FROM t ORDER BY id`);
      const expected = rows.map((row) => {
        const frame = frameOf(window, partitionOf(window, rows, row), row);
        return [row[0], ...names.map((one) => resultOf(one, frame))];
      });
      expect(result.rows.map((row) => row.map(withoutSign))).toEqual(
        expected.map((row) => row.map(withoutSign)),
      );
    }),
    { numRuns: 400 },
  );
});

test('A long partition gives what sums of its parts give', async () => {
  const count = 20_000;
  const rows = Array.from({ length: count }, (_, id): Row => [id, 0, id, (id * 7919) % 1000]);
  const database = await databaseOf(rows);
  const sums = [0];
  for (const row of rows) sums.push(sums[row[0]] + (row[3] ?? 0));
  const { rows: result } = await database.run(
    `SELECT sum(d) OVER (ORDER BY id ROWS BETWEEN 700 PRECEDING AND 300 FOLLOWING),
       sum(d) OVER (ORDER BY id), sum(d) OVER (ORDER BY id DESC) FROM t ORDER BY id`,
  );
  const expected = rows.map(([id]) => [
    sums[Math.min(count, id + 301)] - sums[Math.max(0, id - 700)],
    sums[id + 1],
    sums[count] - sums[id],
  ]);
  expect(result).toEqual(expected);
});

/** -0 and 0 are one number in SQL. */
function withoutSign(value: Value): Value {
  return value === 0 ? 0 : value;
}

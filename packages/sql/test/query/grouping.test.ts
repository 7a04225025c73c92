import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryDatabase } from '../../src/testing/memory-database.ts';

const columns = ['a', 'b', 'c'] as const;
const calls = `count(*), sum(n), max(t), count(DISTINCT n), string_agg(t, '-' ORDER BY n, id),
  percentile_disc(0.4) WITHIN GROUP (ORDER BY n)`;

const table = fc.array(
  fc.record({
    a: fc.option(fc.integer({ min: 0, max: 2 })),
    b: fc.option(fc.constantFrom('x', 'y', '')),
    c: fc.option(fc.boolean()),
    n: fc.option(fc.integer({ min: -2, max: 3 })),
    t: fc.option(fc.constantFrom('p', 'q', 'r')),
  }),
  { maxLength: 12 },
);

type Table = typeof table extends fc.Arbitrary<infer Rows> ? Rows : never;

/** GROUP BY elements, each with the sets that it stands for. */
interface Element {
  readonly text: string;
  readonly sets: readonly (readonly string[])[];
}

const list = fc.subarray([...columns], { minLength: 0 });
const element: fc.Arbitrary<Element> = fc.oneof(
  fc.constantFrom(...columns).map((column) => ({ text: column, sets: [[column]] })),
  fc.subarray([...columns], { minLength: 1 }).map((names) => ({
    text: `ROLLUP (${names.join(', ')})`,
    sets: [...names.keys(), names.length].map((length) => names.slice(0, length)),
  })),
  fc.subarray([...columns], { minLength: 1 }).map((names) => ({
    text: `CUBE (${names.join(', ')})`,
    sets: Array.from({ length: 2 ** names.length }, (_, bits) =>
      names.filter((_, index) => ((bits >> index) & 1) === 1),
    ),
  })),
  fc.array(list, { minLength: 1, maxLength: 3 }).map((sets) => ({
    text: `GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})`,
    sets,
  })),
);

const elements = fc.array(element, { minLength: 1, maxLength: 2 });

async function databaseOf(rows: Table): Promise<MemoryDatabase> {
  const database = new MemoryDatabase();
  await database.run(
    'CREATE TABLE r (id INT PRIMARY KEY, a INT, b TEXT, c BOOLEAN, n INT, t TEXT)',
  );
  for (const [id, { a, b, c, n, t }] of rows.entries()) {
    await database.run(`INSERT INTO r VALUES (${[id, a, b, c, n, t].map(literal).join(', ')})`);
  }
  return database;
}

function literal(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `'${value}'` : String(value ?? 'NULL');
}

async function sortedRows(database: MemoryDatabase, sql: string): Promise<readonly string[]> {
  const { rows } = await database.run(sql);
  return rows.map((row) => row.map(String).join('|')).sort();
}

/** A query for one grouping set, giving NULL for the columns that the set leaves out. */
function queryOf(set: readonly string[], used: readonly string[]): string {
  const names = used.map((column) => (set.includes(column) ? column : 'NULL'));
  const mask = used.reduce((bits, column) => bits * 2 + Number(!set.includes(column)), 0);
  const by = set.length === 0 ? '()' : set.join(', ');
  return `SELECT ${[...names, mask, calls].join(', ')} FROM r GROUP BY ${by}`;
}

test('Grouping sets give what grouping by each of them gives', async () => {
  await fc.assert(
    fc.asyncProperty(table, elements, async (rows, group) => {
      const database = await databaseOf(rows);
      const sets = group.reduce<readonly (readonly string[])[]>(
        (product, { sets }) => product.flatMap((left) => sets.map((right) => [...left, ...right])),
        [[]],
      );
      // A column of no set may not be selected.
      const used = columns.filter((column) => sets.some((set) => set.includes(column)));
      const mask = used.length === 0 ? '0' : `grouping(${used.join(', ')})`;
      const by = group.map(({ text }) => text).join(', ');
      const text = `SELECT ${[...used, mask, calls].join(', ')} FROM r GROUP BY ${by}`;
      const parts = await Promise.all(sets.map((set) => sortedRows(database, queryOf(set, used))));
      expect(await sortedRows(database, text)).toEqual(parts.flat().sort());
    }),
    { numRuns: 100 },
  );
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bindStatement } from '../../src/bind/bind-statement.ts';
import { batchRows } from '../../src/columnar/batch-rows.ts';
import { executePlan } from '../../src/execute/execute-plan.ts';
import { optimize } from '../../src/optimize/optimize.ts';
import type { StatisticsLookup } from '../../src/optimize/statistics.ts';
import { parseScript } from '../../src/parse/parse.ts';
import { explainPlan } from '../../src/plan/explain.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { fixedContext } from '../../src/testing/fixed-context.ts';
import { memoryCatalog } from '../../src/testing/memory-catalog.ts';
import { MemoryTable, tableInfo } from '../../src/testing/memory-table.ts';
import { sqlTypes } from '../../src/types/sql-type.ts';
import type { Row } from '../../src/types/value.ts';

const infos = ['a', 'b', 'c'].map((name, index) =>
  tableInfo({
    id: index + 1,
    name,
    columns: [
      { name: 'id', type: sqlTypes.int, nullable: false },
      { name: 'n', type: sqlTypes.int },
      { name: 's', type: sqlTypes.text },
    ],
    primaryKey: ['id'],
  }),
);

function bind(text: string): Plan {
  const [{ statement }] = parseScript(text);
  if (statement.kind !== 'select') throw new Error('a SELECT is expected');
  const bound = bindStatement(statement, memoryCatalog(infos), { namespace: 'default' });
  if (bound.kind !== 'query') throw new Error('a query is expected');
  return bound.plan;
}

/** Statistics with so many rows in a, b and c, and so many distinct values in each column. */
function sized(rowCounts: readonly number[], distinctCount?: number): StatisticsLookup {
  return ({ id, columns }) => {
    const rowCount = rowCounts[id - 1];
    const ofColumn = {
      distinctCount: distinctCount ?? rowCount,
      nullFraction: 0,
      range: { least: 0, greatest: rowCount },
    };
    return { rowCount, columns: columns.map(() => ofColumn) };
  };
}

const explain = (sql: string, statistics: StatisticsLookup): string =>
  explainPlan(optimize(bind(sql), statistics));

test('The smaller side of a join is kept in memory', () => {
  const sql = 'SELECT a.s, b.s FROM a JOIN b ON a.n = b.n';
  const scans = (statistics: StatisticsLookup) =>
    [...explain(sql, statistics).matchAll(/Scan default\.(\w)/g)].map(([, name]) => name);
  expect(scans(sized([1_000_000, 10, 0]))).toEqual(['a', 'b']);
  expect(scans(sized([10, 1_000_000, 0]))).toEqual(['b', 'a']);
  // Estimates that differ little are no reason.
  expect(scans(sized([100, 101, 0]))).toEqual(['a', 'b']);
});

test('Relations without a key between them are joined through others', () => {
  const sql = 'SELECT a.s FROM a, b, c WHERE a.n = c.n AND b.id = c.id';
  expect(explain(sql, sized([1000, 1000, 1000]))).not.toContain('Join cross');
  const chained = 'SELECT a.s FROM a, b, c WHERE a.n = b.n AND b.n = c.n AND a.id = 1';
  expect(explain(chained, sized([1000, 1000, 1000]))).not.toContain('Join cross');
});

test('Keys that follow from others may be joined by', () => {
  const sql = 'SELECT a.s FROM a, b, c WHERE a.id = b.n AND b.n = c.id';
  const text = explain(sql, sized([10, 1_000_000, 10], 10));
  const lastScan = text.trimEnd().split('\n').at(-1);
  expect(text.indexOf('default.b')).toBeLessThan(text.indexOf('default.a'));
  expect(lastScan).toContain('Scan');
});

test('Keys of several columns are no more than there are rows', () => {
  const sql = 'SELECT c.s FROM a JOIN b ON a.id = b.id AND a.n = b.n JOIN c ON a.n = c.id';
  expect(explain(sql, sized([1000, 1000, 10_000]))).not.toContain('lookup');
  expect(explain(sql, sized([10, 10, 10_000]))).toContain('lookup key id');
});

test.each([
  'SELECT a.s FROM a LEFT JOIN b ON a.id = b.id',
  'SELECT a.s FROM a FULL JOIN b ON a.id = b.id',
  'SELECT a.s FROM a JOIN b ON a.id = b.id AND SNOWFLAKE_ID() > a.n + b.n',
])('The order stays: %s', (sql) => {
  const text = explain(sql, sized([10, 1_000_000, 10]));
  expect(text.indexOf('default.a')).toBeLessThan(text.indexOf('default.b'));
});

test('The result has its columns in the order of the text', () => {
  const plan = bind('SELECT * FROM a, b, c WHERE a.id = c.n AND c.id = b.n');
  const optimized = optimize(plan, sized([1_000_000, 10, 100]));
  expect(optimized.schema).toEqual(plan.schema);
});

test('A chain of sixty relations is ordered in no time', () => {
  const names = Array.from({ length: 60 }, (_, index) => `t${index}`);
  const from = names.map((name, index) => `${'abc'[index % 3]} ${name}`).join(', ');
  const where = names.slice(1).map((name, index) => `t${index}.n = ${name}.id`);
  const text = explain(`SELECT t0.s FROM ${from} WHERE ${where.join(' AND ')}`, sized([9, 9, 9]));
  expect(text).not.toContain('Join cross');
});

const relations = ['x', 'y', 'z', 'u', 'v', 'w', 'p', 'q'];
const column = fc.constantFrom('id', 'n');
const condition = (count: number) => {
  const relation = fc.constantFrom(...relations.slice(0, count));
  const field = fc.tuple(relation, column).map((parts) => parts.join('.'));
  const equality = fc.tuple(field, field).map((sides) => sides.join(' = '));
  return fc.oneof(
    { arbitrary: equality, weight: 6 },
    { arbitrary: fc.tuple(field, field).map(([one, other]) => `${one} + 1 = ${other}`), weight: 1 },
    { arbitrary: fc.tuple(field, field).map((sides) => sides.join(' < ')), weight: 1 },
    { arbitrary: fc.tuple(field, fc.nat(3)).map((sides) => sides.join(' = ')), weight: 1 },
    {
      arbitrary: fc.tuple(field, field, field).map((all) => all.join(' + ').concat(' > 2')),
      weight: 1,
    },
  );
};
const query = fc.integer({ min: 2, max: relations.length }).chain((count) =>
  fc
    .tuple(
      fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: count, maxLength: count }),
      fc.array(condition(count), { minLength: count - 1, maxLength: count + 3 }),
    )
    .map(([tables, conditions]) => {
      const from = tables.map((table, index) => `${table} ${relations[index]}`).join(', ');
      return `SELECT * FROM ${from} WHERE ${conditions.join(' AND ')}`;
    }),
);
const rows = fc.uniqueArray(
  fc.tuple(fc.nat(3), fc.option(fc.nat(3)), fc.constant<string | null>('s')),
  { selector: ([id]) => id, maxLength: 4 },
);
const size = fc.constantFrom(1, 10, 1000, 1_000_000);

/** The rows as sorted texts: joins have no order. */
async function run(plan: Plan, tables: readonly (readonly Row[])[]): Promise<string[]> {
  const sources = infos.map(
    (info, index) => [info.id, new MemoryTable(info, tables[index], 3)] as const,
  );
  const result: string[] = [];
  for await (const batch of executePlan(plan, fixedContext(new Map(sources)))) {
    result.push(...batchRows(batch).map((row) => row.map(String).join(' | ')));
  }
  return result.sort();
}

test('Any order gives the rows of the order of the text', async () => {
  await fc.assert(
    fc.asyncProperty(
      query,
      fc.tuple(rows, rows, rows),
      fc.tuple(size, size, size),
      fc.constantFrom(1, 5, 1000),
      async (text, tables, sizes, distinctCount) => {
        const plan = bind(text);
        const expected = await run(optimize(plan), tables);
        expect(await run(optimize(plan, sized(sizes, distinctCount)), tables)).toEqual(expected);
        const few = text.split(',').length <= 4;
        if (few) expect(await run(plan, tables)).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

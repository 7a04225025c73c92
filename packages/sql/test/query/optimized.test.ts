import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bindStatement } from '../../src/bind/bind-statement.ts';
import type { BoundQuery } from '../../src/bind/statement.ts';
import { batchRows } from '../../src/columnar/batch-rows.ts';
import { executePlan } from '../../src/execute/execute-plan.ts';
import { compilePointRead } from '../../src/execute/point-read.ts';
import { optimizeStatement } from '../../src/optimize/optimize.ts';
import { parseScript } from '../../src/parse/parse.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { fixedContext } from '../../src/testing/fixed-context.ts';
import { memoryCatalog } from '../../src/testing/memory-catalog.ts';
import { MemoryTable, tableInfo } from '../../src/testing/memory-table.ts';
import { sqlTypes } from '../../src/types/sql-type.ts';
import type { Row } from '../../src/types/value.ts';

const info = tableInfo({
  id: 1,
  name: 'r',
  columns: [
    { name: 'a', type: sqlTypes.int, nullable: false },
    { name: 'b', type: sqlTypes.text, nullable: false },
    { name: 'n', type: sqlTypes.int },
    { name: 'big', type: sqlTypes.bigint },
    { name: 'd', type: sqlTypes.double },
    { name: 's', type: sqlTypes.smallint },
    { name: 'f', type: sqlTypes.float },
    { name: 'day', type: sqlTypes.date },
    { name: '_deleted', type: sqlTypes.boolean, nullable: false, system: true },
  ],
  primaryKey: ['a', 'b'],
});

const tables = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 0, max: 4 }),
    fc.constantFrom('x', 'y', 'z'),
    fc.option(fc.integer({ min: -3, max: 3 })),
    fc.option(fc.bigInt({ min: -3n, max: 3n })),
    fc.option(fc.constantFrom(0, -0, 1.5, Number.NaN, -2)),
    fc.option(fc.integer({ min: -3, max: 3 })),
    fc.option(fc.constantFrom(0, Math.fround(0.1), 1.5, Number.NaN, -2)),
    fc.option(fc.integer({ min: -3, max: 3 })),
    fc.boolean(),
  ),
  { selector: ([a, b]) => `${a} ${b}`, maxLength: 15 },
);

const number = fc.oneof(
  fc.constantFrom('a', 'n', 'big', 'd', 's', 'f', 'NULL'),
  fc.integer({ min: -3, max: 4 }).map(String),
  fc.constantFrom(
    'a + n',
    'n * 2',
    's + s',
    "day - DATE '1970-01-01'",
    'extract(year FROM day)',
    's * n',
    'f - n',
    'f + f',
    'big - a',
    'coalesce(n, a)',
    '-n',
    'CASE WHEN n > 0 THEN a END',
  ),
);
const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM');
const atom = fc.oneof(
  fc.tuple(number, comparison, number).map((parts) => parts.join(' ')),
  fc
    .tuple(fc.constant('a'), fc.constantFrom('=', '<', '>='), fc.nat(4))
    .map((parts) => parts.join(' ')),
  fc.constantFrom(
    "b = 'x'",
    "b > 'x'",
    "b LIKE '_'",
    'n IS NULL',
    'd IS NOT NULL',
    '_deleted',
    'true',
  ),
  fc.constantFrom('a IN (1, 2, n)', 'a BETWEEN 1 AND 3', 'n NOT IN (1, NULL)', 'NULL', '1 = 2'),
);
const predicate = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc
      .tuple(tie('node'), fc.constantFrom('AND', 'AND', 'OR'), tie('node'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('node').map((inner) => `NOT (${inner})`),
  ),
})).node;
const where = fc.option(predicate).map((text) => (text === null ? '' : `WHERE ${text}`));
const limit = fc.constantFrom('', 'LIMIT 3', 'LIMIT 2 OFFSET 1', 'OFFSET 2', 'LIMIT 0');
const direction = fc.constantFrom('', 'DESC', 'DESC NULLS LAST', 'NULLS FIRST');

/** Ordered by the whole key at the end, so that LIMIT has one right answer. */
const plain = fc
  .tuple(
    fc.array(number, { minLength: 1, maxLength: 3 }),
    where,
    number,
    direction,
    direction,
    limit,
  )
  .map(
    ([items, filter, first, one, two, cut]) =>
      `SELECT ${items.join(', ')} FROM r ${filter} ORDER BY ${first} + 0 ${one}, a ${two}, b ${cut}`,
  );
const keyOrder = fc
  .tuple(where, fc.constantFrom('a, b', 'a DESC, b DESC', 'a, b DESC'), limit)
  .map(([filter, order, cut]) => `SELECT * FROM r ${filter} ORDER BY ${order} ${cut}`);
const aggregated = fc
  .tuple(number, where, fc.constantFrom('', 'HAVING count(*) > 1', 'HAVING max(a) > 1'), limit)
  .map(
    ([group, filter, having, cut]) =>
      `SELECT n, count(*), sum(0 + ${group}), min(b), count(DISTINCT d) FROM r ${filter} GROUP BY n ${having} ORDER BY n ${cut}`,
  );
const distinct = fc
  .tuple(number, where, limit)
  .map(
    ([item, filter, cut]) =>
      `SELECT DISTINCT ${item} AS v, b FROM r ${filter} ORDER BY v, b ${cut}`,
  );
const windowed = fc
  .tuple(
    number,
    fc.constantFrom('', 'PARTITION BY a', 'PARTITION BY b, n'),
    direction,
    fc.constantFrom('count(*)', 'max(n)', 'rank()', 'row_number()'),
    fc.constantFrom('a = 1', "b = 'x'", 'first <= 2', 'first = 1 AND a > 0', 'n > 0', '2 > first'),
    limit,
  )
  .map(
    ([key, partition, order, name, filter, cut]) =>
      `SELECT a, b, first, other FROM (SELECT a, b, n, row_number() OVER (ORDER BY ${key} + 0 ${order}, a, b) AS first, ${name} OVER (${partition} ORDER BY a, b) AS other, sum(n) OVER (PARTITION BY b) FROM r) AS t WHERE ${filter} ORDER BY a, b ${cut}`,
  );
const firsts = fc
  .tuple(where, direction, fc.constantFrom('n IS NULL', 'n > 0', 'a > 1', 'true'))
  .map(
    ([filter, order, after]) =>
      `SELECT * FROM (SELECT DISTINCT ON (n) n, a, b FROM r ${filter} ORDER BY n ${order}, a DESC, b) AS t WHERE ${after} ORDER BY n`,
  );
const queries = fc.oneof(windowed, firsts, plain, keyOrder, aggregated, distinct);

function bind(text: string): BoundQuery {
  const [{ statement }] = parseScript(text);
  if (statement.kind !== 'select') throw new Error('a SELECT is expected');
  const bound = bindStatement(statement, memoryCatalog([info]), { namespace: 'default' });
  if (bound.kind !== 'query') throw new Error('a query is expected');
  return bound;
}

async function run(plan: Plan, rows: readonly Row[]): Promise<Row[]> {
  const result: Row[] = [];
  const context = fixedContext(new Map([[1, new MemoryTable(info, rows, 4)]]));
  for await (const batch of executePlan(plan, context)) result.push(...batchRows(batch));
  return result;
}

test('The optimised plan of a query gives the rows of the plan as bound, and of the point read', async () => {
  await fc.assert(
    fc.asyncProperty(queries, tables, async (text, rows) => {
      const bound = bind(text);
      const optimized = optimizeStatement(bound);
      if (optimized.kind !== 'query') throw new Error('a query is expected');
      expect(optimized.plan.schema).toEqual(bound.plan.schema);
      const expected = await run(bound.plan, rows);
      expect(await run(optimized.plan, rows)).toEqual(expected);
      const context = fixedContext(new Map([[1, new MemoryTable(info, rows)]]));
      const pointRead = compilePointRead(optimized.plan);
      if (pointRead !== undefined) expect(pointRead(context)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('A point read gives the row of the key, and no row where there is none', () => {
  const rows: Row[] = [
    [1, 'x', 7, 8n, 0.5, 1, 2, 3, false],
    [1, 'y', null, null, null, null, null, null, true],
  ];
  const context = fixedContext(new Map([[1, new MemoryTable(info, rows)]]));
  const read = (text: string) => {
    const optimized = optimizeStatement(bind(text));
    return optimized.kind === 'query' ? compilePointRead(optimized.plan)?.(context) : undefined;
  };
  expect(read("SELECT n + 1, b FROM r WHERE a = 1 AND b = 'x'")).toEqual([[8, 'x']]);
  expect(read("SELECT n FROM r WHERE b = 'x' AND a = 1 AND n > 7")).toEqual([]);
  expect(read("SELECT n FROM r WHERE b = 'y' AND a = 1")).toEqual([]);
  expect(read("SELECT n FROM r WHERE a = 1 AND b = 'x' LIMIT 0")).toEqual([]);
  expect(read("SELECT n FROM r WHERE a = NULL AND b = 'x'")).toEqual([]);
  expect(read('SELECT 1 + 1')).toEqual([[2]]);
  expect(read('SELECT n FROM r WHERE a = 1')).toBeUndefined();
  expect(read('SELECT count(*) FROM r')).toBeUndefined();
});

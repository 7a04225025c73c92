import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bindStatement } from '../../src/bind/bind-statement.ts';
import type { BoundQuery } from '../../src/bind/statement.ts';
import { batchRows } from '../../src/columnar/batch-rows.ts';
import { executePlan } from '../../src/execute/execute-plan.ts';
import { optimize } from '../../src/optimize/optimize.ts';
import { parseScript } from '../../src/parse/parse.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { fixedContext } from '../../src/testing/fixed-context.ts';
import { memoryCatalog } from '../../src/testing/memory-catalog.ts';
import { MemoryTable, tableInfo } from '../../src/testing/memory-table.ts';
import { sqlTypes } from '../../src/types/sql-type.ts';
import type { Row } from '../../src/types/value.ts';

const columns = [
  { name: 'id', type: sqlTypes.int, nullable: false },
  { name: 'n', type: sqlTypes.int },
  { name: 's', type: sqlTypes.text },
  { name: 'd', type: sqlTypes.double },
];
const infos = ['r', 'q'].map((name, index) =>
  tableInfo({ id: index + 1, name, columns, primaryKey: ['id'] }),
);

const rows = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 0, max: 9 }),
    fc.option(fc.integer({ min: 0, max: 2 })),
    fc.option(fc.constantFrom('', 'a')),
    fc.option(fc.constantFrom(0, -0, 1, Number.NaN)),
  ),
  { selector: ([id]) => id, maxLength: 9 },
);
const database = fc.tuple(rows, rows);

type Database = readonly (readonly Row[])[];

function bind(text: string): BoundQuery {
  const [{ statement }] = parseScript(text);
  if (!('orderBy' in statement)) throw new Error('a query is expected');
  const bound = bindStatement(statement, memoryCatalog(infos), { namespace: 'default' });
  if (bound.kind !== 'query') throw new Error('a query is expected');
  return bound;
}

/** The rows as texts; 0 and -0 are one value, and it does not matter which is given. */
async function run(plan: Plan, tables: Database, signal?: AbortSignal): Promise<string[]> {
  const sources = infos.map(
    (info, index) => [info.id, new MemoryTable(info, tables[index], 3)] as const,
  );
  const result: string[] = [];
  for await (const batch of executePlan(plan, fixedContext(new Map(sources), { signal }))) {
    result.push(...batchRows(batch).map((row) => row.map(String).join(' | ')));
  }
  return result;
}

const leaf = fc.constantFrom(
  'SELECT n, s FROM r',
  'SELECT n, s FROM q',
  'SELECT n + 1, s FROM r WHERE id > 4',
  'SELECT id, NULL FROM q WHERE n = 1',
  "SELECT DISTINCT n, 'a' FROM r",
  'SELECT max(n), s FROM q GROUP BY s',
  'SELECT d, s FROM r',
  "VALUES (1, 'a'), (2, NULL), (NULL, 'a')",
  '(SELECT n, s FROM r ORDER BY n, s, id LIMIT 3)',
  'SELECT r.n, q.s FROM r JOIN q USING (id)',
);
const operator = fc.constantFrom(
  'UNION',
  'UNION ALL',
  'INTERSECT',
  'EXCEPT',
  'EXCEPT ALL',
  'INTERSECT ALL',
);
const operation = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.tuple(tie('query'), operator, leaf).map((parts) => parts.join(' ')),
    fc
      .tuple(tie('query'), operator, tie('query'))
      .map(([left, word, right]) => `(${left}) ${word} (${right})`),
  ),
})).query;
const around = fc.constantFrom<(query: string) => string>(
  (query) => query,
  (query) => `${query} UNION ALL SELECT 9, 'z' ORDER BY 1, 2 LIMIT 4 OFFSET 1`,
  (query) => `SELECT * FROM (${query}) AS v (a, b) WHERE a > 0 AND b IS NOT NULL`,
  (query) => `SELECT b, count(*), sum(a) FROM (${query}) AS v (a, b) GROUP BY b`,
  (query) => `SELECT a + 1 FROM (${query}) AS v (a, b)`,
  (query) => `WITH c (a, b) AS (${query}) SELECT * FROM c WHERE a = 1`,
  (query) => `WITH c (a, b) AS (${query}) SELECT l.a, r.b FROM c l JOIN c r ON l.a = r.a`,
  (query) =>
    `WITH c (a, b) AS (${query}), e AS (TABLE c) SELECT a FROM e UNION ALL SELECT a FROM c`,
  (query) => `WITH c (a, b) AS MATERIALIZED (${query}) SELECT b FROM c WHERE a < 2`,
);

test('Optimised set operations and tables of WITH give the rows of the plan as bound', async () => {
  await fc.assert(
    fc.asyncProperty(operation, around, database, async (query, wrap, tables) => {
      const { plan } = bind(wrap(query));
      const optimized = optimize(plan);
      expect(optimized.schema).toEqual(plan.schema);
      expect((await run(optimized, tables)).sort()).toEqual((await run(plan, tables)).sort());
    }),
    { numRuns: 600 },
  );
});

const definitions: Readonly<Record<string, (left: string[], right: string[]) => string[]>> = {
  'UNION ALL': (left, right) => [...left, ...right],
  UNION: (left, right) => [...new Set([...left, ...right])],
  INTERSECT: (left, right) => [...new Set(left.filter((row) => right.includes(row)))],
  EXCEPT: (left, right) => [...new Set(left.filter((row) => !right.includes(row)))],
  'INTERSECT ALL': (left, right) => {
    const rest = [...right];
    return left.filter((row) => takeFrom(rest, row));
  },
  'EXCEPT ALL': (left, right) => {
    const rest = [...right];
    return left.filter((row) => !takeFrom(rest, row));
  },
};

function takeFrom(rows: string[], row: string): boolean {
  const index = rows.indexOf(row);
  if (index >= 0) rows.splice(index, 1);
  return index >= 0;
}

test.each(Object.entries(definitions))(
  '%s gives what its definition says',
  async (word, define) => {
    await fc.assert(
      fc.asyncProperty(database, async (tables) => {
        const sides = ['SELECT n, s FROM r', 'SELECT n, s FROM q'];
        const [left, right] = await Promise.all(sides.map((side) => run(bind(side).plan, tables)));
        const { plan } = bind(sides.join(` ${word} `));
        expect(await run(plan, tables)).toEqual(define(left, right));
        expect((await run(optimize(plan), tables)).sort()).toEqual(define(left, right).sort());
      }),
      { numRuns: 150 },
    );
  },
);

test('Long chains of set operations run, longer ones are refused', async () => {
  const chain = (length: number) => Array.from({ length }, () => 'SELECT 1').join(' UNION ALL ');
  expect(await run(optimize(bind(chain(480)).plan), [[], []])).toHaveLength(480);
  expect(await run(bind(chain(480)).plan, [[], []])).toHaveLength(480);
  const distinct = chain(480).replaceAll(' ALL', '');
  expect(await run(optimize(bind(distinct).plan), [[], []])).toEqual(['1']);
  expect(() => bind(chain(600))).toThrow(expect.objectContaining({ code: 'SQL_TOO_DEEP' }));
});

test('Parentheses around queries nest as deep as others do', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}SELECT 1${')'.repeat(depth)}`;
  expect(bind(nested(150)).plan.kind).toBe('project');
  expect(() => bind(nested(100_000))).toThrow(expect.objectContaining({ code: 'SQL_TOO_DEEP' }));
  const inFrom = `SELECT * FROM ${'('.repeat(100_000)}SELECT 1${')'.repeat(100_000)} AS x`;
  expect(() => bind(inFrom)).toThrow(expect.objectContaining({ code: 'SQL_TOO_DEEP' }));
});

test('A recursion without an end is ended by its signal', async () => {
  const { plan } = bind(
    'WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 0 FROM c) SELECT count(*) FROM c',
  );
  const abort = new AbortController();
  setImmediate(() => abort.abort());
  await expect(run(optimize(plan), [[], []], abort.signal)).rejects.toMatchObject({
    code: 'SQL_CANCELED',
  });
});

test('Rows of many batches pass through WITH and recursion', async () => {
  const { plan } = bind(
    `WITH RECURSIVE c (n) AS (SELECT 1 UNION SELECT n + 1 FROM c WHERE n < 3000),
     wide AS (SELECT c.n * 10 + v.d AS m FROM c, (VALUES (0), (1), (2), (3)) AS v (d))
     SELECT count(*), sum(l.m) FROM wide l JOIN wide r ON l.m = r.m`,
  );
  expect(await run(optimize(plan), [[], []])).toEqual(['12000 | 180078000']);
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bindStatement } from '../../src/bind/bind-statement.ts';
import type { IndexInfo } from '../../src/bind/catalog.ts';
import type { BoundQuery } from '../../src/bind/statement.ts';
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

const columns = [
  { name: 'id', type: sqlTypes.int, nullable: false },
  { name: 'n', type: sqlTypes.int },
  { name: 's', type: sqlTypes.text },
  { name: 'd', type: sqlTypes.double },
];
const byN: IndexInfo = {
  id: 10,
  name: 'by_n',
  keys: [
    {
      expression: { kind: 'column', type: sqlTypes.int, index: 1, name: 'n' },
      descending: false,
      nullsFirst: false,
    },
  ],
  unique: false,
  predicate: undefined,
};
const infos = ['r', 'q', 'p'].map((name, index) => ({
  ...tableInfo({ id: index + 1, name, columns, primaryKey: ['id'] }),
  indexes: [byN],
}));

/** What is said of the tables: some are large, so that it pays to look up what others ask for. */
const sizes = fc.tuple(...infos.map(() => fc.constantFrom(1, 1000, 1_000_000))).map(
  (counts): StatisticsLookup =>
    ({ id }) => ({ rowCount: counts[id - 1], columns: [] }),
);

const rows = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 0, max: 9 }),
    fc.option(fc.integer({ min: 0, max: 3 })),
    fc.option(fc.constantFrom('', 'a', 'b')),
    fc.option(fc.constantFrom(0, -0, 1, Number.NaN)),
  ),
  { selector: ([id]) => id, maxLength: 9 },
);
const database = fc.tuple(rows, rows, rows);

const kind = fc.constantFrom('JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN');
const field = fc.constantFrom('id', 'n');
const comparison = fc.constantFrom('=', '=', '=', '<', '<>', 'IS NOT DISTINCT FROM');
const condition = (left: string, right: string) =>
  fc.oneof(
    fc
      .tuple(field, comparison, field)
      .map(([a, operator, b]) => `${left}.${a} ${operator} ${right}.${b}`),
    fc.constantFrom(
      `${left}.s = ${right}.s`,
      `${left}.d = ${right}.d`,
      `${left}.n + 1 = ${right}.n`,
      `${left}.id = ${right}.d`,
      `${left}.n > 1`,
      `${right}.n IS NULL`,
      `${right}.id BETWEEN 2 AND 6`,
      `coalesce(${left}.n, ${right}.n) = 1`,
      `${left}.n IN (${right}.id, 2)`,
      'TRUE',
    ),
  );
const conditions = (left: string, right: string) =>
  fc
    .array(condition(left, right), { minLength: 1, maxLength: 3 })
    .chain((parts) => fc.constantFrom(' AND ', ' AND ', ' OR ').map((word) => parts.join(word)));
const where = fc.oneof(
  fc.constant(''),
  conditions('x', 'y').map((text) => `WHERE ${text}`),
);

const two = fc
  .tuple(kind, conditions('x', 'y'), where)
  .map(([word, on, filter]) => `SELECT * FROM r x ${word} q y ON ${on} ${filter}`);
const using = fc
  .tuple(kind, fc.constantFrom('USING (n)', 'USING (s, n)', 'USING (d)'), where)
  .map(([word, on, filter]) => `SELECT * FROM r x ${word} q y ${on} ${filter}`);
const comma = fc
  .tuple(conditions('x', 'y'), conditions('y', 'z'))
  .map(([one, other]) => `SELECT x.id, y.n, z.s FROM r x, q y, p z WHERE (${one}) AND (${other})`);
const three = fc
  .tuple(kind, kind, conditions('x', 'y'), conditions('y', 'z'), where)
  .chain(([a, b, one, other, filter]) =>
    fc.constantFrom(
      `SELECT * FROM r x ${a} q y ON ${one} ${b} p z ON ${other} ${filter}`,
      `SELECT x.n, y.id, z.s FROM r x ${a} (q y ${b} p z ON ${other}) ON ${one} ${filter}`,
      `SELECT x.n, count(*), max(z.n) FROM r x ${a} q y ON ${one} ${b} p z ON ${other} ${filter} GROUP BY x.n`,
    ),
  );
const exists = fc
  .tuple(fc.constantFrom('EXISTS', 'NOT EXISTS'), conditions('x', 'y'))
  .map(([word, on]) => `SELECT * FROM r x WHERE ${word} (SELECT 1 FROM q y WHERE ${on})`);
const derived = fc
  .tuple(kind, conditions('x', 'y'), where)
  .map(
    ([word, on, filter]) =>
      `SELECT * FROM r x ${word} (SELECT n AS id, count(*)::INT AS n, max(s) AS s, min(d) AS d FROM q GROUP BY n) y ON ${on} ${filter}`,
  );

function bind(text: string): BoundQuery {
  const [{ statement }] = parseScript(text);
  if (statement.kind !== 'select') throw new Error('a SELECT is expected');
  const bound = bindStatement(statement, memoryCatalog(infos), { namespace: 'default' });
  if (bound.kind !== 'query') throw new Error('a query is expected');
  return bound;
}

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

test('Optimised joins, which hash or look up, give the rows of nested loops', async () => {
  const queries = fc.oneof(two, using, comma, three, exists, derived);
  await fc.assert(
    fc.asyncProperty(queries, database, sizes, async (text, tables, statistics) => {
      const { plan } = bind(text);
      const optimized = optimize(plan, statistics);
      expect(optimized.schema).toEqual(plan.schema);
      expect(await run(optimized, tables)).toEqual(await run(plan, tables));
    }),
    { numRuns: 1_000 },
  );
});

test('Nested loops give what the definition of a join says, pair by pair', async () => {
  await fc.assert(
    fc.asyncProperty(kind, database, async (word, tables) => {
      const [left, right]: readonly (readonly Row[])[] = tables;
      const matches = (x: Row, y: Row) => x[1] !== null && x[1] === y[1];
      const none: Row = [null, null, null, null];
      const pairs: Row[][] = left.flatMap((x) =>
        right.filter((y) => matches(x, y)).map((y) => [x, y]),
      );
      if (word === 'LEFT JOIN' || word === 'FULL JOIN') {
        const alone = left.filter((x) => !right.some((y) => matches(x, y)));
        pairs.push(...alone.map((x) => [x, none]));
      }
      if (word === 'RIGHT JOIN' || word === 'FULL JOIN') {
        const alone = right.filter((y) => !left.some((x) => matches(x, y)));
        pairs.push(...alone.map((y) => [none, y]));
      }
      const expected = pairs.map((pair) => pair.flat().map(String).join(' | ')).sort();
      const { plan } = bind(`SELECT * FROM r x ${word} q y ON x.n = y.n`);
      expect(await run(plan, tables)).toEqual(expected);
      expect(await run(optimize(plan), tables)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

const lookups: readonly [string, string, string][] = [
  ['JOIN', 'x.id = y.id', 'lookup key id'],
  ['JOIN', 'x.n = y.n', 'lookup index by_n n'],
  ['LEFT JOIN', 'x.s = y.s AND x.n = y.id', 'lookup key id'],
];

test.each(lookups)('A small table %s a large one ON %s reads it by %s', (word, on, expected) => {
  const large: StatisticsLookup = ({ name }) => ({
    rowCount: name === 'q' ? 1_000_000 : 10,
    columns: [undefined, { distinctCount: 100_000, nullFraction: 0, range: undefined }],
  });
  const text = (left: string, right: string) => {
    const { plan } = bind(`SELECT x.s, y.s FROM ${left} x ${word} ${right} y ON ${on}`);
    return explainPlan(optimize(plan, large));
  };
  expect(text('r', 'q')).toContain(expected);
  expect(text('r', 'p')).not.toContain('lookup');
  // Whichever side is large, if both may be read first.
  if (word === 'JOIN') expect(text('q', 'r')).toContain(expected);
  else expect(text('q', 'r')).not.toContain('lookup');
});

test('More pairs than a batch has rows come out in several batches', async () => {
  const many = Array.from({ length: 150 }, (_, id): Row => [id, id % 2, null, null]);
  for (const on of ['x.n = y.n', 'x.n <= y.n AND x.n >= y.n']) {
    const plan = optimize(bind(`SELECT x.id, y.id FROM r x JOIN q y ON ${on}`).plan);
    expect(await run(plan, [many, many, []])).toHaveLength(11_250);
  }
});

test('A canceled join ends', async () => {
  const many = Array.from({ length: 300 }, (_, id): Row => [id, 1, null, null]);
  const sources = new Map(infos.map((info) => [info.id, new MemoryTable(info, many)] as const));
  const abort = new AbortController();
  const plan = optimize(bind('SELECT x.id FROM r x, q y, p z').plan);
  const reading = async () => {
    for await (const _ of executePlan(plan, fixedContext(sources, { signal: abort.signal }))) {
      abort.abort();
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'SQL_CANCELED' });
});

test.each([
  ['LEFT JOIN', 'y.n > 1', 'Join on'],
  ['LEFT JOIN', 'y.n IS NULL', 'Join left'],
  ['LEFT JOIN', 'coalesce(y.n, 1) = 1', 'Join left'],
  ['LEFT JOIN', 'x.n = 1 OR y.n = 1', 'Join left'],
  ['FULL JOIN', 'x.n = 1', 'Join left'],
  ['FULL JOIN', 'y.n = 1', 'Join right'],
  ['FULL JOIN', 'x.n = y.n', 'Join on'],
  ['RIGHT JOIN', 'NOT x.n = 1', 'Join on'],
])('%s filtered by %s is %s', (word, filter, expected) => {
  const { plan } = bind(`SELECT x.id FROM r x ${word} q y ON x.id = y.id WHERE ${filter}`);
  expect(explainPlan(optimize(plan))).toContain(expected);
});

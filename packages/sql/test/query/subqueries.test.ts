import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bindStatement } from '../../src/bind/bind-statement.ts';
import type { BoundQuery } from '../../src/bind/statement.ts';
import { batchRows } from '../../src/columnar/batch-rows.ts';
import { executePlan } from '../../src/execute/execute-plan.ts';
import { optimizeStatement } from '../../src/optimize/optimize.ts';
import { parseScript } from '../../src/parse/parse.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { fixedContext } from '../../src/testing/fixed-context.ts';
import { memoryCatalog } from '../../src/testing/memory-catalog.ts';
import { MemoryTable, tableInfo } from '../../src/testing/memory-table.ts';
import { sqlTypes } from '../../src/types/sql-type.ts';
import type { Row } from '../../src/types/value.ts';

const infos = ['r', 's', 't'].map((name, index) =>
  tableInfo({
    id: index + 1,
    name,
    columns: [
      { name: 'k', type: sqlTypes.int, nullable: false },
      { name: 'n', type: sqlTypes.int },
      { name: 'd', type: sqlTypes.double },
    ],
    primaryKey: ['k'],
  }),
);

const rows = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 0, max: 8 }),
    fc.option(fc.integer({ min: 0, max: 3 })),
    fc.option(fc.constantFrom(0, -0, 1, 2.5, Number.NaN)),
  ),
  { selector: ([k]) => k, maxLength: 7 },
);
const databases = fc.tuple(rows, rows, rows);

/** A column of the table of one of the queries around, the nearest most often. */
function column(depth: number): fc.Arbitrary<string> {
  const names = fc.constantFrom('k', 'n', 'n', 'd');
  const levels = fc.oneof(
    { weight: 3, arbitrary: fc.constant(depth) },
    { weight: 2, arbitrary: fc.nat(depth) },
  );
  return fc.tuple(levels, names).map(([level, name]) => `q${level}.${name}`);
}

function comparison(depth: number): fc.Arbitrary<string> {
  const operator = fc.constantFrom('=', '=', '=', '<', '>=', '<>');
  return fc.tuple(column(depth), operator, column(depth)).map((parts) => parts.join(' '));
}

function query(depth: number, items: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const table = fc.constantFrom('r', 's', 't');
  const where = fc.option(predicate(depth), { nil: undefined });
  const tail = fc.constantFrom('', '', '', ` ORDER BY q${depth}.n`, ` LIMIT 1`);
  return fc
    .tuple(items, table, where, depth === 0 ? fc.constant('') : tail)
    .map(([list, from, condition, end]) => {
      const filter = condition === undefined ? '' : ` WHERE ${condition}`;
      return `SELECT ${list} FROM ${from} AS q${depth}${filter}${end}`;
    });
}

function predicate(depth: number): fc.Arbitrary<string> {
  const simple = comparison(depth);
  if (depth >= 3) return simple;
  const inner = depth + 1;
  const not = fc.constantFrom('', 'NOT ');
  const exists = fc
    .tuple(not, query(inner, fc.constant('1')))
    .map(([word, text]) => `${word}EXISTS (${text})`);
  const within = fc
    .tuple(column(depth), not, query(inner, column(inner)))
    .map(([operand, word, text]) => `${operand} ${word}IN (${text})`);
  const quantified = fc
    .tuple(column(depth), fc.constantFrom('<', '=', '<>', '>='), query(inner, column(inner)))
    .chain(([operand, operator, text]) =>
      fc.constantFrom('ANY', 'ALL').map((word) => `${operand} ${operator} ${word} (${text})`),
    );
  const compared = fc
    .tuple(column(depth), aggregated(depth))
    .map(([operand, text]) => `${operand} <= ${text}`);
  const atom = fc.oneof(simple, exists, within, quantified, compared);
  return fc.oneof(
    { weight: 3, arbitrary: atom },
    { weight: 2, arbitrary: fc.tuple(atom, atom).map(([a, b]) => `(${a} AND ${b})`) },
    { weight: 1, arbitrary: fc.tuple(atom, atom).map(([a, b]) => `(${a} OR ${b})`) },
    { weight: 1, arbitrary: atom.map((a) => `NOT (${a})`) },
  );
}

function aggregated(depth: number): fc.Arbitrary<string> {
  const inner = depth + 1;
  const call = fc.oneof(
    fc.constantFrom('count(*)', 'count(*) + 1'),
    fc
      .tuple(fc.constantFrom('count', 'max', 'sum'), fc.constantFrom('k', 'n'))
      .map(([name, argument]) => `${name}(q${inner}.${argument})`),
  );
  const table = fc.constantFrom('r', 's', 't');
  const where = depth >= 2 ? comparison(inner) : predicate(inner);
  return fc
    .tuple(call, table, where)
    .map(([item, from, filter]) => `(SELECT ${item} FROM ${from} AS q${inner} WHERE ${filter})`);
}

const selected = fc.oneof(
  fc.constant('q0.k'),
  aggregated(0).map((text) => `q0.k, ${text}`),
  predicate(0).map((text) => `q0.k, ${text} AS p`),
  predicate(0).map((text) => `q0.k, CASE WHEN ${text} THEN q0.n ELSE q0.k END`),
);
const lateral = fc
  .tuple(
    fc.constantFrom('JOIN', 'LEFT JOIN'),
    query(
      1,
      column(1).map((name) => `${name} AS v`),
    ),
    fc.constantFrom('true', 'l.v > 1', 'q0.n = l.v'),
  )
  .map(
    ([kind, text, on]) =>
      `SELECT q0.k, l.v FROM r q0 ${kind} LATERAL (${text}) AS l ON ${on} WHERE q0.k > 0`,
  );
const queries = fc.oneof(
  query(0, selected),
  lateral,
  predicate(0).map(
    (text) => `SELECT q0.n, count(*) FILTER (WHERE ${text}) FROM r q0 GROUP BY q0.n`,
  ),
);

function bind(text: string): BoundQuery {
  const [{ statement }] = parseScript(text);
  if (statement.kind !== 'select') throw new Error('a SELECT is expected');
  const bound = bindStatement(statement, memoryCatalog(infos), { namespace: 'default' });
  if (bound.kind !== 'query') throw new Error('a query is expected');
  return bound;
}

async function run(plan: Plan, tables: readonly (readonly Row[])[]): Promise<string[]> {
  const sources = infos.map(
    (info, index) => [info.id, new MemoryTable(info, tables[index], 3)] as const,
  );
  const result: string[] = [];
  for await (const batch of executePlan(plan, fixedContext(new Map(sources)))) {
    for (const row of batchRows(batch)) result.push(row.map(String).join(' | '));
  }
  return result.sort();
}

test('Joins in place of subqueries give the rows that the subqueries give', async () => {
  await fc.assert(
    fc.asyncProperty(queries, databases, async (text, tables) => {
      const bound = bind(text);
      const optimized = optimizeStatement(bound);
      if (optimized.kind !== 'query') throw new Error('a query stays a query');
      const expected = await run(bound.plan, tables);
      expect({ text, rows: await run(optimized.plan, tables) }).toEqual({ text, rows: expected });
    }),
    { numRuns: 200 },
  );
});

import { expect, test } from '@jest/globals';
import { bindStatement } from '../bind/bind-statement.ts';
import { parseScript } from '../parse/parse.ts';
import type { Plan } from '../plan/plan.ts';
import { memoryCatalog } from '../testing/memory-catalog.ts';
import { tableInfo } from '../testing/memory-table.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { estimateRows } from './estimate-rows.ts';
import { optimize } from './optimize.ts';
import type { StatisticsLookup } from './statistics.ts';

const table = tableInfo({
  id: 1,
  name: 't',
  columns: [
    { name: 'n', type: sqlTypes.int },
    { name: 'price', type: sqlTypes.decimal },
    { name: 'day', type: sqlTypes.date },
    { name: 'at', type: sqlTypes.timestamp },
    { name: 's', type: sqlTypes.text },
  ],
  primaryKey: [],
});

/** A thousand rows: of each number, and each of the first thousand days of 1970, one. */
const thousand: StatisticsLookup = () => ({
  rowCount: 1000,
  columns: [1000, 10, 1000, 1000 * 86_400_000_000, undefined].map((greatest) => ({
    distinctCount: 1000,
    nullFraction: 0,
    range: greatest === undefined ? undefined : { least: 0, greatest },
  })),
});

function planOf(condition: string): Plan {
  const [{ statement }] = parseScript(`SELECT n FROM t WHERE ${condition}`);
  if (statement.kind !== 'select') throw new Error('a SELECT is expected');
  const bound = bindStatement(statement, memoryCatalog([table]), { namespace: 'default' });
  if (bound.kind !== 'query') throw new Error('a query is expected');
  return optimize(bound.plan);
}

test.each([
  ['n < 250', 250],
  ['250 < n', 750],
  ['n < 250.0', 250],
  ['n::DOUBLE >= 900', 100],
  ['price <= 2.5', 250],
  ["day >= DATE '1970-09-08'", 750],
  ["day < DATE '1970-08-08' + INTERVAL '1 month'", 250],
  ["at < TIMESTAMP '1970-09-08 00:00:00'", 250],
  ["at < DATE '1970-09-08'", 250],
  ['n < 5000', 1000],
  ['n = 7', 1],
  ['n IN (1, 2, 3)', 3],
  ['NOT n < 250', 750],
  ["s < 'm'", 333],
])('of a thousand rows with %s about %d', (condition, rows) => {
  expect(Math.round(estimateRows(planOf(condition), thousand))).toBe(rows);
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bindStatement } from '../bind/bind-statement.ts';
import type { IndexInfo } from '../bind/catalog.ts';
import { columnFromValues } from '../columnar/batch-rows.ts';
import { ColumnSummary } from '../columnar/column-summary.ts';
import { parseScript } from '../parse/parse.ts';
import { explainPlan } from '../plan/explain.ts';
import { memoryCatalog } from '../testing/memory-catalog.ts';
import { tableInfo } from '../testing/memory-table.ts';
import { sqlTypes } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';
import { optimizeStatement } from './optimize.ts';
import type { ColumnStatistics } from './statistics.ts';
import { isStillChosen, seeing, ValuesInSight } from './values-in-sight.ts';

const { int } = sqlTypes;
const base = tableInfo({
  id: 1,
  name: 't',
  columns: [
    { name: 'id', type: int, nullable: false },
    { name: 'n', type: int },
  ],
  primaryKey: ['id'],
});
const byN: IndexInfo = {
  id: 2,
  name: 'by_n',
  unique: false,
  keys: [
    {
      expression: { kind: 'column', type: int, index: 1, name: 'n' },
      descending: false,
      nullsFirst: false,
    },
  ],
  predicate: undefined,
};
const table = { ...base, indexes: [byN] };

function summaryOf(values: readonly (number | null)[]): ColumnStatistics {
  const summary = new ColumnSummary();
  summary.add(columnFromValues(int, values));
  return summary.finish();
}

/** Nine tenths are 0, the others 1 to 1000; there is one of ten thousand. */
const skewed = summaryOf(
  Array.from({ length: 10_001 }, (_, row) => {
    if (row === 10_000) return 10_000;
    return row % 10 === 0 ? row / 10 + 1 : 0;
  }),
);

function planned(sql: string, literalCount: number, parameters: readonly (Value | undefined)[]) {
  const [{ statement }] = parseScript(sql);
  if (statement.kind !== 'select') throw new Error('a SELECT is expected');
  const options = { namespace: 'default', literalCount };
  const bound = bindStatement(statement, memoryCatalog([table]), options);
  const sight = new ValuesInSight(parameters);
  const statistics = () => ({ rowCount: 10_001, columns: [undefined, skewed] });
  const optimized = optimizeStatement(bound, seeing(statistics, sight));
  if (optimized.kind !== 'query') throw new Error('a query is expected');
  return { plan: explainPlan(optimized.plan), choices: sight.choices };
}

test.each([
  ['n > 0', [0], false],
  ['n >= 0', [0], false],
  ['n > 950', [950], true],
  ['n < 0', [0], true],
  ['n <= 0', [0], false],
  ['n BETWEEN 1 AND 20', [1, 20], true],
  ['n BETWEEN 20 AND 1', [20, 1], true],
  ['n >= 900 + 90', [900, 90], true],
  ['n > 5000', [5000], true],
  ['n > 0 AND n < 1000', [0, 1000], false],
])('An index is read where few rows are within the bounds: %s', (where, literals, reads) => {
  const { plan, choices } = planned(`SELECT id FROM t WHERE ${where}`, literals.length, literals);
  expect(plan.includes('index by_n')).toBe(reads);
  expect(choices).toMatchObject([{ isNarrow: reads }]);
});

test.each([
  ['SELECT id FROM t WHERE n > $1', 0, [undefined], 0],
  ['SELECT id FROM t WHERE n > 0 ORDER BY n LIMIT 5', 2, [0, 5], 0],
  ['SELECT id FROM t WHERE n > 0 LIMIT 5', 2, [0, 5], 0],
  ['SELECT id FROM t WHERE n >= random() * 9', 1, [9], 0],
])('An index is read where the bounds are not known, or only first rows wanted: %s', (...given) => {
  const [sql, literalCount, parameters, choiceCount] = given;
  const { plan, choices } = planned(sql, literalCount, parameters);
  expect(plan.includes('index by_n')).toBe(!sql.includes('random'));
  expect(choices).toHaveLength(choiceCount);
});

test('A LIMIT above an aggregate lets it read all', () => {
  const { plan } = planned('SELECT count(*) FROM t WHERE n > 0 LIMIT 5', 2, [0, 5]);
  expect(plan).not.toContain('index by_n');
});

test('A plan is kept for just the values that it would be made for again', () => {
  const sql = 'SELECT id FROM t WHERE n > 5 AND n < 7';
  const value = fc.integer({ min: -10, max: 1100 });
  fc.assert(
    fc.property(fc.tuple(value, value), fc.tuple(value, value), (first, next) => {
      const { plan, choices } = planned(sql, 2, first);
      const isKept = choices.every((choice) => isStillChosen(choice, next));
      expect(plan === planned(sql, 2, next).plan).toBe(isKept);
    }),
  );
});

import { expect, test } from '@jest/globals';
import { explainAfter, fires } from '../../test/apply-rules.ts';
import { bindQuery } from '../../test/chat-catalog.ts';
import { explainPlan } from '../plan/explain.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { filterBy } from './conjuncts.ts';
import { applyRule } from './optimize.ts';
import { pushFilter } from './push-filter.ts';

/** `condition` on the first output column of a SELECT, put on top of its plan. */
function filterOnTop(sql: string, condition: (first: BoundExpression) => BoundExpression): Plan {
  const { plan } = bindQuery(sql);
  const { name, type } = plan.schema[0];
  return filterBy([condition({ kind: 'column', index: 0, name, type })], plan);
}

const isNull = (operand: BoundExpression): BoundExpression => ({
  kind: 'is-null',
  type: { kind: 'boolean' },
  operand,
  negated: false,
});

test('HAVING on group keys alone moves below the Aggregate', () => {
  const sql = 'SELECT level, count(*) FROM log GROUP BY level HAVING level > 1 AND count(*) > 2';
  expect(explainAfter(sql, pushFilter)).toBe(
    [
      'Project level, count(*) as count',
      '  Filter count(*) > 2',
      '    Aggregate count(*) by level',
      '      Filter level > 1',
      '        Scan chat.log (line, level, _seq, _deleted)',
    ].join('\n'),
  );
});

test('It joins the filter that it meets, behind what stands there', () => {
  const sql = "SELECT level FROM log WHERE line = 'a' GROUP BY level HAVING level > 1";
  expect(explainAfter(sql, pushFilter)).toContain("Filter line = 'a' AND level > 1");
});

test('Of grouping sets, what every set groups by is the same below', () => {
  const sql =
    'SELECT level, line, count(*) FROM log GROUP BY level, ROLLUP (line) HAVING level > 1 AND line IS NULL';
  expect(explainAfter(sql, pushFilter)).toBe(
    [
      'Project level, line, count(*) as count',
      '  Filter line IS NULL',
      '    Aggregate count(*) by grouping sets ((level, line), (level))',
      '      Filter level > 1',
      '        Scan chat.log (line, level, _seq, _deleted)',
    ].join('\n'),
  );
});

test('Group expressions are put in for their columns', () => {
  const sql = 'SELECT level % 2 FROM log GROUP BY level % 2 HAVING level % 2 = 1';
  expect(explainAfter(sql, pushFilter)).toContain('Filter level % 2 = 1\n      Scan');
});

const untouched = [
  'SELECT count(*) FROM log HAVING count(*) > 1',
  // One row comes out of an Aggregate without groups, whatever goes in.
  'SELECT count(*) FROM log HAVING 1 = 2',
  'SELECT level FROM log GROUP BY level HAVING SNOWFLAKE_ID() > level',
  'SELECT level FROM log GROUP BY ROLLUP (level) HAVING level > 1',
  'SELECT level FROM log GROUP BY level, ROLLUP (line) HAVING grouping(line) = 0',
  'SELECT 1 FROM log GROUP BY CUBE (level) HAVING 1 = 2',
  'SELECT level FROM log WHERE level > 1',
];

test.each(untouched)('Not moved: %s', (sql) => {
  expect(fires(sql, pushFilter)).toBe(false);
});

test('It passes projections and sorts', () => {
  const plan = filterOnTop('SELECT level + 1 AS n FROM log ORDER BY n', isNull);
  expect(explainPlan(applyRule(pushFilter, plan))).toBe(
    [
      'Sort n',
      '  Project level + 1 as n',
      '    Filter level + 1 IS NULL',
      '      Scan chat.log (line, level, _seq, _deleted)',
    ].join('\n'),
  );
});

test('It does not pass a Limit, nor a projection with a volatile call', () => {
  const limited = filterOnTop('SELECT level FROM log LIMIT 1', isNull);
  expect(applyRule(pushFilter, limited)).toBe(limited);
  const volatile = filterOnTop('SELECT SNOWFLAKE_ID() FROM log', isNull);
  expect(applyRule(pushFilter, volatile)).toBe(volatile);
});

test('What is not volatile moves from beside what is', () => {
  const sql =
    'SELECT 1 FROM log a JOIN log b ON a.line = b.line WHERE a.level = 1 AND SNOWFLAKE_ID() > 5';
  const plan = explainAfter(sql, pushFilter);
  expect(plan).toMatch(/Filter snowflake_id\(\) > 5\n +(?:Inner )?Join/i);
  expect(plan).toMatch(/Filter (?:a\.)?level = 1\n +Scan/);
});

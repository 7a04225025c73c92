import fc from 'fast-check';
import type { Assignment, ConflictTarget, Insert } from '../../src/ast/ast.ts';
import { hasClauses } from '../../src/ast/query-clauses.ts';
import { expression, name } from './arbitrary-expression.ts';
import { from, query, rows, selectItem, value, withClause } from './arbitrary-query.ts';
import { table } from './arbitrary-table.ts';

const at = fc.constant(0);
const optionalExpression = fc.option(expression, { nil: undefined });
const optionalName = fc.option(name, { nil: undefined });
const names = fc.array(name, { maxLength: 3 });

/** Bare VALUES are the rows of the statement. */
const source: fc.Arbitrary<Pick<Insert, 'rows' | 'query'>> = fc.oneof(
  rows.map((rows) => ({ rows, query: undefined })),
  fc.constant({ rows: [[]], query: undefined }),
  query.map((query) =>
    query.kind === 'values' && !hasClauses(query)
      ? { rows: query.rows, query: undefined }
      : { rows: [], query },
  ),
);

const assignments = fc.array(
  fc.oneof<[fc.Arbitrary<Assignment>, fc.Arbitrary<Assignment>]>(
    fc.record({ column: name, value }),
    fc.record({ columns: fc.array(name, { minLength: 1, maxLength: 2 }), query, at }),
  ),
  { minLength: 1, maxLength: 3 },
);

const conflictTarget: fc.Arbitrary<ConflictTarget> = fc.oneof(
  fc.record({
    kind: fc.constant('keys' as const),
    keys: fc.array(expression, { minLength: 1, maxLength: 2 }),
    where: optionalExpression,
    at,
  }),
  fc.record({ kind: fc.constant('constraint' as const), name }),
);

const onConflict = fc.record({
  target: fc.option(conflictTarget, { nil: undefined }),
  update: fc.option(fc.record({ assignments, where: optionalExpression }), { nil: undefined }),
  at,
});

const returning = fc.array(selectItem, { maxLength: 2 });

const overriding = fc.constantFrom('system' as const, 'user' as const, undefined);

const insert = fc
  .tuple(
    fc.record({
      kind: fc.constant('insert' as const),
      with: fc.option(withClause, { nil: undefined }),
      table,
      alias: optionalName,
      columns: names,
      overriding,
      onConflict: fc.option(onConflict, { nil: undefined }),
      returning,
      at,
    }),
    source,
  )
  .map(([insert, source]): Insert => ({ ...insert, ...source }));

const update = fc.record({
  kind: fc.constant('update' as const),
  table,
  alias: optionalName,
  assignments,
  with: fc.option(withClause, { nil: undefined }),
  from: fc.option(from, { nil: undefined }),
  where: optionalExpression,
  returning,
  at,
});

const remove = fc.record({
  kind: fc.constant('delete' as const),
  table,
  alias: optionalName,
  with: fc.option(withClause, { nil: undefined }),
  from: fc.option(from, { nil: undefined }),
  where: optionalExpression,
  returning,
  at,
});

const mergeChange = fc.oneof(
  fc.record({ kind: fc.constant('update' as const), assignments }),
  fc.record({ kind: fc.constant('delete' as const) }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);

const mergeAddition = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    columns: names,
    overriding,
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
    at,
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    columns: fc.constant([]),
    overriding: fc.constant(undefined),
    values: fc.constant([]),
    at,
  }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);

const mergeClause = fc.oneof(
  fc.record({
    match: fc.constantFrom('matched' as const, 'not-matched-by-source' as const),
    condition: optionalExpression,
    action: mergeChange,
    at,
  }),
  fc.record({
    match: fc.constant('not-matched' as const),
    condition: optionalExpression,
    action: mergeAddition,
    at,
  }),
);

const merge = fc.record({
  kind: fc.constant('merge' as const),
  table,
  alias: optionalName,
  with: fc.option(withClause, { nil: undefined }),
  source: from,
  on: expression,
  clauses: fc.array(mergeClause, { minLength: 1, maxLength: 3 }),
  returning,
  at,
});

/** Queries, INSERT, UPDATE, DELETE, MERGE: what `fingerprint` is for. */
export const rowStatement = fc.oneof(query, insert, update, remove, merge);

export const truncate = fc.record({
  kind: fc.constant('truncate' as const),
  tables: fc.array(table, { minLength: 1, maxLength: 3 }),
  restartIdentity: fc.boolean(),
  cascade: fc.boolean(),
  at,
});

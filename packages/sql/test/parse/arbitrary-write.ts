import fc from 'fast-check';
import type { Insert } from '../../src/ast/ast.ts';
import { hasClauses } from '../../src/ast/query-clauses.ts';
import { expression, name } from './arbitrary-expression.ts';
import { query, rows, selectItem, value } from './arbitrary-query.ts';
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

const returning = fc.array(selectItem, { maxLength: 2 });

const insert = fc
  .tuple(
    fc.record({
      kind: fc.constant('insert' as const),
      table,
      alias: optionalName,
      columns: names,
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
  assignments: fc.array(fc.record({ column: name, value }), { minLength: 1, maxLength: 3 }),
  where: optionalExpression,
  returning,
  at,
});

const remove = fc.record({
  kind: fc.constant('delete' as const),
  table,
  alias: optionalName,
  where: optionalExpression,
  returning,
  at,
});

/** Queries, INSERT, UPDATE, DELETE: what `fingerprint` is for. */
export const rowStatement = fc.oneof(query, insert, update, remove);

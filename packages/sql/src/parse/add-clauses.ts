import type { Query, QueryClauses } from '../ast/ast.ts';
import { SqlError } from '../error.ts';

/**
 * `query`, which may have stood in parentheses with clauses of its own, with those behind it. As in
 * PostgreSQL each may be given once: SQL_SYNTAX for a second one, and for WITH TIES without an order.
 */
export function addClauses(query: Query, outer: QueryClauses): Query {
  refuseSecond('WITH', query.with?.at, outer.with?.at);
  refuseSecond('ORDER BY', query.orderBy[0]?.expression.at, outer.orderBy[0]?.expression.at);
  refuseSecond('LIMIT', query.limit?.at, outer.limit?.at);
  refuseSecond('OFFSET', query.offset?.at, outer.offset?.at);
  const orderBy = outer.orderBy.length > 0 ? outer.orderBy : query.orderBy;
  if (outer.withTies && orderBy.length === 0) {
    throw new SqlError('SQL_SYNTAX', 'WITH TIES cannot be specified without ORDER BY clause', {
      position: outer.limit?.at,
    });
  }
  return {
    ...query,
    with: outer.with ?? query.with,
    orderBy,
    limit: outer.limit ?? query.limit,
    withTies: outer.withTies || query.withTies,
    offset: outer.offset ?? query.offset,
    locking: [...query.locking, ...outer.locking],
  };
}

function refuseSecond(clause: string, first: number | undefined, second: number | undefined) {
  if (first === undefined || second === undefined) return;
  throw new SqlError('SQL_SYNTAX', `multiple ${clause} clauses not allowed`, {
    position: second,
    hint: 'Give the query in parentheses a name in FROM.',
  });
}

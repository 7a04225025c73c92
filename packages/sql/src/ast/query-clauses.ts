import type { Query, QueryClauses, SetOperator, Statement } from './ast.ts';

/** How tightly set operations bind; a higher level binds tighter. All group to the left. */
export const setOperatorLevels: Readonly<Record<SetOperator, number>> = {
  union: 1,
  except: 1,
  intersect: 2,
};

/** The clauses of a query that has none. */
export const noClauses: QueryClauses = {
  with: undefined,
  orderBy: [],
  limit: undefined,
  withTies: false,
  offset: undefined,
};

/** Whether a query has clauses around its body, which parentheses keep to it as an operand. */
export function hasClauses(query: Query): boolean {
  const { orderBy, limit, offset } = query;
  return (
    query.with !== undefined || orderBy.length > 0 || limit !== undefined || offset !== undefined
  );
}

/** Whether a statement gives rows and is nothing but a query. */
export function isQuery(statement: Statement): statement is Query {
  const { kind } = statement;
  return kind === 'select' || kind === 'set-operation' || kind === 'values';
}

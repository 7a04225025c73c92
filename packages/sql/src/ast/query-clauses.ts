import type {
  FromItem,
  Query,
  QueryClauses,
  Select,
  SetOperator,
  Statement,
  WritingQuery,
} from './ast.ts';

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
  locking: [],
};

/** `SELECT * FROM from`, all at one place of the text. */
export function selectAll(from: FromItem, at: number): Select {
  return {
    kind: 'select',
    distinct: false,
    distinctOn: [],
    items: [{ expression: { kind: 'star', table: [], at }, alias: undefined }],
    from,
    where: undefined,
    groupBy: [],
    groupDistinct: false,
    having: undefined,
    windows: [],
    ...noClauses,
    at,
  };
}

/** Whether a query has clauses around its body, which parentheses keep to it as an operand. */
export function hasClauses(query: Query): boolean {
  const { orderBy, limit, offset, locking } = query;
  const isPlain = query.with === undefined && orderBy.length + locking.length === 0;
  return !isPlain || limit !== undefined || offset !== undefined;
}

/** Whether a statement gives rows and is nothing but a query. */
export function isQuery(statement: Statement): statement is Query {
  const { kind } = statement;
  return kind === 'select' || kind === 'set-operation' || kind === 'values';
}

/** Whether a statement gives rows, be it behind a WITH that writes. */
export function givesRows(statement: Statement): statement is Query | WritingQuery {
  if (statement.kind !== 'with-writes') return isQuery(statement);
  return isQuery(statement.main);
}

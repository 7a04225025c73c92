import { type Expression, parseScript, type Select } from '@kalamdb/sql';

/** Parts of a SELECT that a live query cannot have. */
type Clause =
  | 'a join'
  | 'a subquery'
  | 'a subquery in FROM'
  | 'DISTINCT'
  | 'WITH'
  | 'GROUP BY'
  | 'HAVING'
  | 'ORDER BY'
  | 'LIMIT'
  | 'OFFSET'
  | 'an aggregate function'
  | 'a window function'
  | 'a query without a table';

/** A clause that is written in a query, with its offset in the text. */
export interface FoundClause {
  readonly clause: Clause;
  readonly position: number;
}

/**
 * The first clause of the query in `sql` that keeps it from being one table's rows, one by one.
 * `aggregates` are the names of aggregate functions. Parses again: meant for refusals only.
 */
export function findClause(sql: string, aggregates: ReadonlySet<string>): FoundClause | undefined {
  const select = selectOf(sql);
  if (select === undefined) return undefined;
  if (select.distinct) return { clause: 'DISTINCT', position: select.at };
  const { groupBy, having, orderBy, limit, offset, from } = select;
  const clauses: readonly (readonly [Clause, number | undefined])[] = [
    ['WITH', select.with?.at],
    ['a subquery', firstSubquery(select)],
    ['GROUP BY', groupBy[0]?.at],
    ['HAVING', having?.at],
    ['a window function', firstInList(select, ({ kind }) => kind === 'window-call')],
    ['an aggregate function', firstInList(select, (node) => isCallOf(node, aggregates))],
    ['ORDER BY', orderBy[0]?.expression.at],
    ['LIMIT', limit?.at],
    ['OFFSET', offset?.at],
    ['a join', from?.kind === 'join' ? from.at : undefined],
    ['a subquery in FROM', from?.kind === 'derived' ? from.at : undefined],
    ['a query without a table', from === undefined ? select.at : undefined],
  ];
  for (const [clause, position] of clauses) {
    if (position !== undefined) return { clause, position };
  }
  return undefined;
}

function selectOf(sql: string): Select | undefined {
  const statement = parseScript(sql)[0]?.statement;
  const query = statement?.kind === 'subscribe' ? statement.query : statement;
  return query?.kind === 'select' ? query : undefined;
}

function isCallOf(node: Expression, names: ReadonlySet<string>): boolean {
  return node.kind === 'call' && names.has(node.name.text);
}

function firstInList({ items }: Select, test: (node: Expression) => boolean): number | undefined {
  return findExpression(
    items.map(({ expression }) => expression),
    test,
  );
}

function firstSubquery({ items, where }: Select): number | undefined {
  const expressions = items.map(({ expression }) => expression);
  return findExpression([...expressions, where], ({ kind }) => subqueryKinds.has(kind));
}

const subqueryKinds: ReadonlySet<Expression['kind']> = new Set([
  'subquery',
  'exists',
  'in-query',
  'quantified',
]);

/** Offset of the first node below `roots`, in the order of the text, for which `test` holds. */
function findExpression(
  roots: readonly unknown[],
  test: (node: Expression) => boolean,
): number | undefined {
  const waiting = [...roots].reverse();
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if ('kind' in next && test(next as Expression)) return (next as Expression).at;
    waiting.push(...Object.values(next).reverse());
  }
  return undefined;
}

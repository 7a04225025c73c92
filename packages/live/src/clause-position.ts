import { type Expression, parseScript, type Select } from '@kalamdb/sql';

type Call = Extract<Expression, { kind: 'call' | 'window-call' }>;
type PlainCall = Extract<Expression, { kind: 'call' }>;

/** Parts of a SELECT that a live query cannot have. */
type Clause =
  | 'a join'
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
    ['GROUP BY', groupBy[0]?.at],
    ['HAVING', having?.at],
    ['a window function', firstCall(select, isWindowCall)],
    ['an aggregate function', firstCall(select, (node) => isCallOf(node, aggregates))],
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

type CallTest = (node: unknown) => node is Call;

function firstCall(select: Select, isWanted: CallTest): number | undefined {
  for (const { expression } of select.items) {
    const call = findCall(expression, isWanted);
    if (call !== undefined) return call;
  }
  return undefined;
}

/** Offset of the first wanted call below `root`, in the order of the text. */
function findCall(root: Expression, isWanted: CallTest): number | undefined {
  const waiting: unknown[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isWanted(next)) return next.at;
    if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next).reverse());
  }
  return undefined;
}

function isWindowCall(node: unknown): node is Call {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'window-call';
}

function isCallOf(node: unknown, names: ReadonlySet<string>): node is Call {
  if (typeof node !== 'object' || node === null) return false;
  return 'kind' in node && node.kind === 'call' && names.has((node as PlainCall).name.text);
}

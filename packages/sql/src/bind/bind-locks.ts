import type { Call, Expression, Locking, Query, Select, WindowCall } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { LimitPlan } from '../plan/plan.ts';
import { bindRowCounts } from './bind-limit.ts';
import type { Binder } from './binder.ts';
import { isAggregateName, orderedSetOverloads } from './function-table.ts';
import { type LockedItem, lockedItems, spelled } from './locked-items.ts';
import { isSetName } from './set-function-table.ts';
import type { BoundLocks, BoundQuery, LockedTable, Own } from './statement.ts';

/**
 * Bind the query of a statement, of which FOR UPDATE and its kin lock rows: behind what it gives
 * stand the columns by which they are found. Throws SQL_UNSUPPORTED where a row of the result is not
 * one of each table, SQL_UNKNOWN_TABLE for a name in OF that FROM does not have.
 */
export function bindLockingQuery(binder: Binder, query: Query): Own<BoundQuery> {
  const [first] = query.locking;
  if (first === undefined) return binder.bindQuery(query);
  const select = requireSelect(query, first);
  const unlocked = { ...select, locking: [] };
  requireWholeRows(select, first);
  const items = lockedItems(binder, select);
  const skips = items.some(({ wait }) => wait === 'skip locked');
  if (skips && select.withTies) throw skippedTies(first);
  // Which rows count is known when it is known which are skipped.
  const counts = skips ? bindRowCounts(binder, select) : noCounts;
  const counted = skips ? { ...unlocked, limit: undefined, offset: undefined } : unlocked;
  const keys = items.flatMap(({ keys }) => keys);
  const { plan, origins } = binder.bindQuery({
    ...counted,
    items: [...select.items, ...keys.map(plainItem)],
  });
  const visible = plan.schema.length - keys.length;
  const locks: BoundLocks = { visible, tables: placeTables(items, visible), ...counts };
  return { plan, origins: origins.slice(0, visible), locks };
}

/** The error of a query within another one, or of a statement that keeps what it reads. */
export function refuseLocking({ locking: [first] }: Query): void {
  if (first === undefined) return;
  throw new SqlError('SQL_UNSUPPORTED', `${spelled(first)} is not allowed in this context`, {
    position: first.at,
    hint: 'Only a SELECT that is a statement of its own locks rows: run it first, in a transaction.',
  });
}

const noCounts: Pick<LimitPlan, 'limit' | 'offset'> = { limit: undefined, offset: undefined };

function plainItem(expression: Expression) {
  return { expression, alias: undefined };
}

function requireSelect(query: Query, locking: Locking): Select {
  switch (query.kind) {
    case 'set-operation':
      throw notAllowed(locking, 'is not allowed with UNION/INTERSECT/EXCEPT');
    case 'values':
      throw notAllowed(locking, 'cannot be applied to VALUES');
    default:
      if (query.distinct) throw notAllowed(locking, 'is not allowed with DISTINCT clause');
      if (query.groupBy.length > 0)
        throw notAllowed(locking, 'is not allowed with GROUP BY clause');
      if (query.having === undefined) return query;
      throw notAllowed(locking, 'is not allowed with HAVING clause');
  }
}

/** Each row of the result is to be one of FROM. */
function requireWholeRows({ items, orderBy }: Select, locking: Locking): void {
  const calls: (Call | WindowCall)[] = [];
  collectCalls([items, orderBy], calls);
  const names = calls.flatMap((call) => (call.kind === 'call' ? [call.name.text] : []));
  if (names.some((name) => isAggregateName(name) || orderedSetOverloads(name).length > 0)) {
    throw notAllowed(locking, 'is not allowed with aggregate functions');
  }
  if (calls.some(({ kind }) => kind === 'window-call')) {
    throw notAllowed(locking, 'is not allowed with window functions');
  }
  if (!names.some((name) => isSetName(name))) return;
  throw notAllowed(locking, 'is not allowed with set-returning functions in the target list');
}

const queryKinds: ReadonlySet<string> = new Set(['select', 'set-operation', 'values']);

/** The calls in a part of a syntax tree, but for those of queries in it and of windows themselves. */
function collectCalls(node: unknown, found: (Call | WindowCall)[]): void {
  if (typeof node !== 'object' || node === null) return;
  const { kind = '' } = node as { readonly kind?: string };
  if (queryKinds.has(kind)) return;
  if (kind === 'call') found.push(node as Call);
  if (kind === 'window-call') found.push(node as WindowCall);
  else for (const part of Object.values(node)) collectCalls(part, found);
}

function placeTables(items: readonly LockedItem[], visible: number): readonly LockedTable[] {
  let first = visible;
  return items.map(({ table, isShared, wait, keys }) => {
    const placed = { table, isShared, wait, first };
    first += keys.length;
    return placed;
  });
}

function skippedTies(locking: Locking): SqlError {
  const message = 'SKIP LOCKED and WITH TIES options cannot be used together';
  return new SqlError('SQL_SYNTAX', message, { position: locking.at });
}

function notAllowed(locking: Locking, problem: string): SqlError {
  return new SqlError('SQL_UNSUPPORTED', `${spelled(locking)} ${problem}`, {
    position: locking.at,
  });
}

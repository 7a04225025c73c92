import assert from 'node:assert/strict';
import type { Call, Expression, Locking, Query, Select, WindowCall } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { LockedTable, LockPlan } from '../../plan/plan.ts';
import type { Binder, OpenRows } from '../binder.ts';
import { isAggregateName, orderedSetOverloads } from '../functions/function-table.ts';
import { isSetName } from '../functions/set-function-table.ts';
import { bindRowCounts } from './bind-limit.ts';
import { openSelect } from './bind-select.ts';
import { type LockedItem, lockedItems, spelled } from './locked-items.ts';

/**
 * Bind a query with FOR UPDATE or its kin: behind what it gives stand the columns by which the rows
 * that it locks are found. Throws SQL_UNSUPPORTED where a row of the result is not one of each
 * table, or who runs the statement locks nothing, SQL_UNKNOWN_TABLE for a name in OF that FROM does
 * not have.
 */
export function openLocking(binder: Binder, query: Query): OpenRows {
  const [first] = query.locking;
  assert(first !== undefined, 'the query has a locking clause');
  if (binder.options.takesLocks !== true) throw notHere(first);
  const select = requireSelect(query, first);
  requireWholeRows(select, first);
  const { items, from } = lockedItems(binder, select);
  const unlocked: Select = { ...select, from, locking: [] };
  if (items.length === 0) return openSelect(binder, unlocked);
  const skips = items.some(({ wait }) => wait === 'skip locked');
  if (skips && select.withTies) throw skippedTies(first);
  for (const { table } of items) binder.locked.add(table);
  // Which rows count is known when it is known which are skipped.
  const counts = skips ? bindRowCounts(binder, select) : noCounts;
  const counted = skips ? { ...unlocked, limit: undefined, offset: undefined } : unlocked;
  const isOutside = select.locking.every((clause) => clause.isOutside === true);
  return locked(binder, counted, { items, counts, isOutside });
}

interface Locks {
  readonly items: readonly LockedItem[];
  readonly counts: Pick<LockPlan, 'limit' | 'offset'>;
  readonly isOutside: boolean;
}

function locked(binder: Binder, select: Select, { items, counts, isOutside }: Locks): OpenRows {
  const keys = items.flatMap((item) => item.keys);
  const open = openSelect(binder, { ...select, items: [...select.items, ...keys.map(plainItem)] });
  const visible = open.columns.length - keys.length;
  return {
    columns: open.columns.slice(0, visible),
    close: (types) => {
      const { plan: input, origins } = open.close(types);
      const tables = placeTables(items, visible);
      const schema = input.schema.slice(0, visible);
      const plan: LockPlan = { kind: 'lock', schema, input, tables, isOutside, ...counts };
      return { plan, origins: origins.slice(0, visible) };
    },
  };
}

/** A side of UNION, INTERSECT or EXCEPT locks nothing: SQL_UNSUPPORTED if it is to. */
export function refuseLocking({ locking: [first] }: Query): void {
  if (first !== undefined) throw notCombined(first);
}

function notCombined(locking: Locking): SqlError {
  return notAllowed(locking, 'is not allowed with UNION/INTERSECT/EXCEPT');
}

function notHere(locking: Locking): SqlError {
  return new SqlError('SQL_UNSUPPORTED', `${spelled(locking)} is not allowed in this context`, {
    position: locking.at,
    hint: 'A live query locks nothing.',
  });
}

const noCounts: Locks['counts'] = { limit: undefined, offset: undefined };

function plainItem(expression: Expression) {
  return { expression, alias: undefined };
}

function requireSelect(query: Query, locking: Locking): Select {
  switch (query.kind) {
    case 'set-operation':
      throw notCombined(locking);
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

import assert from 'node:assert/strict';
import type {
  Expression,
  FromItem,
  FromTable,
  Locking,
  LockWait,
  Name,
  Select,
} from '../../ast/ast.ts';
import { SqlError, type SqlErrorCode } from '../../error.ts';
import type { Binder } from '../binder.ts';
import type { TableInfo } from '../catalog.ts';
import { findView, resolveTable } from '../from/resolve-table.ts';

/** A table in FROM whose rows are to be locked. */
export interface LockedItem {
  readonly table: TableInfo;
  /** By all of its clauses. */
  readonly isShared: boolean;
  readonly wait: LockWait;
  /** What a row is found by: the columns of the primary key or, without one, `_seq`. */
  readonly keys: readonly Expression[];
}

/** What the locking clauses of a SELECT are about. */
interface Locked {
  readonly items: readonly LockedItem[];
  /** FROM with the clauses at its queries and views, whose tables they are about. */
  readonly from: FromItem | undefined;
}

/** What the locking clauses of a SELECT are about. Throws as `openLocking`. */
export function lockedItems(binder: Binder, select: Select): Locked {
  const found = select.from === undefined ? [] : itemsOf(binder, select, select.from);
  const asked = new Map<LockableItem, Locking[]>();
  for (const clause of select.locking) {
    for (const item of chosen(clause, found)) {
      asked.set(item, [...(asked.get(item) ?? []), clause]);
    }
  }
  const items: LockedItem[] = [];
  const within = new Map<FromItem, readonly Locking[]>();
  for (const [item, clauses] of asked) {
    if (item.kind === 'table') items.push(lockedItem(item, clauses));
    else within.set(item.from, clauses);
  }
  return { items, from: select.from && lockWithin(select.from, within) };
}

function lockedItem({ table, from }: TableItem, clauses: readonly Locking[]): LockedItem {
  return {
    table,
    isShared: clauses.every(({ strength }) => strength.endsWith('share')),
    wait: strictest(clauses),
    keys: keysOf(table, from),
  };
}

/** FROM with clauses at its items; what they lock there is all that the item reads. */
function lockWithin(from: FromItem, clauses: ReadonlyMap<FromItem, readonly Locking[]>): FromItem {
  if (from.kind === 'join') {
    const [left, right] = [lockWithin(from.left, clauses), lockWithin(from.right, clauses)];
    return { ...from, left, right };
  }
  const own = clauses.get(from)?.map((clause): Locking => ({ ...clause, of: [], isOutside: true }));
  if (own === undefined) return from;
  if (from.kind === 'table') return { ...from, locking: [...(from.locking ?? []), ...own] };
  // VALUES are not refused here: they have nothing to lock.
  if (from.kind !== 'derived' || from.query.kind === 'values') return from;
  return { ...from, query: { ...from.query, locking: [...from.query.locking, ...own] } };
}

interface TableItem {
  readonly kind: 'table';
  readonly name: string;
  readonly table: TableInfo;
  readonly from: FromTable;
}

/** A subquery or a view: its rows are those of tables in it. */
interface QueryItem {
  readonly kind: 'query';
  readonly name: string | undefined;
  readonly from: FromItem;
}

type LockableItem = TableItem | QueryItem;

/** What FROM names: what has rows to lock, or has none of its own. */
type Item =
  | LockableItem
  | {
      readonly kind: 'other';
      readonly name: string | undefined;
      readonly what: string;
      readonly code: SqlErrorCode;
      /** Its rows are those of tables: to lock none of them would be a surprise. */
      readonly hasTables: boolean;
    };

function itemsOf(binder: Binder, select: Select, from: FromItem): readonly Item[] {
  switch (from.kind) {
    case 'table':
      return [tableItem(binder, select, from)];
    case 'derived':
      return [queryItem(from, from.alias)];
    case 'function':
      return [other(from.alias, 'a function', false)];
    case 'join':
      return [...itemsOf(binder, select, from.left), ...itemsOf(binder, select, from.right)];
    default:
      return assert.fail(String(from satisfies never));
  }
}

function tableItem(binder: Binder, select: Select, from: FromTable): Item {
  const { namespace, name } = from.table;
  const called = from.alias ?? name;
  const isCommon = (common: string) => namespace === undefined && common === name.text;
  const own = select.with?.tables ?? [];
  if (
    own.some((common) => isCommon(common.name.text)) ||
    [...binder.common.keys()].some(isCommon)
  ) {
    return other(called, 'a WITH query', false);
  }
  if (findView(binder, from.table) !== undefined) return queryItem(from, called);
  const table = resolveTable(binder, from.table);
  if (table.kind === 'system') return other(called, 'a system table', true);
  if (table.kind === 'sequence') return other(called, 'a sequence', true, 'SQL_WRONG_KIND');
  return { kind: 'table', name: called.text, table, from };
}

function queryItem(from: FromItem, name: Name | undefined): QueryItem {
  return { kind: 'query', name: name?.text, from };
}

function other(
  name: Name | undefined,
  what: string,
  hasTables: boolean,
  code: SqlErrorCode = 'SQL_UNSUPPORTED',
): Item {
  return { kind: 'other', name: name?.text, what, hasTables, code };
}

function chosen(clause: Locking, items: readonly Item[]) {
  const named =
    clause.of.length > 0
      ? clause.of.map((name) => ({ item: findItem(clause, items, name), at: name.at }))
      : items
          .filter((item) => item.kind !== 'other' || item.hasTables)
          .map((item) => ({ item, at: clause.at }));
  return named.map(({ item, at }) => {
    if (item.kind !== 'other') return item;
    throw new SqlError(item.code, `${spelled(clause)} cannot be applied to ${item.what}`, {
      position: at,
      hint: 'Name the tables of the query that it is about with OF.',
    });
  });
}

function findItem(clause: Locking, items: readonly Item[], { text, at }: Name): Item {
  const found = items.find(({ name }) => name === text);
  if (found !== undefined) return found;
  const message = `relation "${text}" in ${spelled(clause)} clause not found in FROM clause`;
  throw new SqlError('SQL_UNKNOWN_TABLE', message, { position: at });
}

/** The clause as it is written, without OF and what follows. */
export function spelled({ strength }: Locking): string {
  return `FOR ${strength.toUpperCase()}`;
}

/** As in PostgreSQL: to fail, before to skip, before to wait. */
function strictest(clauses: readonly Locking[]): LockWait {
  const waits = clauses.map(({ wait }) => wait);
  if (waits.includes('nowait')) return 'nowait';
  return waits.includes('skip locked') ? 'skip locked' : 'wait';
}

function keysOf(table: TableInfo, from: FromTable): readonly Expression[] {
  const { primaryKey, columns } = table;
  const wanted =
    primaryKey.length > 0 ? primaryKey : [columns.findIndex(({ name }) => name === '_seq')];
  const { at } = from;
  const qualifier = from.alias ? [from.alias] : qualifiedBy(from);
  return wanted.map((index) => {
    const name = from.columns[index]?.text ?? columns[index].name;
    return { kind: 'column', path: [...qualifier, { text: name, at }], at };
  });
}

function qualifiedBy({ table: { namespace, name } }: FromTable): readonly Name[] {
  return namespace === undefined ? [name] : [namespace, name];
}

import assert from 'node:assert/strict';
import type { FromItem, FromQuery, FromTable, Name } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Binder, Enclosing } from '../binder.ts';
import type { TableInfo } from '../catalog.ts';
import { commonReference } from '../common-table.ts';
import { emptyScope, type ScopeTable, singleScope, tableScope } from '../scope.ts';
import { bindFunctions } from './bind-from-function.ts';
import { bindJoin } from './bind-join.ts';
import { bindRight } from './bind-lateral.ts';
import { bindView } from './bind-view.ts';
import type { BoundFrom } from './bound-from.ts';
import { findView, resolveTable } from './resolve-table.ts';

/** The rows that a SELECT reads and the names they bring; without FROM one row of no columns. */
export function bindFrom(binder: Binder, from: FromItem | undefined): BoundFrom {
  if (from === undefined) {
    return { scope: emptyScope, plan: { kind: 'values', schema: [], rows: [[]] } };
  }
  return bindItem(binder, from, undefined);
}

/** `siblings`: the tables before the item, which LATERAL queries see. */
function bindItem(binder: Binder, from: FromItem, siblings: Enclosing | undefined): BoundFrom {
  switch (from.kind) {
    case 'table':
      return bindTable(binder, from);
    case 'derived':
      return bindDerived(binder, from, siblings);
    case 'function': {
      const { scoped, plan } = bindFunctions(binder, from, siblings);
      return { scope: singleScope(renamed(scoped, from.columns)), plan };
    }
    case 'join': {
      const left = bindItem(binder, from.left, siblings);
      const right = bindRight(binder, from, left.scope, { siblings, bindItem });
      return bindJoin(binder, from, left, right);
    }
    default:
      return assert.fail(String(from satisfies never));
  }
}

function bindTable(binder: Binder, from: FromTable): BoundFrom {
  const { namespace, name } = from.table;
  const common = namespace === undefined ? binder.common.get(name.text) : undefined;
  if (common !== undefined) {
    const { scoped, plan } = commonReference(common, from, binder.enclosing);
    return { scope: singleScope(renamed(scoped, from.columns)), plan };
  }
  const view = findView(binder, from.table);
  if (view !== undefined) {
    const { scoped, plan } = bindView(binder, view, from);
    return { scope: singleScope(renamed(scoped, from.columns)), plan };
  }
  const table = resolveTable(binder, from.table);
  binder.reads.add(table);
  const [scoped] = tableScope(table, from.alias?.text).tables;
  return {
    scope: singleScope(renamed(scoped, from.columns)),
    plan: scanTable(table, binder.includeDeleted),
  };
}

function bindDerived(binder: Binder, from: FromQuery, siblings: Enclosing | undefined): BoundFrom {
  const enclosing = from.lateral ? (siblings ?? binder.enclosing) : binder.enclosing;
  const { plan, origins } = binder.bindQuery(from.query, enclosing);
  const columns = plan.schema.map(({ name, type }, index) => {
    return { name, type, index, system: false, origin: origins[index] };
  });
  const scoped = { name: from.alias?.text, namespace: undefined, table: undefined, columns };
  return { scope: singleScope(renamed(scoped, from.columns)), plan };
}

/** The table with its first user columns called `names`. */
function renamed(table: ScopeTable, names: readonly Name[]): ScopeTable {
  const available = table.columns.filter(({ system }) => !system).length;
  if (names.length > available) {
    throw new SqlError(
      'SQL_SYNTAX',
      `table "${table.name}" has ${available} columns available but ${names.length} columns specified`,
      { sqlState: conditions.invalidColumnReference, position: names[available].at },
    );
  }
  const columns = table.columns.map((column, index) =>
    index < names.length ? { ...column, name: names[index].text } : column,
  );
  return { ...table, columns };
}

/** A scan of a whole table, all columns in order. */
export function scanTable(table: TableInfo, includeDeleted: boolean): Plan {
  return {
    kind: 'scan',
    schema: table.columns.map(({ name, type, nullable }) => ({ name, type, nullable })),
    table,
    columns: table.columns.map((_, index) => index),
    access: { kind: 'full' },
    reverse: false,
    limit: undefined,
    includeDeleted,
  };
}

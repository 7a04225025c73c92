import type { FromTable, Locking, Query } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Schema } from '../../types/schema.ts';
import { typeName } from '../../types/sql-type.ts';
import type { Binder, BoundRows } from '../binder.ts';
import type { ViewInfo } from '../catalog.ts';
import { relocate } from '../relocate.ts';
import type { ScopeTable } from '../scope.ts';

/** Views within each other. */
const MAX_DEPTH = 32;

/** Views of one statement, each as often as it is read: those within views multiply. */
const MAX_EXPANSIONS = 1000;

/** Rows of a view and the names that it brings. */
export interface BoundView {
  readonly scoped: ScopeTable;
  readonly plan: Plan;
}

/**
 * Bind the query of a view in place of its name. It sees neither the names nor the literals around
 * it, and all of its errors are at the name. Throws what binding its query throws, and
 * SQL_INVALID_TABLE when the query does not give the view's columns any more.
 */
export function bindView(binder: Binder, view: ViewInfo, from: FromTable): BoundView {
  const { at } = from;
  const { depth, total } = binder.expansion;
  total.count += 1;
  if (depth >= MAX_DEPTH || total.count > MAX_EXPANSIONS) throw tooDeep(view, at);
  const { plan, origins } = bindBody(binder, view, from);
  const places = columnPlaces(view, plan.schema, at);
  const columns = view.columns.map(({ name }, index) => {
    const place = places[index];
    const { type } = plan.schema[place];
    return { name, type, index, system: false, origin: origins[place] };
  });
  const name = from.alias?.text ?? view.name;
  const namespace = from.alias === undefined ? view.namespace : undefined;
  const scoped = { name, namespace, table: undefined, columns };
  return { scoped, plan: pickColumns(plan, places) };
}

function bindBody(binder: Binder, view: ViewInfo, { at, locking = [] }: FromTable): BoundRows {
  const query = relocate(view.query, at);
  const rows = bindQueryOf(binder, view, query, at);
  return locking.length === 0 ? rows : bindLocked(binder, view, query, locking);
}

function bindQueryOf(binder: Binder, view: ViewInfo, query: Query, at: number): BoundRows {
  try {
    return binder.bindStored(query, view);
  } catch (error) {
    throw error instanceof SqlError ? explained(error, view, at) : error;
  }
}

/** The query of a view that can be bound. What it throws now is about the locks. */
function bindLocked(
  binder: Binder,
  view: ViewInfo,
  query: Query,
  locking: readonly Locking[],
): BoundRows {
  return binder.bindStored({ ...query, locking: [...query.locking, ...locking] }, view);
}

/** A view is bound when it is made, so what fails later is that its tables have changed. */
function explained(error: SqlError, view: ViewInfo, position: number): SqlError {
  if (error.code === 'SQL_TOO_DEEP') return error;
  const message = `view "${shown(view)}" does not fit its tables any more: ${error.message}`;
  const { code, sqlState } = error;
  return new SqlError(code, message, { sqlState, position, hint: recreate, cause: error });
}

/**
 * Where the columns of the view are in the rows of its query, which may have more of them since
 * columns were added to a table that it reads all columns of. SQL_INVALID_TABLE when one is not
 * there, or could be several.
 */
function columnPlaces(view: ViewInfo, schema: Schema, position: number): readonly number[] {
  const given = schema.map(({ name, type }) => `${name} ${typeName(type)}`);
  const expected = view.columns.map(({ queryName, type }) => `${queryName} ${type}`);
  const places = placesWithin(given, expected);
  const last = given.length - 1;
  const fromBehind = placesWithin(given.toReversed(), expected.toReversed()).toReversed();
  const index = places.findIndex((place, index) => place !== last - fromBehind[index]);
  if (index < 0) return places;
  const found = `found ${given[index] ?? 'none'}`;
  throw new SqlError(
    'SQL_INVALID_TABLE',
    `view "${shown(view)}" does not fit its tables any more: column ${index + 1} of its query was ${expected[index] ?? 'none'}, ${found}`,
    { position, hint: recreate },
  );
}

/** The first place of each of `expected` in `given`, each behind the one before; -1 from where there is none. */
function placesWithin(given: readonly string[], expected: readonly string[]): readonly number[] {
  let from = 0;
  return expected.map((column) => {
    const place = from < 0 ? -1 : given.indexOf(column, from);
    from = place < 0 ? -1 : place + 1;
    return place;
  });
}

function pickColumns(plan: Plan, places: readonly number[]): Plan {
  if (places.length === plan.schema.length) return plan;
  const schema = places.map((place) => plan.schema[place]);
  const expressions = places.map((index): BoundExpression => {
    const { name, type } = plan.schema[index];
    return { kind: 'column', index, name, type };
  });
  return { kind: 'project', input: plan, expressions, schema };
}

const recreate = 'Make it anew with CREATE OR REPLACE VIEW, or DROP VIEW and CREATE VIEW.';

function tooDeep(view: ViewInfo, position: number): SqlError {
  return new SqlError(
    'SQL_TOO_DEEP',
    `view "${shown(view)}" is one of more than ${MAX_DEPTH} within each other or ${MAX_EXPANSIONS} in all`,
    { position, hint: 'Read tables where views read views.' },
  );
}

function shown({ namespace, name }: ViewInfo): string {
  return `${namespace}.${name}`;
}

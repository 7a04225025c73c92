import type { ConflictTarget, ConflictUpdate, Insert, Name, OnConflict } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { sameExpression } from '../../plan/same-expression.ts';
import type { Binder } from '../binder.ts';
import type { IndexInfo, TableInfo } from '../catalog.ts';
import { createContext } from '../expression/bind-expression.ts';
import { bindPredicate } from '../query/bind-where.ts';
import { joinScopes, type Scope, shiftScope, singleScope, tableScope } from '../scope.ts';
import type { BoundConflict, BoundConflictUpdate, ConflictArbiters } from '../statement.ts';
import { bindAssignments } from './bind-assignments.ts';

/**
 * Bind ON CONFLICT. SQL_CONFLICT_TARGET where no key or unique index is of the columns that it
 * names, SQL_UNKNOWN_CONSTRAINT at an unknown name.
 */
export function bindConflict(
  binder: Binder,
  insert: Insert,
  table: TableInfo,
): BoundConflict | undefined {
  const { onConflict, alias } = insert;
  if (onConflict === undefined) return undefined;
  const scope = tableScope(table, alias?.text);
  return {
    arbiters: bindArbiters(binder, onConflict, table),
    update: onConflict.update && bindUpdate(binder, table, scope, onConflict.update),
  };
}

function bindArbiters(
  binder: Binder,
  { target, update, at }: OnConflict,
  table: TableInfo,
): ConflictArbiters | undefined {
  if (target === undefined) {
    if (update === undefined) return undefined;
    throw new SqlError('SQL_SYNTAX', 'ON CONFLICT DO UPDATE needs columns or a constraint', {
      position: at,
      hint: 'For example: ON CONFLICT (column_name) DO UPDATE SET ….',
    });
  }
  return target.kind === 'constraint'
    ? namedArbiter(table, target.name)
    : inferArbiters(binder, target, table);
}

/** What the primary key of a table is called: without a name of its own as PostgreSQL calls it. */
export function primaryKeyName({
  name,
  primaryKeyName: given,
}: Pick<TableInfo, 'name' | 'primaryKeyName'>): string {
  return given ?? `${name}_pkey`;
}

function namedArbiter(table: TableInfo, written: Name): ConflictArbiters {
  const { name, primaryKey, indexes } = table;
  if (primaryKey.length > 0 && written.text === primaryKeyName(table)) {
    return { primaryKey: true, indexes: [] };
  }
  const index = indexes.find((each) => each.unique && each.name === written.text);
  if (index !== undefined) return { primaryKey: false, indexes: [index.id] };
  throw new SqlError(
    'SQL_UNKNOWN_CONSTRAINT',
    `unique constraint "${written.text}" for table "${name}" does not exist`,
    { position: written.at },
  );
}

/** The key and the unique indexes of exactly these columns and expressions. */
function inferArbiters(
  binder: Binder,
  target: Extract<ConflictTarget, { kind: 'keys' }>,
  table: TableInfo,
): ConflictArbiters {
  const scope = tableScope(table);
  const context = createContext(binder, { scope, clause: 'ON CONFLICT', pinsLiterals: true });
  const keys = target.keys.map(context.bind);
  const condition =
    target.where && bindPredicate(binder, { scope, pinsLiterals: true }, target.where);
  const isKey = (column: number) =>
    keys.some((key) => key.kind === 'column' && key.index === column);
  const isOf = ({ unique, keys: own, predicate }: IndexInfo): boolean =>
    unique &&
    own.every(({ expression }) => keys.some((key) => sameExpression(key, expression))) &&
    keys.every((key) => own.some(({ expression }) => sameExpression(key, expression))) &&
    holdsFor(predicate, condition);
  const primaryKey =
    table.primaryKey.length > 0 &&
    table.primaryKey.every(isKey) &&
    keys.every((key) => key.kind === 'column' && table.primaryKey.includes(key.index));
  const indexes = table.indexes.filter(isOf).map(({ id }) => id);
  if (primaryKey || indexes.length > 0) return { primaryKey, indexes };
  throw new SqlError(
    'SQL_CONFLICT_TARGET',
    `table "${table.namespace}.${table.name}" has no primary key or unique index of exactly these columns`,
    { position: target.at, hint: 'Name the columns of its key, or of one of its unique indexes.' },
  );
}

/** Whether the rows of `condition` are in an index of `predicate`, as far as both are written alike. */
function holdsFor(
  predicate: BoundExpression | undefined,
  condition: BoundExpression | undefined,
): boolean {
  if (predicate === undefined) return true;
  if (condition === undefined) return false;
  const conjuncts = condition.kind === 'and' ? condition.operands : [condition];
  return [condition, ...conjuncts].some((part) => sameExpression(part, predicate));
}

function bindUpdate(
  binder: Binder,
  table: TableInfo,
  target: Scope,
  { assignments, where }: ConflictUpdate,
): BoundConflictUpdate {
  const scope = joinScopes(target, shiftScope(excludedScope(table), target.width));
  const context = createContext(binder, { scope, clause: 'UPDATE' });
  return {
    assignments: bindAssignments(context, table, assignments),
    predicate: where && bindPredicate(binder, { scope }, where),
  };
}

/** The row that was to be inserted. */
function excludedScope(table: TableInfo): Scope {
  const columns = table.columns.flatMap(({ name, type, system }, index) =>
    system ? [] : [{ name, type, index, system, origin: { table, column: index } }],
  );
  return singleScope({ name: 'excluded', namespace: undefined, table: undefined, columns });
}

import assert from 'node:assert/strict';
import type { Expression, FromJoin, JoinKind, Name } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { logic } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Schema } from '../../types/schema.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { callOperator } from '../expression/call-overload.ts';
import { placed, requireType } from '../expression/coerce-expression.ts';
import { mergeRepeatedLiterals } from '../expression/repeated-literals.ts';
import { unifyTypes } from '../expression/unify-types.ts';
import { isNullable } from '../nullability.ts';
import {
  joinScopes,
  optionalScope,
  type Scope,
  type ScopeColumn,
  type ScopeTable,
  shiftScope,
  singleScope,
} from '../scope.ts';
import type { BoundRight } from './bind-lateral.ts';
import type { BoundFrom } from './bound-from.ts';

/**
 * Two sides of FROM joined. The columns that USING and NATURAL merge come first, once; where such a
 * column is not simply that of one side (FULL, or sides of two types), a Project computes it behind
 * all others.
 */
export function bindJoin(
  binder: Binder,
  join: FromJoin,
  left: BoundFrom,
  right: BoundRight,
): BoundFrom {
  const shifted = shiftScope(right.scope, left.scope.width);
  checkNames(left.scope, shifted, join.right.at);
  const scope = bothScopes(join.joinKind, left.scope, shifted);
  const shared = sharedColumns(join, left.scope, shifted);
  const residual = bindCondition(binder, join, scope, shared);
  const plan = joinPlans(join.joinKind, left.plan, right, residual);
  const merged = mergeColumns(binder, { plan, scope, joinKind: join.joinKind }, shared);
  const { condition } = join;
  if (condition.kind !== 'using' || condition.alias === undefined) return merged;
  return { plan: merged.plan, scope: withMerged(merged.scope, condition.alias, shared.length) };
}

/** Both sides, the tables that may have no row marked so. */
function bothScopes(joinKind: JoinKind, left: Scope, shifted: Scope): Scope {
  const isLeftOptional = joinKind === 'right' || joinKind === 'full';
  const isRightOptional = joinKind === 'left' || joinKind === 'full';
  return joinScopes(
    isLeftOptional ? optionalScope(left) : left,
    isRightOptional ? optionalScope(shifted) : shifted,
  );
}

/** Every row of `left` beside every row of `right`, which is written at `position`. */
export function crossJoin(left: BoundFrom, right: BoundFrom, position: number): BoundFrom {
  const scope = joinScopesOf(left.scope, right.scope, position);
  return { scope, plan: joinPlans('inner', left.plan, { ...right, bindings: [] }, undefined) };
}

/** What both sides bring; SQL_DUPLICATE_NAME at `position`, where `right` is written. */
export function joinScopesOf(left: Scope, right: Scope, position: number): Scope {
  const shifted = shiftScope(right, left.width);
  checkNames(left, shifted, position);
  return joinScopes(left, shifted);
}

/** An Apply where the right side reads each row of the left one. */
export function joinPlans(
  joinKind: JoinKind,
  left: Plan,
  { plan: right, bindings }: Pick<BoundRight, 'plan' | 'bindings'>,
  residual: BoundExpression | undefined,
): Plan {
  const schema = joinSchema(joinKind, left.schema, right.schema);
  if (bindings.length === 0) {
    return { kind: 'join', schema, joinKind, left, right, keys: [], residual };
  }
  assert(joinKind === 'inner' || joinKind === 'left', 'binding has refused other kinds');
  return { kind: 'apply', schema, joinKind, left, right, bindings, residual };
}

/** Both sides' columns; those of a side that may be missing can be NULL. */
function joinSchema(kind: JoinKind, left: Schema, right: Schema): Schema {
  const optional = (schema: Schema): Schema =>
    schema.map((field) => ({ ...field, nullable: true }));
  return [
    ...(kind === 'right' || kind === 'full' ? optional(left) : left),
    ...(kind === 'left' || kind === 'full' ? optional(right) : right),
  ];
}

/** Refuse a name for two tables. Tables of two namespaces without aliases can be told apart. */
function checkNames(left: Scope, right: Scope, position: number): void {
  const conflicts = (table: ScopeTable, other: ScopeTable): boolean => {
    if (table.name === undefined || table.name !== other.name) return false;
    return (
      table.namespace === undefined ||
      other.namespace === undefined ||
      table.namespace === other.namespace
    );
  };
  const twice = right.tables.find((table) => left.tables.some((other) => conflicts(table, other)));
  if (twice === undefined) return;
  throw new SqlError('SQL_DUPLICATE_NAME', `table name "${twice.name}" specified more than once`, {
    sqlState: conditions.duplicateAlias,
    position,
    hint: 'Give one of them an alias.',
  });
}

/** A column that both sides have, merged into one. */
interface SharedColumn {
  readonly left: ScopeColumn;
  readonly right: ScopeColumn;
  readonly at: number;
}

function sharedColumns(
  { condition, at }: FromJoin,
  left: Scope,
  right: Scope,
): readonly SharedColumn[] {
  switch (condition.kind) {
    case 'none':
    case 'on':
      return [];
    case 'using':
      return condition.columns.map((name, index) => {
        refuseRepeated(condition.columns.slice(0, index), name);
        return {
          left: usingColumn(left, 'left', name),
          right: usingColumn(right, 'right', name),
          at: name.at,
        };
      });
    case 'natural': {
      const has = ({ columns }: Scope, { name }: ScopeColumn): boolean =>
        columns.some((column) => column.name === name && !column.system);
      const common = left.columns.filter((column) => !column.system && has(right, column));
      return common.map(({ name: text }) => ({
        left: usingColumn(left, 'left', { text, at }),
        right: usingColumn(right, 'right', { text, at }),
        at,
      }));
    }
    default:
      return assert.fail(String(condition satisfies never));
  }
}

function refuseRepeated(before: readonly Name[], { text, at }: Name): void {
  if (!before.some((name) => name.text === text)) return;
  throw new SqlError(
    'SQL_DUPLICATE_NAME',
    `column name "${text}" appears more than once in USING clause`,
    { position: at },
  );
}

function usingColumn(scope: Scope, side: 'left' | 'right', { text, at }: Name): ScopeColumn {
  const found = scope.columns.filter(({ name }) => name === text);
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    throw new SqlError(
      'SQL_UNKNOWN_COLUMN',
      `column "${text}" specified in USING clause does not exist in ${side} table`,
      { position: at },
    );
  }
  throw new SqlError(
    'SQL_AMBIGUOUS_COLUMN',
    `common column name "${text}" appears more than once in ${side} table`,
    { position: at },
  );
}

function bindCondition(
  binder: Binder,
  { condition }: FromJoin,
  scope: Scope,
  shared: readonly SharedColumn[],
): BoundExpression | undefined {
  const context = createContext(binder, { scope, clause: 'JOIN conditions' });
  if (condition.kind === 'on') return onCondition(condition.predicate);
  if (shared.length === 0) return undefined;
  const equalities = shared.map((column) =>
    callOperator(context, '=', sidesOf(binder, column), column.at),
  );
  return logic('and', equalities);

  function onCondition(predicate: Expression): BoundExpression {
    mergeRepeatedLiterals(binder, predicate);
    const bound = context.bind(predicate);
    return requireType(binder, bound, sqlTypes.boolean, 'implicit', 'argument of JOIN/ON');
  }
}

function reference(binder: Binder, column: ScopeColumn, at: number): BoundExpression {
  const { type, index, name } = column;
  return placed(binder, { kind: 'column', type, index, name }, at);
}

/** The scope with the shared columns once, in front, and the Project for those to be computed. */
function mergeColumns(
  binder: Binder,
  joined: { readonly plan: Plan; readonly scope: Scope; readonly joinKind: JoinKind },
  shared: readonly SharedColumn[],
): BoundFrom {
  const { plan, scope } = joined;
  if (shared.length === 0) return { plan, scope };
  const computed: { readonly name: string; readonly expression: BoundExpression }[] = [];
  const merged = shared.map(({ left, right, at }): ScopeColumn => {
    const expression = mergedValue(binder, joined.joinKind, { left, right, at });
    const { name } = left;
    const base = { name, type: expression.type, system: false };
    if (expression.kind === 'column') {
      const { origin } = expression.index === left.index ? left : right;
      return { ...base, index: expression.index, origin };
    }
    computed.push({ name, expression });
    return { ...base, index: scope.width + computed.length - 1, origin: undefined };
  });
  const gone = new Set(shared.flatMap(({ left, right }) => [left, right]));
  const columns = [...merged, ...scope.columns.filter((column) => !gone.has(column))];
  return {
    scope: { width: scope.width + computed.length, tables: scope.tables, columns },
    plan: computed.length === 0 ? plan : appendColumns(plan, computed),
  };
}

/** The scope with its first `count` columns, which a join has merged, as a table too. */
function withMerged(scope: Scope, { text: name, at }: Name, count: number): Scope {
  const columns = scope.columns.slice(0, count);
  const table: ScopeTable = { name, namespace: undefined, table: undefined, columns };
  checkNames(scope, singleScope(table), at);
  return { ...scope, tables: [...scope.tables, table] };
}

/** Both sides of a shared column, brought to one type. */
function sidesOf(binder: Binder, { left, right, at }: SharedColumn): readonly BoundExpression[] {
  const sides = [reference(binder, left, at), reference(binder, right, at)];
  return unifyTypes(binder, 'JOIN/USING', sides, { comparable: true });
}

/** The value of the side that is always there; of the first that is, in a full join. */
function mergedValue(binder: Binder, kind: JoinKind, column: SharedColumn): BoundExpression {
  const operands = sidesOf(binder, column);
  if (kind === 'full') return { kind: 'coalesce', type: operands[0].type, operands };
  return operands[kind === 'right' ? 1 : 0];
}

function appendColumns(
  input: Plan,
  computed: readonly { readonly name: string; readonly expression: BoundExpression }[],
): Plan {
  const passed = input.schema.map(
    ({ name, type }, index): BoundExpression => ({ kind: 'column', type, index, name }),
  );
  const added = computed.map(({ name, expression }) => {
    return { name, type: expression.type, nullable: isNullable(expression, input.schema) };
  });
  return {
    kind: 'project',
    schema: [...input.schema, ...added],
    input,
    expressions: [...passed, ...computed.map(({ expression }) => expression)],
  };
}

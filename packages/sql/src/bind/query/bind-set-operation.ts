import type { SetOperation } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { type SqlType, sameType, typeName } from '../../types/sql-type.ts';
import type { Binder, BoundRows, OpenColumn, OpenRows } from '../binder.ts';
import { coerceTo, placed } from '../expression/coerce-expression.ts';
import { requireComparable } from '../expression/unify-types.ts';
import { commonType } from '../functions/resolve-overload.ts';
import { isNullable } from '../nullability.ts';
import { bindLimit } from './bind-limit.ts';
import { refuseLocking } from './bind-locks.ts';
import { distinctRows } from './distinct-rows.ts';
import { orderResult } from './order-result.ts';

/**
 * Bind UNION, INTERSECT or EXCEPT: columns are matched by position and brought to a common type,
 * their names are those of the left side; then ORDER BY over the result, and LIMIT.
 */
export function bindSetOperation(binder: Binder, node: SetOperation): BoundRows {
  for (const side of [node.left, node.right]) refuseLocking(side);
  const left = binder.openQuery(node.left);
  const right = binder.openQuery(node.right);
  const types = matchTypes(node, left, right);
  if (node.operator !== 'union' || !node.all) requireEquality(binder, node, left, types);
  const combined = combine(node, [
    operandRows(binder, left, types),
    operandRows(binder, right, types),
  ]);
  const sorted = orderResult(binder, node.orderBy, combined);
  return {
    plan: bindLimit(binder, node, sorted),
    origins: combined.schema.map(() => undefined),
  };
}

/** The type of each column; SQL_SYNTAX and SQL_TYPE_MISMATCH where the sides do not fit. */
export function matchTypes(
  node: SetOperation,
  left: OpenRows,
  right: OpenRows,
): readonly SqlType[] {
  const construct = node.operator.toUpperCase();
  const counts = [left.columns.length, right.columns.length];
  if (counts[0] !== counts[1]) {
    throw new SqlError(
      'SQL_SYNTAX',
      `each ${construct} query must have the same number of columns`,
      {
        position: right.columns[0]?.position ?? node.right.at,
        hint: `The left one has ${counts[0]}, the right one ${counts[1]}.`,
      },
    );
  }
  return left.columns.map((column, index) => matchType(construct, column, right.columns[index]));
}

function matchType(construct: string, left: OpenColumn, right: OpenColumn): SqlType {
  const type = commonType([left.type, right.type]);
  if (type !== undefined) return type;
  const types = `${typeName(left.type)} and ${typeName(right.type)}`;
  throw new SqlError('SQL_TYPE_MISMATCH', `${construct} types ${types} cannot be matched`, {
    position: right.position,
    hint: 'Write a cast.',
  });
}

/** The rows of one side with columns of these types. */
export function operandRows(binder: Binder, operand: OpenRows, types: readonly SqlType[]): Plan {
  const { plan } = operand.close(types);
  if (plan.schema.every(({ type }, index) => sameType(type, types[index]))) return plan;
  const expressions = plan.schema.map(({ name, type }, index) => {
    const column: BoundExpression = { kind: 'column', type, index, name };
    return coerceTo(binder, placed(binder, column, operand.columns[index].position), types[index]);
  });
  const schema = expressions.map((expression, index) => ({
    name: plan.schema[index].name,
    type: types[index],
    nullable: isNullable(expression, plan.schema),
  }));
  return { kind: 'project', schema, input: plan, expressions };
}

function combine({ operator, all }: SetOperation, [left, right]: readonly [Plan, Plan]): Plan {
  if (operator !== 'union') {
    return { kind: 'set', schema: left.schema, operation: operator, all, left, right };
  }
  const schema = left.schema.map((column, index) => ({
    ...column,
    nullable: column.nullable || right.schema[index].nullable,
  }));
  const union: Plan = { kind: 'union', schema, inputs: [left, right] };
  return all ? union : distinctRows(union);
}

/** Refuse types without equality, as rows are compared: SQL_TYPE_MISMATCH. */
export function requireEquality(
  binder: Binder,
  { operator }: SetOperation,
  { columns }: OpenRows,
  types: readonly SqlType[],
): void {
  for (const [index, type] of types.entries()) {
    const { name, position } = columns[index];
    const column = placed(binder, { kind: 'column', type, index, name }, position);
    requireComparable(binder, operator.toUpperCase(), type, column);
  }
}

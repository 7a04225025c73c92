import { castValue } from '../types/coerce.ts';
import { type SqlType, sameType, sqlTypes } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';
import type { BoundExpression } from './expression.ts';
import { planOf } from './plan.ts';
import { samePlan } from './same-plan.ts';
import { operandsOf } from './walk.ts';

/**
 * Whether two expressions over one input always have the same value: equal trees, positions and
 * names aside. A volatile call is the same as no other, not even as itself.
 */
export function sameExpression(left: BoundExpression, right: BoundExpression): boolean {
  return sameTree(left, right, (one, other) => !isVolatileCall(one) && sameNode(one, other));
}

/**
 * Whether two expressions are written alike: as `sameExpression`, but a volatile call is like itself.
 * Where one clause names what another one computes, it means the value that is there.
 */
export function writtenAlike(left: BoundExpression, right: BoundExpression): boolean {
  return sameTree(left, right, sameNode);
}

type Comparison = (left: BoundExpression, right: BoundExpression) => boolean;

function sameTree(left: BoundExpression, right: BoundExpression, isSame: Comparison): boolean {
  if (!sameType(left.type, right.type) || !isSame(left, right)) return false;
  const operands = operandsOf(left);
  const others = operandsOf(right);
  return (
    operands.length === others.length &&
    operands.every((operand, index) => sameTree(operand, others[index], isSame))
  );
}

function isVolatileCall(expression: BoundExpression): boolean {
  return expression.kind === 'call' && expression.function.volatility === 'volatile';
}

function sameNode(left: BoundExpression, right: BoundExpression): boolean {
  switch (left.kind) {
    case 'constant':
      return right.kind === 'constant' && sameValue(left.type, left.value, right.value);
    case 'parameter':
      return right.kind === 'parameter' && left.index === right.index;
    case 'column':
      return right.kind === 'column' && left.index === right.index;
    case 'call':
      return right.kind === 'call' && left.function === right.function;
    case 'outer':
      return right.kind === 'outer' && left.index === right.index;
    case 'subquery':
      return (
        right.kind === 'subquery' &&
        left.form === right.form &&
        left.operands.length === right.operands.length &&
        samePlan(planOf(left), planOf(right))
      );
    case 'local':
      return right.kind === 'local' && left.index === right.index;
    case 'is-null':
      return right.kind === 'is-null' && left.negated === right.negated;
    case 'case':
      return right.kind === 'case' && left.branches.length === right.branches.length;
    default:
      return left.kind === right.kind;
  }
}

/** Same to the bit: -0 and 0 are equal in SQL, but not the same value. */
function sameValue(type: SqlType, left: Value, right: Value): boolean {
  if (type.kind === 'array' && left !== null && right !== null) {
    return castValue(left, type, sqlTypes.text) === castValue(right, type, sqlTypes.text);
  }
  if (type.kind !== 'bytes' || left === null || right === null) return Object.is(left, right);
  return Buffer.compare(left as Uint8Array, right as Uint8Array) === 0;
}

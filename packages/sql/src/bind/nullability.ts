import assert from 'node:assert/strict';
import type { BoundExpression, BoundSubquery } from '../plan/expression.ts';
import type { Schema } from '../types/schema.ts';

/** Whether the value can be NULL over rows of `input`; `true` when in doubt. */
export function isNullable(expression: BoundExpression, input: Schema): boolean {
  const some = (expressions: readonly BoundExpression[]): boolean =>
    expressions.some((operand) => isNullable(operand, input));
  switch (expression.kind) {
    case 'constant':
      return expression.value === null;
    case 'parameter':
    case 'outer':
    case 'local':
      return true;
    case 'subquery':
      return isNullableSubquery(expression, some);
    case 'column':
      return input[expression.index].nullable;
    case 'call':
      if (expression.function.givesNull) return true;
      return expression.function.strict
        ? some(expression.arguments)
        : canGiveNull(expression, some);
    case 'cast':
    case 'not':
      return isNullable(expression.operand, input);
    case 'and':
    case 'or':
      return some(expression.operands);
    case 'is-null':
      return false;
    case 'in-list':
      return some([expression.operand, ...expression.list]);
    case 'case':
      return some([...expression.branches.map(({ then }) => then), expression.otherwise]);
    case 'let':
      return isNullable(expression.body, input);
    case 'coalesce':
      return expression.operands.every((operand) => isNullable(operand, input));
    default:
      return assert.fail(String(expression satisfies never));
  }
}

function isNullableSubquery(
  { form, operands, plan }: BoundSubquery,
  some: (expressions: readonly BoundExpression[]) => boolean,
): boolean {
  if (form === 'in') return some(operands) || plan.schema.some(({ nullable }) => nullable);
  return form === 'scalar';
}

/** Non-strict functions that have a value for every argument, NULLs included. */
const neverNull = new Set([
  'array',
  'concat',
  'num_nulls',
  'num_nonnulls',
  'quote_nullable',
  'is true',
  'is false',
  'is distinct from',
  'is not distinct from',
]);

function canGiveNull(
  expression: Extract<BoundExpression, { kind: 'call' }>,
  some: (expressions: readonly BoundExpression[]) => boolean,
): boolean {
  return !neverNull.has(expression.function.name) && some(expression.arguments);
}

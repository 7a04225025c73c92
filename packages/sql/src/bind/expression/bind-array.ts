import type { ArrayConstructor, Expression, Slice, Subscript } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { call, constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { canCast } from '../../types/coerce.ts';
import { type ArrayType, arrayOf, type SqlType, sqlTypes, typeName } from '../../types/sql-type.ts';
import {
  arrayConstructor,
  NO_UPPER_BOUND,
  sliceFunction,
  subscriptFunction,
} from '../functions/sets/array-access.ts';
import { callOperator } from './call-overload.ts';
import { coerceTo, placed, requireType, settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { unifyTypes } from './unify-types.ts';

/** ARRAY[…], its elements brought to their common type. Without elements it needs a cast. */
export function bindArray(context: ExpressionContext, node: ArrayConstructor): BoundExpression {
  const { binder } = context;
  if (node.elements.length === 0) {
    throw new SqlError('SQL_TYPE_MISMATCH', 'cannot determine type of empty array', {
      sqlState: conditions.indeterminateDatatype,
      position: node.at,
      hint: 'Cast it to the type that is meant, as in ARRAY[]::INT[].',
    });
  }
  const operands = node.elements.map(context.bind);
  const elements = unifyTypes(binder, 'ARRAY', operands, { comparable: false });
  return constructed(context, elements[0].type, elements, node.at);
}

/** `ARRAY[…]::type`: the elements are cast one by one, as in PostgreSQL. */
export function bindArrayAs(
  context: ExpressionContext,
  node: ArrayConstructor,
  type: ArrayType,
): BoundExpression {
  const { binder } = context;
  const isNested = node.elements.some(({ kind }) => kind === 'array');
  const elements = node.elements.map((element) => {
    if (element.kind === 'array') return bindArrayAs(context, element, type);
    return castTo(context, element, isNested ? type : type.element);
  });
  if (elements.length === 0) return placed(binder, constant(type, []), node.at);
  return constructed(context, isNested ? type : type.element, elements, node.at);
}

function castTo(context: ExpressionContext, node: Expression, type: SqlType): BoundExpression {
  const { binder } = context;
  const bound = context.bind(node);
  if (canCast(bound.type, type, 'implicit')) return coerceTo(binder, bound, type);
  return requireType(binder, settle(binder, bound), type, 'explicit', 'element of ARRAY');
}

function constructed(
  { binder }: ExpressionContext,
  element: SqlType,
  elements: readonly BoundExpression[],
  at: number,
): BoundExpression {
  return placed(binder, call(arrayConstructor(element), elements, at), at);
}

/** `a[1]`, `a[1][2]`, `a[1:2][3]`: all subscripts that follow each other belong together. */
export function bindSubscript(
  context: ExpressionContext,
  node: Subscript | Slice,
): BoundExpression {
  const { base, subscripts } = chainOf(node);
  const operand = context.bind(base);
  if (operand.type.kind === 'json') return bindJsonSubscripts(context, operand, subscripts);
  if (operand.type.kind !== 'array') throw notSubscriptable(operand.type, node.at);
  const { element } = operand.type;
  const isSlice = subscripts.some(({ kind }) => kind === 'slice');
  const indexes = isSlice
    ? subscripts.flatMap((subscript) => boundsOf(context, subscript))
    : subscripts.flatMap((subscript) =>
        subscript.kind === 'subscript' ? [bindIndex(context, subscript.index)] : [],
      );
  const overload = isSlice ? sliceFunction(element) : subscriptFunction(element);
  return placed(context.binder, call(overload, [operand, ...indexes], node.at), node.at);
}

interface SubscriptChain {
  readonly base: Expression;
  readonly subscripts: readonly (Subscript | Slice)[];
}

function chainOf(node: Subscript | Slice): SubscriptChain {
  const subscripts: (Subscript | Slice)[] = [];
  let base: Expression = node;
  while (base.kind === 'subscript' || base.kind === 'slice') {
    subscripts.unshift(base);
    base = base.operand;
  }
  return { base, subscripts };
}

/** Among slices a single subscript is the upper bound of one from 1. */
function boundsOf(context: ExpressionContext, node: Subscript | Slice): BoundExpression[] {
  const [lower, upper] = node.kind === 'slice' ? [node.lower, node.upper] : [undefined, node.index];
  return [
    lower === undefined ? constant(sqlTypes.int, 1) : bindIndex(context, lower),
    upper === undefined ? constant(sqlTypes.int, NO_UPPER_BOUND) : bindIndex(context, upper),
  ];
}

function bindIndex(context: ExpressionContext, node: Expression): BoundExpression {
  const bound = context.bind(node);
  return requireType(context.binder, bound, sqlTypes.int, 'assignment', 'array subscript');
}

/** `j['name'][0]` is `j -> 'name' -> 0`. */
function bindJsonSubscripts(
  context: ExpressionContext,
  operand: BoundExpression,
  subscripts: readonly (Subscript | Slice)[],
): BoundExpression {
  return subscripts.reduce((value, subscript) => {
    if (subscript.kind === 'slice') {
      const message = 'JSON does not support slices';
      throw new SqlError('SQL_TYPE_MISMATCH', message, { position: subscript.at });
    }
    return callOperator(context, '->', [value, context.bind(subscript.index)], subscript.at);
  }, operand);
}

function notSubscriptable(type: SqlType, position: number): SqlError {
  const hint =
    type.kind === 'unknown'
      ? `Cast it, as in ('{1,2}'::${typeName(arrayOf(sqlTypes.int))})[1].`
      : undefined;
  return new SqlError(
    'SQL_TYPE_MISMATCH',
    `cannot subscript type ${typeName(type)}, which is no array`,
    { position, hint },
  );
}

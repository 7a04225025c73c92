import type {
  Between,
  Binary,
  Expression,
  InList,
  IsNull,
  IsTruth,
  Like,
  Unary,
} from '../../ast/ast.ts';
import { isComparison } from '../../ast/operator-level.ts';
import { conditions } from '../../conditions.ts';
import { logic, not } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import { bindNegativeNumber } from './bind-literal.ts';
import { bindOverlaps } from './bind-overlaps.ts';
import { bindRowSubquery } from './bind-quantified.ts';
import {
  bindComparand,
  bindRowComparison,
  bindRowInList,
  bindRowIsNull,
  type Comparand,
  compareBound,
  evaluateComparandOnce,
} from './bind-row.ts';
import { callOperator } from './call-overload.ts';
import { fixType, placed, requireType, settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { unifyTypes } from './unify-types.ts';

/** `-a`, NOT a and their like; `+a` is what the number, or text, `a` is. */
export function bindUnary(context: ExpressionContext, node: Unary): BoundExpression {
  if (node.operator === 'not') return not(bindCondition(context, node.operand, 'argument of NOT'));
  const number = bindNegativeNumber(context, node);
  if (number !== undefined) return number;
  const operand = context.bind(node.operand);
  if (node.operator === '+' && takesPlus(operand.type)) return operand;
  const name = node.operator === '@' ? 'abs' : node.operator;
  return callOperator(context, name, [operand], node.at);
}

/** Numbers, and what may be read as one: text too, as in SQLite. */
function takesPlus({ kind }: SqlType): boolean {
  return kind === 'unknown' || kind === 'text' || typeProperties[kind].numeric;
}

/** AND, OR, comparisons, arithmetic, `||`, IS [NOT] DISTINCT FROM */
export function bindBinary(context: ExpressionContext, node: Binary): BoundExpression {
  const { operator, left, right, at } = node;
  if (operator === 'and' || operator === 'or') {
    const what = `argument of ${operator.toUpperCase()}`;
    return logic(operator, [
      bindCondition(context, left, what),
      bindCondition(context, right, what),
    ]);
  }
  if (left.kind === 'row' && right.kind === 'subquery' && isComparison(operator)) {
    return bindRowSubquery(context, { operator, operand: left, query: right.query, at });
  }
  if (operator === 'overlaps') return bindOverlaps(context, node);
  if (left.kind === 'row' || right.kind === 'row') return bindRowComparison(context, node);
  return callOperator(context, operator, [context.bind(left), context.bind(right)], at);
}

/** IS [NOT] NULL of anything. */
export function bindIsNull(context: ExpressionContext, node: IsNull): BoundExpression {
  if (node.operand.kind === 'row') {
    return bindRowIsNull(context, node.operand.items, node.negated);
  }
  const operand = settle(context.binder, context.bind(node.operand));
  return { kind: 'is-null', type: sqlTypes.boolean, operand, negated: node.negated };
}

/** IS [NOT] TRUE, FALSE, UNKNOWN: never NULL. */
export function bindIsTruth(context: ExpressionContext, node: IsTruth): BoundExpression {
  const word = node.value === null ? 'UNKNOWN' : String(node.value).toUpperCase();
  const operand = bindCondition(context, node.operand, `argument of IS ${word}`);
  if (node.value === null) {
    return { kind: 'is-null', type: sqlTypes.boolean, operand, negated: node.negated };
  }
  const test = callOperator(context, `is ${node.value}`, [operand], node.at);
  return node.negated ? not(test) : test;
}

/** [NOT] LIKE, ILIKE, SIMILAR TO with or without ESCAPE. */
export function bindLike(context: ExpressionContext, node: Like): BoundExpression {
  const operands = [context.bind(node.operand), context.bind(node.pattern)];
  if (node.escape !== undefined) operands.push(context.bind(node.escape));
  const test = callOperator(context, node.verb, operands, node.at);
  return node.negated ? not(test) : test;
}

/**
 * `a BETWEEN b AND c` is `a >= b AND a <= c`, where `a` may be a row. SYMMETRIC also takes the bounds
 * the other way round. Each of the three is evaluated once.
 */
export function bindBetween(context: ExpressionContext, node: Between): BoundExpression {
  const bindWithin = node.symmetric ? bindWithinEither : bindWithinBounds;
  const operand = bindComparand(context, node.operand);
  for (const item of operand.items) fixType(context.binder, item);
  const test = evaluateComparandOnce(operand, (value) => bindWithin(context, node, value));
  return node.negated ? not(test) : test;
}

function bindWithinBounds(
  context: ExpressionContext,
  { lower, upper, at }: Between,
  value: Comparand,
): BoundExpression {
  const compare = (operator: '>=' | '<=', bound: Expression): BoundExpression =>
    compareBound(context, operator, value, bindComparand(context, bound), at);
  return logic('and', [compare('>=', lower), compare('<=', upper)]);
}

function bindWithinEither(
  context: ExpressionContext,
  { lower, upper, at }: Between,
  value: Comparand,
): BoundExpression {
  const compare = (operator: '>=' | '<=', bound: Comparand): BoundExpression =>
    compareBound(context, operator, value, bound, at);
  return evaluateComparandOnce(bindComparand(context, lower), (least) => {
    const isAbove = compare('>=', least);
    return evaluateComparandOnce(bindComparand(context, upper), (greatest) =>
      logic('or', [
        logic('and', [isAbove, compare('<=', greatest)]),
        logic('and', [compare('>=', greatest), compare('<=', least)]),
      ]),
    );
  });
}

/** `a [NOT] IN (b, …)`, all brought to one type. */
export function bindInList(context: ExpressionContext, node: InList): BoundExpression {
  if (node.operand.kind === 'row') {
    const test = bindRowInList(context, node.operand, node.list);
    return node.negated ? not(test) : test;
  }
  const bound = [node.operand, ...node.list].map(context.bind);
  const [operand, ...list] = unifyTypes(context.binder, 'IN', bound, {
    comparable: true,
    sqlState: conditions.undefinedFunction,
  });
  const test: BoundExpression = { kind: 'in-list', type: sqlTypes.boolean, operand, list };
  placed(context.binder, test, node.at);
  return node.negated ? not(test) : test;
}

function bindCondition(
  context: ExpressionContext,
  expression: Parameters<ExpressionContext['bind']>[0],
  what: string,
): BoundExpression {
  return requireType(context.binder, context.bind(expression), sqlTypes.boolean, 'implicit', what);
}

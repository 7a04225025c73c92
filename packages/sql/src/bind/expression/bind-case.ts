import type { Case, Cast, Expression } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { caseBranch, constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { canCast } from '../../types/coerce.ts';
import { intervalText, intervalUnit } from '../../types/interval.ts';
import { atPosition } from '../../types/literal-value.ts';
import { sqlTypes, typeName } from '../../types/sql-type.ts';
import { resolveTypeName, textLength } from '../../types/type-names.ts';
import { bindArrayAs } from './bind-array.ts';
import { pinLiteral } from './bind-literal.ts';
import { callFunction, callOperator } from './call-overload.ts';
import { coerceTo, fixType, placed, requireType, settle } from './coerce-expression.ts';
import { evaluateOnce } from './evaluate-once.ts';
import type { ExpressionContext } from './expression-context.ts';
import { refuseSets } from './set-collector.ts';
import { unifyTypes } from './unify-types.ts';

/** CASE; `CASE a WHEN b …` is `CASE WHEN a = b …` with `a` evaluated once. */
export function bindCase(context: ExpressionContext, node: Case): BoundExpression {
  const { binder } = context;
  if (node.operand === undefined) {
    const what = 'argument of CASE/WHEN';
    return bindBranches(context, node, (when) =>
      requireType(binder, context.bind(when), sqlTypes.boolean, 'implicit', what),
    );
  }
  const operand = fixType(binder, context.bind(node.operand));
  const bound = evaluateOnce(operand, (value) =>
    bindBranches(context, node, (when) =>
      callOperator(context, '=', [value, context.bind(when)], node.at),
    ),
  );
  return placed(binder, bound, node.at);
}

/** A searched CASE whose conditions are what `bindWhen` makes of each WHEN. */
function bindBranches(
  context: ExpressionContext,
  node: Case,
  bindWhen: (when: Expression) => BoundExpression,
): BoundExpression {
  const { binder } = context;
  const whens = node.branches.map(({ when }) => bindWhen(when));
  const otherwise =
    node.otherwise === undefined ? constant(sqlTypes.unknown, null) : context.bind(node.otherwise);
  const thens = node.branches.map(({ then }) => context.bind(then));
  refuseSets(binder, 'CASE', [...whens, ...thens, otherwise]);
  const results = unifyTypes(binder, 'CASE', [...thens, otherwise], { comparable: false });
  const last = results[results.length - 1];
  const branches = whens.map((when, index) => caseBranch(when, results[index]));
  return placed(binder, { kind: 'case', type: last.type, branches, otherwise: last }, node.at);
}

/** `INTERVAL '1' DAY`: the field counts for a number without a unit, so the literal is not lifted. */
function bindIntervalLiteral(context: ExpressionContext, node: Cast): BoundExpression | undefined {
  const { type, operand } = node;
  if (!type.name.startsWith('interval ') || operand.kind !== 'literal') return undefined;
  if (operand.literal.kind !== 'string') return undefined;
  pinLiteral(context, operand);
  try {
    const text = intervalText(operand.literal.text, intervalUnit(type.name));
    return placed(context.binder, constant(sqlTypes.interval, text), node.at);
  } catch (error) {
    throw atPosition(error, operand.at);
  }
}

/** CAST and `::`. A cast to `varchar(n)` or its like leaves the first n characters. */
export function bindCast(context: ExpressionContext, node: Cast): BoundExpression {
  const cast = bindWholeCast(context, node);
  const length = textLength(node.type);
  if (length === undefined) return cast;
  return callFunction(context, 'left', [cast, constant(sqlTypes.int, length)], node.at);
}

/** A literal or an open parameter is read as the type at once. */
function bindWholeCast(context: ExpressionContext, node: Cast): BoundExpression {
  const { binder } = context;
  const type = resolveTypeName(node.type);
  const interval = bindIntervalLiteral(context, node);
  if (interval !== undefined) return interval;
  if (node.operand.kind === 'array' && type.kind === 'array') {
    return bindArrayAs(context, node.operand, type);
  }
  const bound = context.bind(node.operand);
  const operand = canCast(bound.type, type, 'implicit') ? bound : settle(binder, bound);
  if (canCast(operand.type, type, 'implicit')) return coerceTo(binder, operand, type);
  if (canCast(operand.type, type, 'explicit')) {
    const position = node.at;
    return placed(binder, { kind: 'cast', type, operand, position }, position);
  }
  throw new SqlError(
    'SQL_TYPE_MISMATCH',
    `cannot cast type ${typeName(operand.type)} to ${typeName(type)}`,
    { sqlState: conditions.cannotCoerce, position: node.at },
  );
}

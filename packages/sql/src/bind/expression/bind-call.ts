import type { Call } from '../../ast/ast.ts';
import { takesSequence, withoutRegclass } from '../../ast/sequence-names.ts';
import { call, caseBranch, constant, not } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { type SqlType, sameType, sqlTypes } from '../../types/sql-type.ts';
import {
  exactFunction,
  isAggregateName,
  orderedSetOverloads,
  scalarOverloads,
} from '../functions/function-table.ts';
import { isSetName } from '../functions/set-function-table.ts';
import { findRecordFunction, missingColumns } from '../functions/set-functions/records.ts';
import { windowFunction } from '../functions/window-functions.ts';
import { bindAggregate } from './bind-aggregate.ts';
import { bindGrouping } from './bind-grouping.ts';
import { bindJsonCall } from './bind-json-call.ts';
import { bindMergeAction } from './bind-merge-action.ts';
import { withoutOrder } from './bind-ordered-set.ts';
import { bindSelectedSet } from './bind-set-call.ts';
import { missingOver } from './bind-window-call.ts';
import { callFunction, callOperator, unknownFunction } from './call-overload.ts';
import { coerceTo, fixType, placed, settle } from './coerce-expression.ts';
import { evaluateOnce } from './evaluate-once.ts';
import type { ExpressionContext } from './expression-context.ts';
import { bindArguments } from './named-arguments.ts';
import { checkPlainCall } from './plain-call.ts';
import { refuseSets } from './set-collector.ts';
import { unifyTypes } from './unify-types.ts';

/** A call of an aggregate, of a function with typing rules of its own, or of any other. */
export function bindCall(context: ExpressionContext, node: Call): BoundExpression {
  const name = node.name.text;
  if (name === 'grouping') return bindGrouping(context, node);
  if (name === 'merge_action') return bindMergeAction(context, node);
  const isOrderedSet = orderedSetOverloads(name).length > 0;
  const isAggregate = isAggregateName(name);
  if (isAggregate || (isOrderedSet && node.withinGroup)) return bindAggregate(context, node);
  const isWindow = windowFunction(name) !== undefined;
  if (isWindow && !(isOrderedSet && node.arguments.length > 0)) throw missingOver(name, node.at);
  if (isOrderedSet) throw withoutOrder(node);
  if (isSetName(name)) return bindSelectedSet(context, node);
  if (findRecordFunction(name) !== undefined) throw missingColumns(node.at);
  checkPlainCall(node);
  const operands = bindArguments(context, takesSequence.has(name) ? withoutRegclass(node) : node);
  switch (name) {
    case 'current_schema': {
      const { namespace } = context.binder.options;
      return placed(context.binder, constant(sqlTypes.text, namespace), node.at);
    }
    case 'coalesce':
      return bindCoalesce(context, node, operands);
    case 'nullif':
      return bindNullIf(context, node, operands);
    case 'greatest':
    case 'least':
      return bindExtreme(context, node, operands);
    case 'concat':
    case 'concat_ws':
    case 'format':
      return bindConcat(context, node, operands);
    case 'num_nulls':
    case 'num_nonnulls':
      return bindNullCount(context, node, operands);
    default:
      return (
        bindJsonCall(context, node, operands) ?? callFunction(context, name, operands, node.at)
      );
  }
}

function bindCoalesce(
  { binder }: ExpressionContext,
  node: Call,
  operands: readonly BoundExpression[],
): BoundExpression {
  if (operands.length === 0) throw unknownFunction('coalesce', [], node.at, 'none', true);
  refuseSets(binder, 'COALESCE', operands);
  const unified = unifyTypes(binder, 'COALESCE', operands, { comparable: false });
  const bound: BoundExpression = { kind: 'coalesce', type: unified[0].type, operands: unified };
  return placed(binder, bound, node.at);
}

/** `CASE WHEN a = b THEN NULL ELSE a END`, of the type of `a`. */
function bindNullIf(
  context: ExpressionContext,
  node: Call,
  operands: readonly BoundExpression[],
): BoundExpression {
  const { binder } = context;
  if (operands.length !== 2) {
    throw unknownFunction(
      'nullif',
      operands.map(({ type }) => type),
      node.at,
      'none',
      true,
    );
  }
  fixType(binder, operands[0]);
  const [left, right] = operands;
  const bound = evaluateOnce(left, (value) => {
    const when = callOperator(context, '=', [value, right], node.at);
    const isOpen = value.type.kind === 'unknown';
    const otherwise = isOpen && when.kind === 'call' ? when.arguments[0] : value;
    const { type } = otherwise;
    return { kind: 'case', type, branches: [caseBranch(when, constant(type, null))], otherwise };
  });
  return placed(binder, bound, node.at);
}

function bindExtreme(
  { binder }: ExpressionContext,
  node: Call,
  operands: readonly BoundExpression[],
): BoundExpression {
  const name = node.name.text;
  if (operands.length === 0) throw unknownFunction(name, [], node.at, 'none', true);
  const unified = unifyTypes(binder, name.toUpperCase(), operands, { comparable: true });
  return placed(binder, call(exactFunction(name, [unified[0].type]), unified, node.at), node.at);
}

/** Arguments of any type, as text; booleans are `t` and `f` here, as in PostgreSQL. */
function bindConcat(
  context: ExpressionContext,
  node: Call,
  operands: readonly BoundExpression[],
): BoundExpression {
  const { binder } = context;
  const name = node.name.text;
  const [overload] = scalarOverloads(name);
  const least = overload.parameters.length + Number(name !== 'format');
  if (operands.length < least) {
    throw unknownFunction(
      name,
      operands.map(({ type }) => type),
      node.at,
      'none',
      true,
    );
  }
  const texts = operands.map((operand) => {
    const settled = settle(binder, operand);
    return sameType(settled.type, sqlTypes.boolean)
      ? booleanLetter(settled)
      : coerceTo(binder, settled, sqlTypes.text);
  });
  return placed(binder, call(overload, texts, node.at), node.at);
}

/** Arguments of any types, as they are. */
function bindNullCount(
  { binder }: ExpressionContext,
  node: Call,
  operands: readonly BoundExpression[],
): BoundExpression {
  const [overload] = scalarOverloads(node.name.text);
  if (operands.length === 0) throw unknownFunction(overload.name, [], node.at, 'none', true);
  const values = operands.map((operand) => settle(binder, operand));
  return placed(binder, call(overload, values, node.at), node.at);
}

function booleanLetter(operand: BoundExpression): BoundExpression {
  const type: SqlType = sqlTypes.text;
  return evaluateOnce(operand, (value) => ({
    kind: 'case',
    type,
    branches: [caseBranch(value, constant(type, 't')), caseBranch(not(value), constant(type, 'f'))],
    otherwise: constant(type, null),
  }));
}

import type { Call, WindowCall } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { WindowFunctionCall } from '../../plan/plan.ts';
import { windowColumnName } from '../../plan/print-window.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { isAggregateName, isScalarName } from '../functions/function-table.ts';
import type { WindowFunction } from '../functions/functions.ts';
import { windowFunction } from '../functions/window-functions.ts';
import { bindAggregateCall } from './bind-aggregate.ts';
import { defaultFrame } from './bind-frame.ts';
import { bindOver } from './bind-window.ts';
import { unknownFunction } from './call-overload.ts';
import { coerceTo, isCoercible, placed, settle } from './coerce-expression.ts';
import { AGGREGATE_CLAUSE, type ExpressionContext } from './expression-context.ts';
import { isEveryRow } from './plain-call.ts';
import { unifyTypes } from './unify-types.ts';
import { type BoundWindow, collectCall, WINDOW_CLAUSE } from './window-collector.ts';

/**
 * A window function, as the column that its result will be (`WindowCollector`). Equal calls share
 * one. SQL_WINDOW where window functions are not allowed.
 */
export function bindWindowCall(context: ExpressionContext, node: WindowCall): BoundExpression {
  const { binder, windows } = context;
  if (windows === undefined) throw misplacedWindow(context, node.at);
  const bound = bindFunction(context, node.call);
  const window = bindOver(context, windows, node.over);
  const call = withFrame(bound, window);
  const name = windowColumnName(call, window);
  const column = collectCall(windows, { window, call }, { type: resultType(call), name });
  return placed(binder, column, node.at);
}

/** The type of a window function's result. */
export function resultType(call: WindowFunctionCall): SqlType {
  return call.kind === 'positional' ? call.type : call.aggregate.function.returns;
}

/** SQL_WINDOW for a function that is only for windows, called without one. */
export function missingOver(name: string, position: number): SqlError {
  return new SqlError('SQL_WINDOW', `window function ${name} requires an OVER clause`, {
    sqlState: conditions.wrongObjectType,
    position,
  });
}

function misplacedWindow({ clause }: ExpressionContext, position: number): SqlError {
  if (clause === AGGREGATE_CLAUSE) {
    const message = 'aggregate function calls cannot contain window function calls';
    return new SqlError('SQL_GROUPING', message, { position });
  }
  const message =
    clause === WINDOW_CLAUSE
      ? 'window function calls cannot be nested'
      : `window functions are not allowed in ${clause}`;
  const hint = 'Compute it in a derived table: SELECT … FROM (SELECT …, f() OVER (…) AS x …) AS t.';
  return new SqlError('SQL_WINDOW', message, { position, hint });
}

function bindFunction(context: ExpressionContext, node: Call): WindowFunctionCall {
  const name = node.name.text;
  if (node.withinGroup) {
    throw unsupported(`OVER is not supported for ordered-set aggregate ${name}`, node);
  }
  const declared = windowFunction(name);
  const isAggregate = isAggregateName(name);
  if (declared === undefined && !isAggregate) throw noWindowFunction(context, node);
  if (node.orderBy.length > 0) {
    throw unsupported('aggregate ORDER BY is not implemented for window functions', node);
  }
  if (node.distinct) throw unsupported('DISTINCT is not implemented for window functions', node);
  if (declared !== undefined) {
    return bindPositional(context, declared, node);
  }
  const aggregate = bindAggregateCall({ ...context, bindInAggregate: context.bindInWindow }, node);
  return { kind: 'aggregate', aggregate, frame: defaultFrame };
}

function noWindowFunction(context: ExpressionContext, node: Call): SqlError {
  const name = node.name.text;
  const position = node.at;
  if (!isScalarName(name) && name !== 'coalesce' && name !== 'nullif') {
    const types = node.arguments.map((argument) =>
      isEveryRow(argument) ? [] : [context.bindInWindow(argument).type],
    );
    return unknownFunction(name, types.flat(), position, 'none', false);
  }
  const message = `OVER specified, but ${name} is not a window function nor an aggregate function`;
  return new SqlError('SQL_WINDOW', message, { sqlState: conditions.wrongObjectType, position });
}

function bindPositional(
  context: ExpressionContext,
  declared: WindowFunction,
  node: Call,
): WindowFunctionCall {
  const { binder } = context;
  const { name, parameters, optional } = declared;
  if (node.filter !== undefined) {
    throw unsupported('FILTER is not implemented for non-aggregate window functions', node);
  }
  if (node.arguments.some(isEveryRow)) {
    throw new SqlError('SQL_SYNTAX', `only COUNT takes *, not ${name}`, {
      sqlState: conditions.undefinedFunction,
      position: node.at,
    });
  }
  const operands = node.arguments.map(context.bindInWindow);
  const fits =
    operands.length <= parameters.length &&
    operands.length >= parameters.length - optional &&
    operands.every((operand, index) => {
      const parameter = parameters[index];
      return parameter === 'value' || isCoercible(operand, parameter, 'implicit');
    });
  if (!fits) {
    const types = operands.map(({ type }) => type);
    throw unknownFunction(name, types, node.at, 'none', true);
  }
  const isValue = (index: number): boolean => parameters[index] === 'value';
  const open = operands.filter((_, index) => isValue(index));
  const values = unifyTypes(binder, name.toUpperCase(), open, {
    comparable: false,
    sqlState: conditions.undefinedFunction,
  }).map((operand) => settle(binder, operand));
  const rest = [...values];
  const typed = operands.map((operand, index) => {
    const parameter = parameters[index];
    return parameter === 'value' ? (rest.shift() ?? operand) : coerceTo(binder, operand, parameter);
  });
  const type = declared.returns === 'value' ? values[0].type : declared.returns;
  return { kind: 'positional', name, type, arguments: typed, frame: defaultFrame };
}

/** Functions that see the partition whatever the frame have the default one. */
function withFrame(call: WindowFunctionCall, { frame }: BoundWindow): WindowFunctionCall {
  if (frame === undefined) return call;
  if (call.kind === 'positional' && windowFunction(call.name)?.framed !== true) return call;
  return { ...call, frame };
}

function unsupported(message: string, node: Call): SqlError {
  return new SqlError('SQL_UNSUPPORTED', message, { position: node.at });
}

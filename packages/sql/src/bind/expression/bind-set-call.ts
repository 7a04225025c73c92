import type { Call } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { SetCall } from '../../plan/plan.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { SetFunction } from '../functions/functions.ts';
import { resolveOverload } from '../functions/resolve-overload.ts';
import { setOverloads } from '../functions/set-function-table.ts';
import { unknownFunction } from './call-overload.ts';
import { coerceTo, knownType, placed } from './coerce-expression.ts';
import { AGGREGATE_CLAUSE, type ExpressionContext } from './expression-context.ts';
import { bindArguments } from './named-arguments.ts';
import { checkPlainCall } from './plain-call.ts';
import { collectSet, misplacedSet } from './set-collector.ts';
import { WINDOW_CLAUSE } from './window-collector.ts';

/**
 * A set-returning function in an expression, as the column that it will be (`SetCollector`).
 * SQL_UNSUPPORTED where those are not allowed, and for one of several columns.
 */
export function bindSelectedSet(context: ExpressionContext, node: Call): BoundExpression {
  const { sets, binder } = context;
  if (sets === undefined) throw misplacedSet(misplacement(context.clause), node.at);
  const call = bindSetCall(context, node);
  const { name, columns } = call.function;
  if (columns.length === 1) return placed(binder, collectSet(sets, call), node.at);
  throw new SqlError('SQL_UNSUPPORTED', `${name} gives several columns, which no value can be`, {
    position: node.at,
    hint: 'Call it in FROM and name its columns.',
  });
}

/** A call of a set-returning function, one of `overloads`; SQL_UNKNOWN_FUNCTION where none fits. */
export function bindSetCall(
  context: ExpressionContext,
  node: Call,
  overloads: (types: readonly SqlType[]) => readonly SetFunction[] = (types) =>
    setOverloads(node.name.text, types),
): SetCall {
  checkPlainCall(node);
  const { binder } = context;
  const name = node.name.text;
  const operands = bindArguments(context, node);
  const types = operands.map((operand) => knownType(binder, operand));
  const overload = resolveOverload(overloads(types), types, false);
  if (overload === 'none' || overload === 'ambiguous') {
    throw unknownFunction(name, types, node.at, overload, true);
  }
  const coerced = operands.map((operand, index) =>
    coerceTo(binder, operand, overload.parameters[index]),
  );
  return { function: overload, arguments: coerced, position: node.at };
}

function misplacement(clause: string): string {
  if (clause === AGGREGATE_CLAUSE) {
    return 'aggregate function calls cannot contain set-returning function calls';
  }
  if (clause === WINDOW_CLAUSE) {
    return 'window function calls cannot contain set-returning function calls';
  }
  return `set-returning functions are not allowed in ${clause}`;
}

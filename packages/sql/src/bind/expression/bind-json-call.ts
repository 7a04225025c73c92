import type { Call } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { call, constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { scalarOverloads } from '../functions/function-table.ts';
import { arrayConstructor } from '../functions/sets/array-access.ts';
import { callFunction } from './call-overload.ts';
import { placed, requireType } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/**
 * The calls of functions of JSON that take any number of arguments; `undefined` for every other
 * call. JSON_BUILD_ARRAY and JSON_BUILD_OBJECT make JSON of each argument, JSON_EXTRACT_PATH a path
 * of all but the first.
 */
export function bindJsonCall(
  context: ExpressionContext,
  node: Call,
  operands: readonly BoundExpression[],
): BoundExpression | undefined {
  switch (node.name.text) {
    case 'json_build_array':
    case 'jsonb_build_array':
      return build(context, node, operands);
    case 'json_build_object':
    case 'jsonb_build_object':
      checkPairs(node, operands);
      return build(context, node, operands);
    case 'json_extract_path':
    case 'jsonb_extract_path':
    case 'json_extract_path_text':
    case 'jsonb_extract_path_text':
      return operands.length > 0 ? extract(context, node, operands) : undefined;
    default:
      return undefined;
  }
}

function build(
  context: ExpressionContext,
  node: Call,
  operands: readonly BoundExpression[],
): BoundExpression {
  const [overload] = scalarOverloads(node.name.text);
  const values = operands.map((operand) => jsonOf(context, operand, node.at));
  return placed(context.binder, call(overload, values, node.at), node.at);
}

/** A JSON object of these members. */
export function buildJsonObject(
  context: ExpressionContext,
  members: readonly (readonly [name: string, value: BoundExpression])[],
  position: number,
): BoundExpression {
  const operands = members.flatMap(([name, value]) => [
    jsonOf(context, constant(sqlTypes.text, name), position),
    jsonOf(context, value, position),
  ]);
  const [overload] = scalarOverloads('json_build_object');
  return call(overload, operands, position);
}

function jsonOf(
  context: ExpressionContext,
  operand: BoundExpression,
  position: number,
): BoundExpression {
  const isJson = operand.type.kind === 'json';
  return isJson ? operand : callFunction(context, 'to_json', [operand], position);
}

function checkPairs(node: Call, operands: readonly BoundExpression[]): void {
  if (operands.length % 2 === 0) return;
  throw new SqlError(
    'SQL_UNKNOWN_FUNCTION',
    `${node.name.text} takes keys and values in turn: argument list must have even number of elements`,
    { sqlState: conditions.invalidParameterValue, position: node.at },
  );
}

function extract(
  context: ExpressionContext,
  node: Call,
  [value, ...steps]: readonly BoundExpression[],
): BoundExpression {
  const { binder } = context;
  const texts = steps.map((step) =>
    requireType(binder, step, sqlTypes.text, 'implicit', 'path element'),
  );
  const path = call(arrayConstructor(sqlTypes.text), texts, node.at);
  return callFunction(context, node.name.text, [value, path], node.at);
}

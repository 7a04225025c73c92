import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { call } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { type SqlType, typeName } from '../../types/sql-type.ts';
import { functionNames, isScalarName, overloadsFor } from '../functions/function-table.ts';
import type { ScalarFunction } from '../functions/functions.ts';
import { resolveOverload } from '../functions/resolve-overload.ts';
import { suggestion } from '../suggestion.ts';
import { coerceTo, placed } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** Call the overload of an operator that fits; SQL_UNKNOWN_FUNCTION at `at` when none does. */
export function callOperator(
  context: ExpressionContext,
  name: string,
  operands: readonly BoundExpression[],
  at: number,
): BoundExpression {
  return callBest(context, name, operands, { at, isOperator: true });
}

/** Call the overload of a function that fits; SQL_UNKNOWN_FUNCTION at `at` when none does. */
export function callFunction(
  context: ExpressionContext,
  name: string,
  operands: readonly BoundExpression[],
  at: number,
): BoundExpression {
  return callBest(context, name, operands, { at, isOperator: false });
}

const unresolved = {
  none: undefined,
  ambiguous: conditions.ambiguousFunction,
} as const;

/** SQL_UNKNOWN_FUNCTION for a call that no overload of the name takes. */
export function unknownFunction(
  name: string,
  types: readonly SqlType[],
  position: number,
  reason: 'none' | 'ambiguous',
  isKnownName: boolean,
): SqlError {
  const shown = `${name}(${types.map(typeName).join(', ')})`;
  const message =
    reason === 'ambiguous' ? `function ${shown} is not unique` : `function ${shown} does not exist`;
  const hint = isKnownName
    ? 'There is no function of that name for these argument types; a cast may be needed.'
    : suggestion(name, functionNames());
  return new SqlError('SQL_UNKNOWN_FUNCTION', message, {
    sqlState: unresolved[reason],
    position,
    hint,
  });
}

function callBest(
  { binder }: ExpressionContext,
  name: string,
  operands: readonly BoundExpression[],
  { at, isOperator }: { readonly at: number; readonly isOperator: boolean },
): BoundExpression {
  const types = operands.map((operand) => currentType(binder.parameters.decided, operand));
  const overload = isOperator ? operatorFor(name, types, at) : functionFor(name, types, at);
  const coerced = operands.map((operand, index) =>
    coerceTo(binder, operand, overload.parameters[index]),
  );
  return placed(binder, call(overload, coerced, at), at);
}

/** The overload of an operator for operands of `types`; SQL_UNKNOWN_FUNCTION at `at` for none. */
export function operatorFor(name: string, types: readonly SqlType[], at: number): ScalarFunction {
  const overload = resolveOverload(overloadsFor(name, types), types, true);
  if (typeof overload === 'object') return overload;
  throw unknownOperator(name, types, at, overload);
}

function functionFor(name: string, types: readonly SqlType[], at: number): ScalarFunction {
  const overload = resolveOverload(overloadsFor(name, types), types, false);
  if (typeof overload === 'object') return overload;
  throw unknownFunction(name, types, at, overload, isScalarName(name));
}

/** A parameter that stood open when it was bound may have been decided since. */
function currentType(
  decided: (index: number) => SqlType | undefined,
  { kind, type, ...rest }: BoundExpression,
): SqlType {
  if (kind !== 'parameter' || type.kind !== 'unknown' || !('index' in rest)) return type;
  return decided(rest.index) ?? type;
}

function unknownOperator(
  name: string,
  types: readonly SqlType[],
  position: number,
  reason: 'none' | 'ambiguous',
): SqlError {
  const shown =
    types.length === 1
      ? `${name.toUpperCase()} ${typeName(types[0])}`
      : types.map(typeName).join(` ${name.toUpperCase()} `);
  const problem = reason === 'ambiguous' ? 'is not unique' : 'does not exist';
  return new SqlError('SQL_UNKNOWN_FUNCTION', `operator ${problem}: ${shown}`, {
    sqlState: unresolved[reason],
    position,
    hint: 'No operator takes these types; a cast may be needed.',
  });
}

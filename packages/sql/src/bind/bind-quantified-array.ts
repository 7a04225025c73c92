import type { QuantifiedArray } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import { call } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { elementsOf } from '../types/array-shape.ts';
import { arrayOf, sqlTypes } from '../types/sql-type.ts';
import type { ArrayValue } from '../types/value.ts';
import { bindInList } from './bind-operator.ts';
import { operatorFor } from './call-overload.ts';
import { coerceTo, knownType, placed } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { ScalarFunction } from './functions.ts';

/**
 * `a op ANY (array)` and `a op ALL (array)`, three-valued over the elements. `= ANY (ARRAY[b, c])` is
 * IN and `<> ALL` is NOT IN, so that indexes serve them.
 */
export function bindQuantifiedArray(
  context: ExpressionContext,
  node: QuantifiedArray,
): BoundExpression {
  const { operator, quantifier, operand, array, at } = node;
  const isList = array.kind === 'array' && array.elements.length > 0;
  if (isList && array.elements.every(({ kind }) => kind !== 'array')) {
    const negated = quantifier === 'all';
    if (operator === (negated ? '<>' : '=')) {
      return bindInList(context, { kind: 'in-list', operand, list: array.elements, negated, at });
    }
  }
  const { binder } = context;
  const left = context.bind(operand);
  const right = context.bind(array);
  const type = knownType(binder, right);
  if (type.kind !== 'array' && type.kind !== 'unknown') throw noArray(node);
  const element = type.kind === 'array' ? type.element : sqlTypes.unknown;
  const comparison = operatorFor(operator, [knownType(binder, left), element], at);
  const [ofLeft, ofRight] = comparison.parameters;
  const operands = [coerceTo(binder, left, ofLeft), coerceTo(binder, right, arrayOf(ofRight))];
  return placed(binder, call(quantifiedBy(comparison, quantifier), operands, at), at);
}

function noArray({ array }: QuantifiedArray): SqlError {
  return new SqlError('SQL_TYPE_MISMATCH', 'ANY and ALL take an array or a query', {
    position: array.at,
    hint: 'Write ANY (ARRAY[…]), or IN (…) for a list.',
  });
}

/** By comparison and quantifier: the same ones give the same function. */
const made = {
  any: new WeakMap<ScalarFunction, ScalarFunction>(),
  all: new WeakMap<ScalarFunction, ScalarFunction>(),
};

function quantifiedBy(
  comparison: ScalarFunction,
  quantifier: QuantifiedArray['quantifier'],
): ScalarFunction {
  const known = made[quantifier].get(comparison) ?? quantified(comparison, quantifier);
  made[quantifier].set(comparison, known);
  return known;
}

function quantified(
  comparison: ScalarFunction,
  quantifier: QuantifiedArray['quantifier'],
): ScalarFunction {
  const { name, parameters, strict, row, volatility } = comparison;
  const [left, right] = parameters;
  const decisive = quantifier === 'any';
  return {
    name: `${name} ${quantifier}`,
    parameters: [left, arrayOf(right)],
    returns: sqlTypes.boolean,
    volatility,
    strict: false,
    row: ([value, array], context) => {
      if (array === null) return null;
      let isUnknown = false;
      for (const element of elementsOf(array as ArrayValue)) {
        const isNull = strict && (value === null || element === null);
        const result = isNull ? null : row([value, element], context);
        if (result === decisive) return decisive;
        isUnknown ||= result === null;
      }
      return isUnknown ? null : !decisive;
    },
  };
}

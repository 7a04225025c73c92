import type { QuantifiedArray } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { call } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { elementsOf } from '../../types/array-shape.ts';
import { arrayOf, sqlTypes } from '../../types/sql-type.ts';
import type { ArrayValue } from '../../types/value.ts';
import type { ScalarFunction } from '../functions/functions.ts';
import { bindInList } from './bind-operator.ts';
import { functionOf } from './bind-pattern.ts';
import { operatorFor } from './call-overload.ts';
import { coerceTo, knownType, placed } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

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
  const { name, negated } = functionOf(operator);
  const comparison = operatorFor(name, [knownType(binder, left), element], at);
  const [ofLeft, ofRight] = comparison.parameters;
  const operands = [coerceTo(binder, left, ofLeft), coerceTo(binder, right, arrayOf(ofRight))];
  return placed(binder, call(quantifiedBy(comparison, { quantifier, negated }), operands, at), at);
}

function noArray({ array }: QuantifiedArray): SqlError {
  return new SqlError('SQL_TYPE_MISMATCH', 'ANY and ALL take an array or a query', {
    sqlState: conditions.wrongObjectType,
    position: array.at,
    hint: 'Write ANY (ARRAY[…]), or IN (…) for a list.',
  });
}

interface Quantifying {
  readonly quantifier: QuantifiedArray['quantifier'];
  /** Whether it is about elements for which the comparison does not hold. */
  readonly negated: boolean;
}

/** By comparison, then by quantifier: the same ones give the same function. */
const made = new WeakMap<ScalarFunction, Map<string, ScalarFunction>>();

function quantifiedBy(comparison: ScalarFunction, quantifying: Quantifying): ScalarFunction {
  const byName = made.get(comparison) ?? new Map<string, ScalarFunction>();
  made.set(comparison, byName);
  const name = quantifiedName(comparison, quantifying);
  const known = byName.get(name) ?? quantified(comparison, quantifying);
  byName.set(name, known);
  return known;
}

function quantifiedName({ name }: ScalarFunction, { quantifier, negated }: Quantifying): string {
  return `${negated ? `not ${name}` : name} ${quantifier}`;
}

function quantified(comparison: ScalarFunction, quantifying: Quantifying): ScalarFunction {
  const { parameters, strict, row, volatility } = comparison;
  const [left, right] = parameters;
  const decisive = quantifying.quantifier === 'any';
  // Where the comparison itself decides: NOT LIKE ANY by one that is false.
  const deciding = decisive !== quantifying.negated;
  return {
    name: quantifiedName(comparison, quantifying),
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
        if (result === deciding) return decisive;
        isUnknown ||= result === null;
      }
      return isUnknown ? null : !decisive;
    },
  };
}

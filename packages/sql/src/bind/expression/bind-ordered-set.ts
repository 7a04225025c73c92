import type { Call } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { AggregateCall, SortKey } from '../../plan/plan.ts';
import { orderedSetOverloads } from '../functions/function-table.ts';
import type { AggregateFunction } from '../functions/functions.ts';
import { resolveOverload } from '../functions/resolve-overload.ts';
import { unknownFunction } from './call-overload.ts';
import { coerceTo, settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { requireComparable, unifyTypes } from './unify-types.ts';

/** `f(direct) WITHIN GROUP (ORDER BY key)`. Throws SQL_SYNTAX if `f` is no ordered-set aggregate. */
export function bindOrderedSet(
  context: ExpressionContext,
  node: Call,
): Omit<AggregateCall, 'filter'> {
  const name = node.name.text;
  const overloads = orderedSetOverloads(name);
  if (overloads.length === 0) {
    const message = `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`;
    throw new SqlError('SQL_SYNTAX', message, {
      sqlState: conditions.undefinedFunction,
      position: node.at,
    });
  }
  const direct = node.arguments.map(context.bindInAggregate);
  const keys = node.orderBy.map(({ expression }) => context.bindInAggregate(expression));
  const bound =
    overloads[0].within === 'hypothetical'
      ? bindHypothetical(context, node, direct, keys)
      : resolveOrderedSet(context, node, direct, keys);
  const orderBy = node.orderBy.map(({ descending, nulls }, index): SortKey => {
    const expression = bound.keys[index];
    requireComparable(context.binder, 'ORDER BY', expression.type, expression);
    const nullsFirst = nulls === undefined ? descending : nulls === 'first';
    return { expression, descending, nullsFirst };
  });
  return { function: bound.function, arguments: bound.direct, distinct: false, orderBy };
}

/** The error for an ordered-set aggregate without WITHIN GROUP. */
export function withoutOrder(node: Call): SqlError {
  const { text } = node.name;
  return new SqlError('SQL_SYNTAX', `WITHIN GROUP is required for ordered-set aggregate ${text}`, {
    sqlState: conditions.wrongObjectType,
    position: node.at,
    hint: `Write ${text}(…) WITHIN GROUP (ORDER BY …).`,
  });
}

interface BoundOrderedSet {
  readonly function: AggregateFunction;
  readonly direct: readonly BoundExpression[];
  readonly keys: readonly BoundExpression[];
}

/** The direct arguments are a row like those that are sorted: each is of the type of its key. */
function bindHypothetical(
  { binder }: ExpressionContext,
  node: Call,
  direct: readonly BoundExpression[],
  keys: readonly BoundExpression[],
): BoundOrderedSet {
  const [overload] = orderedSetOverloads(node.name.text);
  if (direct.length !== keys.length) {
    const message = `${overload.name} needs as many direct arguments as there are sort keys`;
    const hint = `It has ${direct.length} arguments and ${keys.length} keys.`;
    throw new SqlError('SQL_UNKNOWN_FUNCTION', message, { position: node.at, hint });
  }
  const pairs = keys.map((key, index) =>
    unifyTypes(binder, 'WITHIN GROUP', [key, direct[index]], { comparable: true }),
  );
  return {
    function: overload,
    direct: pairs.map(([, value]) => value),
    keys: pairs.map(([key]) => key),
  };
}

function resolveOrderedSet(
  { binder }: ExpressionContext,
  node: Call,
  direct: readonly BoundExpression[],
  keys: readonly BoundExpression[],
): BoundOrderedSet {
  const name = node.name.text;
  const operands = [...direct, ...keys.map((key) => settle(binder, key))];
  const candidates = orderedSetOverloads(name).map((overload) => ({
    overload,
    parameters: [...overload.parameters, ...(overload.within ?? [])] as typeof overload.parameters,
  }));
  const types = operands.map(({ type }) => type);
  const found = resolveOverload(
    candidates.filter(({ overload }) => overload.parameters.length === direct.length),
    types,
    false,
  );
  if (found === 'none' || found === 'ambiguous') {
    throw unknownFunction(name, types, node.at, found, true);
  }
  const values = operands.map((operand, index) =>
    coerceTo(binder, operand, found.parameters[index]),
  );
  return {
    function: found.overload,
    direct: values.slice(0, direct.length),
    keys: values.slice(direct.length),
  };
}

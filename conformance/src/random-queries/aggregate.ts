import type { Choices } from '../choices.ts';
import { expression } from './expression.ts';
import { type Fragment, sql } from './fragment.ts';
import { predicate } from './predicate.ts';
import type { Scope } from './scope.ts';
import type { ValueType } from './value-type.ts';

/** An aggregate call of the type whose value does not depend on the order of rows. */
export function aggregateCall(choices: Choices, scope: Scope, type: ValueType): Fragment {
  const inner = { ...scope, outer: [], nesting: 0 };
  const call = orderlessCall(choices, inner, type, choices.pick(['', 'DISTINCT ']));
  return choices.rarely(4) ? sql`${call} FILTER (WHERE ${predicate(choices, inner, 1)})` : call;
}

function orderlessCall(
  choices: Choices,
  scope: Scope,
  type: ValueType,
  distinct: string,
): Fragment {
  if (type !== 'text' || !scope.features.rich || !choices.rarely(3)) {
    return plainCall(choices, scope, type, distinct);
  }
  const value = expression(choices, scope, 'text', 1);
  return sql`string_agg(${value}, '|' ORDER BY ${value} || '')`;
}

/** A call without FILTER whose arguments have no order; `distinct` stands before them. */
export function plainCall(
  choices: Choices,
  scope: Scope,
  type: ValueType,
  distinct: string,
): Fragment {
  const of = (argument: ValueType) => expression(choices, scope, argument, 1);
  const extreme = () => sql`${choices.pick(['max', 'min'])}(${of(type)})`;
  if (type === 'boolean') return sql`${choices.pick(['bool_and', 'bool_or'])}(${of('boolean')})`;
  if (type === 'int' || type === 'bigint') {
    const counted = choices.pick(scope.features.types);
    const shapes = [
      () => sql`count(*)`,
      () => sql`count(${distinct}${of(counted)})`,
      () => sql`sum(${distinct}${of('int')})`,
      extreme,
    ];
    return choices.pick(shapes)();
  }
  if (type === 'double')
    return choices.rarely(2) ? sql`sum(${distinct}${of('double')})` : extreme();
  if (type === 'decimal' && choices.rarely(2)) return sql`sum(${of('decimal')})`;
  return extreme();
}

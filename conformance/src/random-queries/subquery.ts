import type { Choices } from '../choices.ts';
import { type Fragment, sql } from './fragment.ts';
import { columnsOf, type Scope } from './scope.ts';
import type { ValueType } from './value-type.ts';

/** The scope inside a subquery: one relation, and the columns around as outer ones. */
function open(choices: Choices, scope: Scope): { from: Fragment; inner: Scope } {
  const around: Scope = {
    ...scope,
    relations: [],
    outer: [...scope.outer, ...columnsOf(scope)],
    nesting: scope.nesting - 1,
  };
  const { sql: from, relations } = scope.grammar.fromClause(choices, around, 2);
  return { from, inner: { ...around, relations } };
}

/** One row at most: an aggregate without groups. */
export function scalarSubquery(choices: Choices, scope: Scope, type: ValueType): Fragment {
  const { from, inner } = open(choices, scope);
  const value = aggregatedValue(choices, inner, type);
  const name = choices.pick(type === 'boolean' ? ['bool_and', 'bool_or'] : ['max', 'min']);
  return sql`(SELECT ${name}(${value}) FROM ${from} WHERE ${scope.grammar.predicate(choices, inner, 1)})`;
}

export function existsSubquery(choices: Choices, scope: Scope, negation: string): Fragment {
  const { from, inner } = open(choices, scope);
  return sql`(${negation}EXISTS (SELECT 1 FROM ${from} WHERE ${scope.grammar.predicate(choices, inner, 2)}))`;
}

export function inSubquery(
  choices: Choices,
  scope: Scope,
  type: ValueType,
  value: Fragment,
  negation: string,
): Fragment {
  return sql`(${value} ${negation}IN (${columnQuery(choices, scope, type)}))`;
}

export function quantifiedSubquery(
  choices: Choices,
  scope: Scope,
  type: ValueType,
  value: Fragment,
  operator: string,
): Fragment {
  const quantifier = choices.pick(['ANY', 'ALL']);
  return sql`(${value} ${operator} ${quantifier} (${columnQuery(choices, scope, type)}))`;
}

function columnQuery(choices: Choices, scope: Scope, type: ValueType): Fragment {
  const { from, inner } = open(choices, scope);
  const where = scope.grammar.predicate(choices, inner, 1);
  if (choices.rarely(5)) {
    const name = choices.pick(type === 'boolean' ? ['bool_and', 'bool_or'] : ['max', 'min']);
    const value = aggregatedValue(choices, inner, type);
    const key = aggregatedValue(choices, inner, 'int');
    return sql`SELECT ${name}(${value}) FROM ${from} WHERE ${where} GROUP BY coalesce(${key}, 0)`;
  }
  return sql`SELECT ${scope.grammar.expression(choices, inner, type, 1)} FROM ${from} WHERE ${where}`;
}

/** Without outer columns: an aggregate of those alone would belong to the query around. */
function aggregatedValue(choices: Choices, scope: Scope, type: ValueType): Fragment {
  return scope.grammar.expression(choices, { ...scope, nesting: 0, outer: [] }, type, 1);
}

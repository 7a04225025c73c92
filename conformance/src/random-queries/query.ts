import type { Choices } from '../choices.ts';
import { sql } from './fragment.ts';
import { limited } from './order.ts';
import type { GeneratedQuery, Scope } from './scope.ts';
import { select } from './select.ts';
import type { ValueType } from './value-type.ts';

/** A query whose result does not depend on the order of its rows, or that orders them wholly. */
export function query(choices: Choices, scope: Scope): GeneratedQuery {
  return limited(choices, setOperations(choices, scope, resultTypes(choices, scope)));
}

/** One without set operations: DuckDB loses rows of those where they are lateral. */
export function lateralQuery(choices: Choices, scope: Scope): GeneratedQuery {
  return limited(choices, select(choices, scope, resultTypes(choices, scope)));
}

function resultTypes(choices: Choices, { features }: Scope): readonly ValueType[] {
  return choices.several(1, 3, () => choices.pick(features.types));
}

function setOperations(
  choices: Choices,
  scope: Scope,
  types: readonly ValueType[],
): GeneratedQuery {
  const first = select(choices, scope, types);
  if (!choices.rarely(5)) return first;
  const operators = ['UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT'];
  const rich = ['EXCEPT ALL', 'INTERSECT ALL'];
  const operator = choices.pick(scope.features.rich ? [...operators, ...rich] : operators);
  // Neither a correlated nor a deep one: it is the operation that is tried.
  const second = select(choices, { ...scope, nesting: 0 }, types);
  return {
    sql: sql`${first.sql} ${operator} ${second.sql}`,
    types,
    rows: first.rows + second.rows,
  };
}

import type { Choices } from '../choices.ts';
import { type Fragment, join, sql } from './fragment.ts';
import { literal } from './literals.ts';
import { columnsOf, type Scope } from './scope.ts';
import { existsSubquery, inSubquery, quantifiedSubquery } from './subquery.ts';
import type { ValueType } from './value-type.ts';

const comparisons = ['=', '<', '>', '<=', '>=', '<>'];
const patterns = ["'%a%'", "'a%'", "'%b'", "'_'", "'%'", "''", "'a_c'"];

/** A condition over the columns of the scope: true, false or NULL. */
export function predicate(choices: Choices, scope: Scope, depth: number): Fragment {
  if (depth > 0) {
    const shape = choices.below(8);
    const inner = () => predicate(choices, scope, depth - 1);
    if (shape === 5) return sql`(${inner()} AND ${inner()})`;
    if (shape === 6) return sql`(${inner()} OR ${inner()})`;
    if (shape === 7) return sql`(NOT ${inner()})`;
  }
  return test(choices, scope, depth - 1);
}

function test(choices: Choices, scope: Scope, depth: number): Fragment {
  const type = typeToCompare(choices, scope);
  const of = () => scope.grammar.expression(choices, scope, type, depth);
  const shapes: readonly (() => Fragment)[] = [
    () => sql`(${of()} ${choices.pick(comparisons)} ${of()})`,
    () => sql`(${of()} ${choices.pick(comparisons)} ${literal(choices, type)})`,
    () => sql`(${of()} IS ${choices.pick(['', 'NOT '])}NULL)`,
    () => sql`(${of()} ${negation(choices)}IN (${list(choices, type)}))`,
    () => sql`(${of()} ${negation(choices)}BETWEEN ${of()} AND ${of()})`,
    () => same(choices, of(), of()),
    () =>
      sql`(${scope.grammar.expression(choices, scope, 'text', depth)} ${negation(choices)}LIKE ${choices.pick(patterns)})`,
    () => booleanColumn(choices, scope) ?? sql`(${of()} = ${of()})`,
    // DuckDB compares rows as structs, where NULLs are equal.
    ...(scope.features.rich ? [] : [() => rowComparison(choices, scope, depth)]),
    ...(scope.nesting === 0 ? [] : subqueryTests(choices, scope, type, of)),
  ];
  return choices.pick(shapes)();
}

function subqueryTests(
  choices: Choices,
  scope: Scope,
  type: ValueType,
  of: () => Fragment,
): readonly (() => Fragment)[] {
  const tests = [
    () => existsSubquery(choices, scope, negation(choices)),
    () => inSubquery(choices, scope, type, of(), negation(choices)),
  ];
  if (!scope.features.rich) return tests;
  return [
    ...tests,
    () => quantifiedSubquery(choices, scope, type, of(), choices.pick(comparisons)),
  ];
}

function typeToCompare(choices: Choices, { features }: Scope): ValueType {
  return choices.pick(features.types);
}

function negation(choices: Choices): string {
  return choices.pick(['', 'NOT ']);
}

function list(choices: Choices, type: ValueType): Fragment {
  return join(
    choices.several(1, 4, () => literal(choices, type)),
    ', ',
  );
}

function same(choices: Choices, left: Fragment, right: Fragment): Fragment {
  const negated = choices.rarely(2);
  return (dialect) => dialect.isSame(left(dialect), right(dialect), negated);
}

function booleanColumn(choices: Choices, scope: Scope): Fragment | undefined {
  const columns = columnsOf(scope).filter(({ type }) => type === 'boolean');
  return columns.length === 0 ? undefined : sql`${choices.pick(columns).sql}`;
}

function rowComparison(choices: Choices, scope: Scope, depth: number): Fragment {
  const int = () => scope.grammar.expression(choices, scope, 'int', depth);
  const text = () => scope.grammar.expression(choices, scope, 'text', depth);
  return sql`((${int()}, ${text()}) ${choices.pick(['=', '<', '>=', '<>'])} (${int()}, ${text()}))`;
}

import type { Choices } from '../choices.ts';
import { aggregateCall } from './aggregate.ts';
import { expression, typed } from './expression.ts';
import { type Fragment, join, sql } from './fragment.ts';
import { fromClause } from './from.ts';
import { predicate } from './predicate.ts';
import type { GeneratedQuery, Scope } from './scope.ts';
import type { ValueType } from './value-type.ts';
import { windowCall } from './window.ts';

/** One SELECT that gives columns of these types. */
export function select(
  choices: Choices,
  scope: Scope,
  types: readonly ValueType[],
): GeneratedQuery {
  const { sql: from, relations, rows } = fromClause(choices, scope, 3);
  const inner = { ...scope, relations };
  const where = choices.rarely(2) ? sql` WHERE ${predicate(choices, inner, 2)}` : sql``;
  const shape = choices.below(4);
  const source = sql`${from}${where}`;
  if (shape === 1) return { sql: grouped(choices, inner, types, source), types, rows: rows * 2 };
  if (shape === 2) return { sql: aggregated(choices, inner, types, source), types, rows: 1 };
  const isWindowed = shape === 3 && relations.every(({ key }) => key !== undefined);
  const items = types.map((type) =>
    isWindowed ? windowCall(choices, inner, type) : expression(choices, inner, type, 3),
  );
  const distinct = choices.rarely(4) ? 'DISTINCT ' : '';
  return { sql: sql`SELECT ${distinct}${itemList(items, types)} FROM ${source}`, types, rows };
}

/** One row, of aggregates. */
function aggregated(
  choices: Choices,
  scope: Scope,
  types: readonly ValueType[],
  from: Fragment,
): Fragment {
  const items = types.map((type) => aggregateCall(choices, scope, type));
  return sql`SELECT ${itemList(items, types)} FROM ${from}`;
}

function grouped(
  choices: Choices,
  scope: Scope,
  types: readonly ValueType[],
  from: Fragment,
): Fragment {
  // A constant or a subquery as a key is another feature in some engines.
  const plain = { ...scope, nesting: 0, outer: [] };
  const keys = types.map((type) => expression(choices, plain, type, 1));
  const isKey = types.map((_, index) => index === 0 || choices.rarely(3));
  const items = types.map((type, index) =>
    isKey[index] ? keys[index] : aggregateCall(choices, scope, type),
  );
  const positions = isKey.flatMap((is, index) => (is ? [String(index + 1)] : []));
  const having = choices.rarely(3) ? sql` HAVING ${havingCondition(choices, scope)}` : sql``;
  const groups = groupList(choices, scope, positions);
  return sql`SELECT ${itemList(items, types)} FROM ${from} GROUP BY ${groups}${having}`;
}

function groupList(choices: Choices, { features }: Scope, positions: readonly string[]): string {
  const list = positions.join(', ');
  return features.rich && choices.rarely(4)
    ? choices.pick([`ROLLUP (${list})`, `CUBE (${list})`, `GROUPING SETS ((${list}), ())`])
    : list;
}

function havingCondition(choices: Choices, scope: Scope): Fragment {
  const type = choices.pick(scope.features.types.filter((each) => each !== 'boolean'));
  const value = aggregateCall(choices, { ...scope, nesting: 0, outer: [] }, type);
  return choices.pick([
    sql`count(*) > 1`,
    sql`${value} IS NOT NULL`,
    sql`${value} > ${aggregateCall(choices, { ...scope, nesting: 0, outer: [] }, type)}`,
  ]);
}

function itemList(items: readonly Fragment[], types: readonly ValueType[]): Fragment {
  return join(
    items.map((item, index) => sql`${asValue(item, types[index])} AS c${index + 1}`),
    ', ',
  );
}

/** Booleans as the dialect gives them; the others cast, so that NULLs have the column's type. */
function asValue(item: Fragment, type: ValueType): Fragment {
  return type === 'boolean' ? (dialect) => dialect.truth(item(dialect)) : typed(type, item);
}

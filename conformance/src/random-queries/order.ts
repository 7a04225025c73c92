import type { Choices } from '../choices.ts';
import { type Fragment, join, sql } from './fragment.ts';
import type { GeneratedQuery } from './scope.ts';

/** `query` as it is, or the first of its rows in an order of all its columns. */
export function limited(choices: Choices, query: GeneratedQuery): GeneratedQuery {
  if (!choices.rarely(5)) return query;
  return firstRows(choices, query, choices.pick([3, 1, 0, 10]));
}

/** `query` if it gives no more than `most` rows, or so many of it. */
export function bounded(choices: Choices, query: GeneratedQuery, most: number): GeneratedQuery {
  return query.rows <= most ? query : firstRows(choices, query, most);
}

function firstRows(
  choices: Choices,
  { sql: text, types }: GeneratedQuery,
  rows: number,
): GeneratedQuery {
  const offset = choices.pick(['', ' OFFSET 1', ' OFFSET 4']);
  const order = positions(choices, types.length);
  return { sql: sql`${text} ORDER BY ${order} LIMIT ${rows}${offset}`, types, rows };
}

/** All columns by position, from one of them on. */
function positions(choices: Choices, count: number): Fragment {
  const start = choices.below(count);
  const order = Array.from({ length: count }, (_, index) => ((start + index) % count) + 1);
  return join(
    order.map((position) => sql`${position}${direction(choices)}`),
    ', ',
  );
}

/** Always with the place of NULLs, of which engines have different opinions. */
export function direction(choices: Choices): string {
  return choices.pick([
    ' ASC NULLS LAST',
    ' DESC NULLS LAST',
    ' ASC NULLS FIRST',
    ' DESC NULLS FIRST',
  ]);
}

import type { Choices } from '../choices.ts';
import { plainCall } from './aggregate.ts';
import { expression } from './expression.ts';
import { type Fragment, join, sql } from './fragment.ts';
import { direction } from './order.ts';
import type { Scope } from './scope.ts';
import type { ValueType } from './value-type.ts';

const bounds = ['2 PRECEDING', '1 PRECEDING', 'CURRENT ROW', '1 FOLLOWING', '3 FOLLOWING'];

/** A window call of the type. Its order tells all rows apart where the result depends on it. */
export function windowCall(choices: Choices, scope: Scope, type: ValueType): Fragment {
  const inner = { ...scope, outer: [], nesting: 0 };
  const call = choices.rarely(2)
    ? plainCall(choices, inner, type, '')
    : positional(choices, inner, type);
  return sql`${call} OVER (${partition(choices, inner)}${totalOrder(choices, inner)}${frame(choices)})`;
}

function positional(choices: Choices, scope: Scope, type: ValueType): Fragment {
  const value = expression(choices, scope, type, 1);
  const numbering = ['row_number()', 'rank()', 'dense_rank()', 'ntile(3)'];
  if (type === 'bigint' || (type === 'int' && choices.rarely(2)))
    return sql`${choices.pick(numbering)}`;
  return choices.pick([
    sql`lag(${value})`,
    sql`lead(${value}, 2)`,
    sql`first_value(${value})`,
    sql`last_value(${value})`,
    sql`nth_value(${value}, 2)`,
    sql`lag(${value}, 1, ${expression(choices, scope, type, 0)})`,
  ]);
}

function partition(choices: Choices, scope: Scope): Fragment {
  if (!choices.rarely(2)) return sql``;
  const type = choices.pick(scope.features.types);
  return sql`PARTITION BY ${expression(choices, scope, type, 1)} `;
}

function totalOrder(choices: Choices, scope: Scope): Fragment {
  const type = choices.pick(scope.features.types);
  const first = sql`${expression(choices, scope, type, 1)}${direction(choices)}`;
  const keys = scope.relations.map(({ key }) => sql`${String(key)}${direction(choices)}`);
  return sql`ORDER BY ${join([first, ...keys], ', ')}`;
}

function frame(choices: Choices): string {
  if (!choices.rarely(3)) return '';
  const unit = choices.pick(['ROWS', 'GROUPS']);
  const from = choices.below(bounds.length);
  const to = from + choices.below(bounds.length - from);
  const start = choices.rarely(3) ? 'UNBOUNDED PRECEDING' : bounds[from];
  const end = choices.rarely(3) ? 'UNBOUNDED FOLLOWING' : bounds[to];
  const exclusion = choices.pick([
    '',
    '',
    ' EXCLUDE CURRENT ROW',
    ' EXCLUDE TIES',
    ' EXCLUDE GROUP',
  ]);
  return ` ${unit} BETWEEN ${start} AND ${end}${exclusion}`;
}

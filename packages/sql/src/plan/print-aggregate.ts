import type { AggregateCall, AggregatePlan, SortKey } from './plan.ts';
import { printBound } from './print-expression.ts';

/** An aggregate call as SQL: `count(*)`, `sum(DISTINCT a ORDER BY b) FILTER (WHERE c)`. */
export function printAggregate(call: AggregateCall): string {
  const { name, within } = call.function;
  const values = call.arguments.map(printBound).join(', ');
  const distinct = call.distinct ? 'DISTINCT ' : '';
  const list = call.arguments.length === 0 && within === undefined ? '*' : values;
  const order = call.orderBy.length === 0 ? '' : `ORDER BY ${printSortKeys(call.orderBy)}`;
  const inside = within === undefined && order !== '' ? ` ${order}` : '';
  const behind = within === undefined ? '' : ` WITHIN GROUP (${order})`;
  const filter = call.filter === undefined ? '' : ` FILTER (WHERE ${printBound(call.filter)})`;
  return `${name}(${distinct}${list}${inside})${behind}${filter}`;
}

/** An Aggregate node in one line: the calls, then what it groups by. */
export function printAggregateNode({ aggregates, groups, groupingSets }: AggregatePlan): string {
  const names = groups.map(printBound);
  const listOf = (indexes: readonly number[]): string =>
    indexes.map((index) => names[index]).join(', ');
  const calls = [
    ...aggregates.map(printAggregate),
    ...(groupingSets?.calls ?? []).map((call) => `grouping(${listOf(call)})`),
  ];
  const sets = groupingSets?.sets.map((set) => `(${listOf(set)})`).join(', ');
  const by = sets === undefined ? names.join(', ') : `grouping sets (${sets})`;
  return `Aggregate${calls.length === 0 ? '' : ` ${calls.join(', ')}`}${by === '' ? '' : ` by ${by}`}`;
}

/** Sort keys; NULLS FIRST or LAST is printed where it is not what the direction implies. */
export function printSortKeys(keys: readonly SortKey[]): string {
  return keys.map(printSortKey).join(', ');
}

function printSortKey({ expression, descending, nullsFirst }: SortKey): string {
  const direction = descending ? ' desc' : '';
  const nulls = nullsFirst === descending ? '' : ` nulls ${nullsFirst ? 'first' : 'last'}`;
  return `${printBound(expression)}${direction}${nulls}`;
}

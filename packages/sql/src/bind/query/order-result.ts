import type { OrderItem } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan, SortKey } from '../../plan/plan.ts';
import { sameExpression } from '../../plan/same-expression.ts';
import type { Schema } from '../../types/schema.ts';
import type { Binder } from '../binder.ts';
import { placed } from '../expression/coerce-expression.ts';
import { requireComparable } from '../expression/unify-types.ts';
import { checkKeyCount } from '../key-limit.ts';
import { suggestion } from '../suggestion.ts';
import { itemPosition } from './group-by.ts';

/**
 * ORDER BY of a set operation over its result: only columns of the result, by name or position, can
 * be named. `input` itself without ORDER BY.
 */
export function orderResult(binder: Binder, orderBy: readonly OrderItem[], input: Plan): Plan {
  if (orderBy.length === 0) return input;
  const columns = orderBy.map((item): BoundExpression => {
    const index = resultColumn(binder, item, input.schema);
    const { name, type } = input.schema[index];
    return placed(binder, { kind: 'column', type, index, name }, item.expression.at);
  });
  return sortBy(binder, input, orderBy, columns);
}

/**
 * `input` in the order of `items`, which are its `columns`. One that was sorted by decides nothing.
 * SQL_TOO_LONG for more of them than a sort takes.
 */
export function sortBy(
  binder: Binder,
  input: Plan,
  items: readonly OrderItem[],
  columns: readonly BoundExpression[],
): Plan {
  const keys: SortKey[] = [];
  for (const [index, item] of items.entries()) {
    const key = sortKey(binder, item, columns[index]);
    if (keys.some(({ expression }) => sameExpression(expression, key.expression))) continue;
    keys.push(key);
    checkKeyCount(keys.length, 'sort', item.expression.at);
  }
  return { kind: 'sort', schema: input.schema, input, keys, fetch: undefined };
}

/** What to sort by; NULLs are greater than all values where nothing is said. */
function sortKey(binder: Binder, item: OrderItem, expression: BoundExpression): SortKey {
  const { descending, nulls } = item;
  requireComparable(binder, 'ORDER BY', expression.type, expression);
  const nullsFirst = nulls === undefined ? descending : nulls === 'first';
  return { expression, descending, nullsFirst };
}

function resultColumn(binder: Binder, { expression: node }: OrderItem, schema: Schema): number {
  if (node.kind === 'literal') return itemPosition(binder, 'ORDER BY', node, schema.length);
  const position = node.at;
  if (node.kind !== 'column' || node.path.length !== 1) {
    throw new SqlError('SQL_UNSUPPORTED', 'invalid UNION/INTERSECT/EXCEPT ORDER BY clause', {
      position,
      hint: 'Only names of result columns can be used: move the set operation into FROM.',
    });
  }
  const { text } = node.path[0];
  const names = schema.map(({ name }) => name);
  const index = names.indexOf(text);
  if (index < 0) {
    throw new SqlError('SQL_UNKNOWN_COLUMN', `column "${text}" does not exist`, {
      position,
      hint: suggestion(text, names),
    });
  }
  if (names.lastIndexOf(text) === index) return index;
  throw new SqlError('SQL_AMBIGUOUS_COLUMN', `ORDER BY "${text}" is ambiguous`, { position });
}

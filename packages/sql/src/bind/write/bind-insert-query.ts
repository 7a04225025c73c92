import type { Insert, Query } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Field, Schema } from '../../types/schema.ts';
import type { Binder, OpenRows } from '../binder.ts';
import type { TableInfo } from '../catalog.ts';
import { placed } from '../expression/coerce-expression.ts';
import { isNullable } from '../nullability.ts';
import { assign, defaultOf } from './assign.ts';
import { isLeftOut } from './overriding.ts';

/**
 * The rows of INSERT … query: a column per user column of the table in its order, typed as it;
 * columns that the query does not give have their defaults. `targets` are what it may give, in order.
 */
export function bindInsertQuery(
  binder: Binder,
  insert: Insert & { readonly query: Query },
  table: TableInfo,
  targets: readonly number[],
): Plan {
  const open = binder.openQuery(insert.query);
  checkWidth(insert, open, targets.length);
  const types = open.columns.map((_, index) => table.columns[targets[index]].type);
  const { plan: input } = open.close(types);
  const columns = table.columns.flatMap((column, index): readonly Assigned[] => {
    if (column.system) return [];
    const from = targets.indexOf(index);
    const isGiven = from >= 0 && from < open.columns.length && !isLeftOut(column, insert);
    const expression = isGiven
      ? assign(binder, column, inputColumn(binder, input.schema, open, from))
      : defaultOf(column);
    return [{ name: column.name, expression }];
  });
  const schema = columns.map(({ name, expression }): Field => {
    return { name, type: expression.type, nullable: isNullable(expression, input.schema) };
  });
  const expressions = columns.map(({ expression }) => expression);
  return { kind: 'project', schema, input, expressions };
}

interface Assigned {
  readonly name: string;
  readonly expression: BoundExpression;
}

function inputColumn(
  binder: Binder,
  schema: Schema,
  { columns }: OpenRows,
  index: number,
): BoundExpression {
  const { name, type } = schema[index];
  return placed(binder, { kind: 'column', type, index, name }, columns[index].position);
}

/** As many columns as there are targets; without a list of columns also fewer. */
function checkWidth(insert: Insert & { readonly query: Query }, open: OpenRows, expected: number) {
  const count = open.columns.length;
  if (count === expected || (count < expected && insert.columns.length === 0)) return;
  const isLong = count > expected;
  throw new SqlError(
    'SQL_SYNTAX',
    isLong
      ? 'INSERT has more expressions than target columns'
      : 'INSERT has more target columns than expressions',
    {
      position: isLong
        ? (open.columns[expected].position ?? insert.query.at)
        : insert.columns[count].at,
      hint: `The query gives ${count} columns for ${expected}.`,
    },
  );
}

import type { BoundExpression } from '../../plan/expression.ts';
import type { ExpandPlan, Plan, SetCall } from '../../plan/plan.ts';
import { replaceColumns } from '../../plan/walk.ts';
import { mapSetCall } from '../../plan/walk-calls.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { setColumns } from '../expression/collected-columns.ts';
import { setNumbers } from '../expression/set-collector.ts';

interface SetRows {
  readonly plan: Plan;
  /** An expression with collected calls in it, made one over the rows of `plan`. */
  readonly place: (expression: BoundExpression) => BoundExpression;
}

/**
 * An Expand node over `input` for all calls; those whose arguments have calls in them stand in a
 * node above those. Each call is of one column.
 */
export function setRows(input: Plan, calls: ReadonlyMap<number, SetCall>): SetRows {
  const columns = new Map<number, BoundExpression>();
  const place = (expression: BoundExpression): BoundExpression =>
    replaceColumns(expression, (column) => {
      const number = setColumns.numberOf(column);
      return (number === undefined ? undefined : columns.get(number)) ?? column;
    });
  let plan = input;
  for (const numbers of levelsOf(calls)) {
    const base = plan.schema.length;
    const level = numbers.flatMap((number) => calls.get(number) ?? []);
    plan = expand(
      plan,
      level.map((call) => mapSetCall(call, place)),
      false,
    );
    for (const [offset, number] of numbers.entries()) {
      const { name, type } = plan.schema[base + offset];
      columns.set(number, { kind: 'column', type, index: base + offset, name });
    }
  }
  return { plan, place };
}

/** The rows of calls over each input row. */
export function expand(input: Plan, calls: readonly SetCall[], ordinality: boolean): ExpandPlan {
  const added = calls.flatMap(({ function: { name: called, columns } }) =>
    columns.map(({ name = called, type, nullable }) => {
      return { name, type, nullable: nullable || calls.length > 1 };
    }),
  );
  const number = { name: 'ordinality', type: sqlTypes.bigint, nullable: false };
  const schema = [...input.schema, ...added, ...(ordinality ? [number] : [])];
  return { kind: 'expand', schema, input, calls, ordinality };
}

/** The numbers of calls by how deep calls lie within their arguments, innermost first. */
function levelsOf(calls: ReadonlyMap<number, SetCall>): readonly (readonly number[])[] {
  const levels: number[][] = [];
  const known = new Map<number, number>();
  const levelOf = (number: number): number => {
    const inner = setNumbers(calls.get(number)?.arguments ?? []);
    const level = known.get(number) ?? Math.max(0, ...inner.map((each) => levelOf(each) + 1));
    known.set(number, level);
    return level;
  };
  for (const number of calls.keys()) {
    const level = levelOf(number);
    levels[level] ??= [];
    levels[level].push(number);
  }
  return levels;
}

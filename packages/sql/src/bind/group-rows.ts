import { SqlError } from '../error.ts';
import { logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { printAggregate, printBound } from '../plan/print-expression.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { mapOperands, operandsOf } from '../plan/walk.ts';
import type { Field } from '../types/schema.ts';
import type { Binder } from './binder.ts';
import type { AggregateCollector } from './expression-context.ts';
import { isNullable } from './nullability.ts';
import { columnAt, type Scope } from './scope.ts';

export interface Grouping {
  readonly plan: Plan;
  /** An expression over input rows and aggregates, made one over the rows of `plan`. */
  readonly regroup: (expression: BoundExpression) => BoundExpression;
}

interface GroupInput {
  readonly input: Plan;
  readonly scope: Scope;
  readonly groups: readonly BoundExpression[];
  readonly aggregates: AggregateCollector;
  /** Everything that will be regrouped: columns that the primary key implies are taken from it. */
  readonly expressions: readonly BoundExpression[];
}

/**
 * The Aggregate node, and how expressions refer to its output. What is neither grouped nor
 * aggregated is SQL_GROUPING, unless the groups contain the table's primary key, which determines
 * every column.
 */
export function groupRows(binder: Binder, options: GroupInput): Grouping {
  const { input, aggregates } = options;
  const groups = [...options.groups, ...impliedColumns(options)];
  const schema: Field[] = groups.map((group) => ({
    name: printBound(group),
    type: group.type,
    nullable: isNullable(group, input.schema),
  }));
  for (const call of aggregates.calls) {
    const nullable = call.function.name !== 'count';
    schema.push({ name: printAggregate(call), type: call.function.returns, nullable });
  }
  const plan: Plan = { kind: 'aggregate', schema, input, groups, aggregates: aggregates.calls };
  const regroup = (expression: BoundExpression): BoundExpression => {
    const group = groups.findIndex((candidate) => sameExpression(candidate, expression));
    if (group >= 0) return outputColumn(expression, group, schema);
    const run = findRun(expression, groups);
    if (run !== undefined) {
      const { kind, before, after } = run;
      const column = outputColumn(groups[run.group], run.group, schema);
      const rest = (part: readonly BoundExpression[]) =>
        part.length === 0 ? [] : [regroup(logic(kind, part))];
      return logic(kind, [...rest(before), column, ...rest(after)]);
    }
    if (expression.kind !== 'column') return mapOperands(expression, regroup);
    const aggregate = expression.index - aggregates.base;
    if (aggregate < 0) throw ungrouped(binder, options.scope, expression);
    return outputColumn(expression, groups.length + aggregate, schema);
  };
  return { plan, regroup };
}

interface Run {
  readonly kind: 'and' | 'or';
  readonly group: number;
  readonly before: readonly BoundExpression[];
  readonly after: readonly BoundExpression[];
}

/** A grouped condition among the operands of a longer one, into which binding has merged it. */
function findRun(expression: BoundExpression, groups: readonly BoundExpression[]): Run | undefined {
  if (expression.kind !== 'and' && expression.kind !== 'or') return undefined;
  const { kind, operands } = expression;
  for (const [group, candidate] of groups.entries()) {
    if (candidate.kind !== kind) continue;
    const { length } = candidate.operands;
    const start = operands.findIndex((_, offset) =>
      candidate.operands.every(
        (operand, index) =>
          offset + index < operands.length && sameExpression(operand, operands[offset + index]),
      ),
    );
    if (start < 0) continue;
    return { kind, group, before: operands.slice(0, start), after: operands.slice(start + length) };
  }
  return undefined;
}

function outputColumn(
  expression: BoundExpression,
  index: number,
  schema: readonly Field[],
): BoundExpression {
  return { kind: 'column', type: expression.type, index, name: schema[index].name };
}

function impliedColumns(options: GroupInput): readonly BoundExpression[] {
  const { scope, groups, aggregates, expressions } = options;
  const grouped = new Set(groups.map((group) => (group.kind === 'column' ? group.index : -1)));
  const determined = scope.tables.filter(({ table, columns }) => {
    const key = table?.primaryKey ?? [];
    return key.length > 0 && key.every((column) => grouped.has(columns[column].index));
  });
  if (determined.length === 0) return [];
  const found = new Map<number, BoundExpression>();
  const collect = (expression: BoundExpression): void => {
    if (expression.kind !== 'column') operandsOf(expression).forEach(collect);
    else if (expression.index < aggregates.base && !grouped.has(expression.index)) {
      found.set(expression.index, expression);
    }
  };
  expressions.forEach(collect);
  return [...found.values()].filter(
    (column) =>
      column.kind === 'column' &&
      determined.some((table) => columnAt(scope, column.index)?.table === table),
  );
}

function ungrouped(
  binder: Binder,
  scope: Scope,
  column: Extract<BoundExpression, { kind: 'column' }>,
): SqlError {
  const table = columnAt(scope, column.index)?.table.name;
  const name = table === undefined ? column.name : `${table}.${column.name}`;
  return new SqlError(
    'SQL_GROUPING',
    `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`,
    { position: binder.positions.get(column) },
  );
}

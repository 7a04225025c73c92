import { SqlError } from '../../error.ts';
import { constant, logic } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../plan/plan.ts';
import { printAggregate } from '../../plan/print-aggregate.ts';
import { printBound } from '../../plan/print-expression.ts';
import { writtenAlike } from '../../plan/same-expression.ts';
import { mapOperands, operandsOf } from '../../plan/walk.ts';
import type { Field } from '../../types/schema.ts';
import type { Binder } from '../binder.ts';
import { isGroupingCall } from '../expression/bind-grouping.ts';
import { isCollected } from '../expression/collected-columns.ts';
import type { AggregateCollector } from '../expression/expression-context.ts';
import { isNullable } from '../nullability.ts';
import { columnAt, type Scope } from '../scope.ts';
import type { BoundGroups } from './group-by.ts';

export interface Grouping {
  readonly plan: Plan;
  /** An expression over input rows and aggregates, made one over the rows of `plan`. */
  readonly regroup: (expression: BoundExpression) => BoundExpression;
}

interface GroupInput {
  readonly input: Plan;
  readonly scope: Scope;
  readonly groups: BoundGroups;
  /** A group expression, made one over `input`. */
  readonly place: (group: BoundExpression) => BoundExpression;
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
  const { groups, sets } = withImplied(options);
  const placed = groups.map(options.place);
  const hasSets = sets.length > 1;
  const groupings = hasSets ? aggregates.groupings : [];
  const fields = groups.map((group, index) => ({
    name: printBound(group),
    type: group.type,
    nullable: sets.some((set) => !set.includes(index)) || isNullable(placed[index], input.schema),
  }));
  const bindings = new Set<BoundExpression>();
  const output: Output = { binder, options, groups, groupings, fields, bindings };
  const calls = groupings.map((call) => groupIndexes(output, call));
  const plan: Plan = {
    kind: 'aggregate',
    schema: [
      ...fields,
      ...aggregates.calls.map(aggregateField),
      ...groupings.map((call) => ({ name: printBound(call), type: call.type, nullable: false })),
    ],
    input,
    groups: placed,
    groupingSets: hasSets ? { sets, calls } : undefined,
    aggregates: aggregates.calls,
  };
  for (const call of aggregates.calls) checkDirect(output, call);
  return { plan, regroup: (expression) => regroupWhole(output, expression) };
}

/** What the Aggregate node gives, and who asks. */
interface Output {
  readonly binder: Binder;
  readonly options: GroupInput;
  readonly groups: readonly BoundExpression[];
  /** GROUPING calls that differ from row to row. */
  readonly groupings: readonly BoundExpression[];
  /** Of the groups. */
  readonly fields: readonly Field[];
  /** Of the subqueries seen so far. */
  readonly bindings: Set<BoundExpression>;
}

function aggregateField(call: AggregateCall): Field {
  const nullable = call.function.name !== 'count';
  return { name: printAggregate(call), type: call.function.returns, nullable };
}

/**
 * A constant is a group only where it stands alone: the 1 of `count(*) > 1` is not the 1 that a
 * select item is grouped by, which other grouping sets give as NULL.
 */
function regroupWhole(output: Output, expression: BoundExpression): BoundExpression {
  if (expression.kind !== 'constant') return regroup(output, expression);
  const group = output.groups.findIndex((candidate) => writtenAlike(candidate, expression));
  return group < 0 ? expression : groupColumn(output, group, expression);
}

function regroup(output: Output, expression: BoundExpression): BoundExpression {
  const { binder, options, groups } = output;
  if (expression.kind === 'constant') return expression;
  const group = groups.findIndex((candidate) => writtenAlike(candidate, expression));
  if (group >= 0) return groupColumn(output, group, expression);
  if (isGroupingCall(expression)) return groupingColumn(output, expression);
  const run = findRun(expression, groups);
  if (run !== undefined) {
    const { kind, before, after } = run;
    const column = groupColumn(output, run.group, groups[run.group]);
    const rest = (part: readonly BoundExpression[]) =>
      part.length === 0 ? [] : [regroup(output, logic(kind, part))];
    return logic(kind, [...rest(before), column, ...rest(after)]);
  }
  if (expression.kind === 'subquery') {
    for (const part of expression.bindings) output.bindings.add(part);
  }
  if (expression.kind !== 'column') {
    return mapOperands(expression, (operand) => regroup(output, operand));
  }
  if (isCollected(expression)) return expression;
  const index = expression.index - options.aggregates.base;
  if (index < 0) {
    throw ungrouped(binder, options.scope, expression, output.bindings.has(expression));
  }
  const { name } = aggregateField(options.aggregates.calls[index]);
  return { kind: 'column', type: expression.type, index: groups.length + index, name };
}

function groupColumn(
  { fields }: Output,
  index: number,
  { type }: BoundExpression,
): BoundExpression {
  return { kind: 'column', type, index, name: fields[index].name };
}

/** With one grouping set nothing is ever left out. */
function groupingColumn(output: Output, call: BoundExpression): BoundExpression {
  const { groups, groupings, options } = output;
  groupIndexes(output, call);
  const index = groupings.findIndex((candidate) => writtenAlike(candidate, call));
  if (index < 0) return constant(call.type, 0);
  const start = groups.length + options.aggregates.calls.length;
  return { kind: 'column', type: call.type, index: start + index, name: printBound(call) };
}

function groupIndexes({ binder, groups }: Output, call: BoundExpression): readonly number[] {
  return operandsOf(call).map((operand) => {
    const index = groups.findIndex((group) => writtenAlike(group, operand));
    if (index >= 0) return index;
    throw new SqlError(
      'SQL_GROUPING',
      'arguments to GROUPING must be grouping expressions of the associated query level',
      { position: binder.positions.get(operand) ?? binder.positions.get(call) },
    );
  });
}

/** Direct arguments have one value per group: they read what every set groups by. */
function checkDirect(output: Output, call: AggregateCall): void {
  if (call.function.within === undefined) return;
  for (const argument of call.arguments) regroup(output, argument);
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
          offset + index < operands.length && writtenAlike(operand, operands[offset + index]),
      ),
    );
    if (start < 0) continue;
    return { kind, group, before: operands.slice(0, start), after: operands.slice(start + length) };
  }
  return undefined;
}

/** The groups and, in every set, columns that the grouped ones determine. */
function withImplied(options: GroupInput): BoundGroups {
  const { groups, sets } = options.groups;
  const direct = options.aggregates.calls.filter((call) => call.function.within !== undefined);
  const expressions = [...options.expressions, ...direct.flatMap((call) => call.arguments)];
  const implied = impliedColumns({ ...options, expressions });
  const added = implied.map((_, index) => groups.length + index);
  return { groups: [...groups, ...implied], sets: sets.map((set) => [...set, ...added]) };
}

function impliedColumns(options: GroupInput): readonly BoundExpression[] {
  const { scope, aggregates, expressions } = options;
  const { groups, sets } = options.groups;
  const isCommon = (index: number): boolean => sets.every((set) => set.includes(index));
  const grouped = new Set(
    groups.map((group, index) => (group.kind === 'column' && isCommon(index) ? group.index : -1)),
  );
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
  isBinding: boolean,
): SqlError {
  const table = columnAt(scope, column.index)?.table.name;
  const name = table === undefined ? column.name : `${table}.${column.name}`;
  return new SqlError(
    'SQL_GROUPING',
    isBinding
      ? `subquery uses ungrouped column "${name}" from outer query`
      : `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`,
    { position: binder.positions.get(column) },
  );
}

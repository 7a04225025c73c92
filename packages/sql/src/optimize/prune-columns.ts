import assert from 'node:assert/strict';
import { effectCount } from '../plan/effects-in.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { mapList } from '../plan/map-list.ts';
import type {
  AggregatePlan,
  ApplyPlan,
  CommonPlan,
  DistinctPlan,
  ExpandPlan,
  FilterPlan,
  JoinPlan,
  LimitPlan,
  Plan,
  ProjectPlan,
  RecursivePlan,
  ScanPlan,
  SetPlan,
  SortPlan,
  UnionPlan,
  WindowPlan,
  WithPlan,
} from '../plan/plan.ts';
import {
  mapChildren,
  mapPlanExpressions,
  referencedColumns,
  replaceColumns,
} from '../plan/walk.ts';
import { aggregateOperands } from '../plan/walk-calls.ts';
import { isLeftOnly } from './join-sides.ts';
import type { Rule } from './rule.ts';

/**
 * Read and compute only columns that something above uses, or that have an effect; the result keeps
 * all of its own.
 */
export const pruneColumns: Rule = {
  name: 'prune-columns',
  apply: (plan) => prune(plan, allColumns(plan)).plan,
};

/** A plan with fewer columns. `kept` lists the former index of each, ascending. */
interface Pruned {
  readonly plan: Plan;
  readonly kept: readonly number[];
}

/** `plan` with at least the columns of `wanted`. */
function prune(plan: Plan, wanted: ReadonlySet<number>): Pruned {
  switch (plan.kind) {
    case 'scan':
      return pruneScan(plan, wanted);
    case 'values':
      return keepAll(plan);
    case 'join':
      return pruneJoin(plan, wanted);
    case 'apply':
      return pruneApply(plan, wanted);
    case 'union':
      return pruneUnion(plan, wanted);
    case 'set':
      return pruneInputs(plan);
    case 'with':
      return pruneWith(plan, wanted);
    case 'common':
      return pruneCommon(plan, wanted);
    case 'recursive':
      return pruneInputs(plan);
    case 'project':
      return pruneProject(plan, wanted);
    case 'expand':
      return pruneExpand(plan, wanted);
    case 'aggregate':
      return pruneAggregate(plan, wanted);
    case 'window':
      return pruneWindow(plan, wanted);
    case 'filter':
      return pruneThrough(plan, union(wanted, [plan.predicate]));
    case 'distinct':
      return pruneThrough(plan, union(wanted, plan.keys));
    case 'sort':
      return pruneThrough(plan, union(wanted, keyExpressions(plan)));
    case 'limit':
      return pruneThrough(plan, union(wanted, plan.ties ?? []));
    case 'lock':
      return keepAll(mapChildren(plan, wholly));
    default:
      return assert.fail(String(plan satisfies never));
  }
}

function pruneScan(plan: ScanPlan, wanted: ReadonlySet<number>): Pruned {
  if (wanted.size === plan.columns.length) return keepAll(plan);
  const kept = ascending(wanted);
  const columns = kept.map((index) => plan.columns[index]);
  return { plan: { ...plan, columns, schema: kept.map((index) => plan.schema[index]) }, kept };
}

function pruneProject(plan: ProjectPlan, wanted: ReadonlySet<number>): Pruned {
  const isKept = (index: number): boolean =>
    wanted.has(index) || effectCount(plan.expressions[index]) > 0;
  const kept = [...plan.expressions.keys()].filter(isKept);
  const expressions = kept.map((index) => plan.expressions[index]);
  const input = prune(plan.input, referencedColumns(expressions));
  if (kept.length === plan.expressions.length && input.plan === plan.input) return keepAll(plan);
  const schema = kept.map((index) => plan.schema[index]);
  return { plan: renumber({ ...plan, schema, expressions }, input), kept };
}

/** As for a join; the left side keeps what the right one reads of it. */
function pruneApply(plan: ApplyPlan, wanted: ReadonlySet<number>): Pruned {
  const { residual, bindings } = plan;
  const split = plan.left.schema.length;
  const used = [...union(wanted, residual === undefined ? [] : [residual])];
  const ofLeft = new Set(used.filter((index) => index < split));
  const ofRight = new Set(used.filter((index) => index >= split).map((index) => index - split));
  const left = prune(plan.left, union(ofLeft, bindings));
  const right = prune(plan.right, ofRight);
  if (left.plan === plan.left && right.plan === plan.right) return keepAll(plan);
  const kept = [...left.kept, ...right.kept.map((index) => index + split)];
  const pruned: ApplyPlan = {
    ...plan,
    schema: kept.map((index) => plan.schema[index]),
    left: left.plan,
    right: right.plan,
    bindings: bindings.map(mover(left.kept)),
    residual: residual && mover(kept)(residual),
  };
  return { plan: pruned, kept };
}

/** Each side keeps what is wanted of it and what the condition reads. */
function pruneJoin(plan: JoinPlan, wanted: ReadonlySet<number>): Pruned {
  const { keys, residual } = plan;
  const split = plan.left.schema.length;
  const used = [...union(wanted, residual === undefined ? [] : [residual])];
  const ofLeft = new Set(used.filter((index) => index < split));
  const ofRight = new Set(used.filter((index) => index >= split).map((index) => index - split));
  const left = prune(
    plan.left,
    union(
      ofLeft,
      keys.map((key) => key.left),
    ),
  );
  const right = prune(
    plan.right,
    union(
      ofRight,
      keys.map((key) => key.right),
    ),
  );
  if (left.plan === plan.left && right.plan === plan.right) return keepAll(plan);
  const both = [...left.kept, ...right.kept.map((index) => index + split)];
  const kept = isLeftOnly(plan) ? left.kept : both;
  const moveLeft = mover(left.kept);
  const moveRight = mover(right.kept);
  const pruned: JoinPlan = {
    ...plan,
    schema: kept.map((index) => plan.schema[index]),
    left: left.plan,
    right: right.plan,
    keys: keys.map((key) => ({ left: moveLeft(key.left), right: moveRight(key.right) })),
    residual: residual && mover(both)(residual),
  };
  return { plan: pruned, kept };
}

/** All inputs give the same columns: one that keeps more of its own is projected. */
function pruneUnion(plan: UnionPlan, wanted: ReadonlySet<number>): Pruned {
  const kept = ascending(wanted);
  const inputs = mapList(plan.inputs, (input) => pickColumns(prune(input, wanted), kept));
  if (inputs === plan.inputs) return keepAll(plan);
  return { plan: { ...plan, schema: kept.map((index) => plan.schema[index]), inputs }, kept };
}

/** Of nodes that need all columns of their inputs: whole rows are compared, or kept. */
function pruneInputs(plan: SetPlan | RecursivePlan): Pruned {
  return keepAll(mapChildren(plan, wholly));
}

/** The same columns by less work below. */
function wholly(plan: Plan): Plan {
  return prune(plan, allColumns(plan)).plan;
}

/** What references take of a definition is not known here, so it keeps its columns. */
function pruneWith(plan: WithPlan, wanted: ReadonlySet<number>): Pruned {
  const { plan: input, kept } = prune(plan.input, wanted);
  const definitions = mapList(plan.definitions, (definition) => {
    const pruned = wholly(definition.plan);
    return pruned === definition.plan ? definition : { ...definition, plan: pruned };
  });
  if (input === plan.input && definitions === plan.definitions) return keepAll(plan);
  return { plan: { ...plan, schema: input.schema, definitions, input }, kept };
}

function pruneCommon(plan: CommonPlan, wanted: ReadonlySet<number>): Pruned {
  if (wanted.size === plan.columns.length) return keepAll(plan);
  const kept = ascending(wanted);
  const columns = kept.map((index) => plan.columns[index]);
  return { plan: { ...plan, columns, schema: kept.map((index) => plan.schema[index]) }, kept };
}

/** The columns `wanted` of a plan, and only them. */
function pickColumns({ plan, kept }: Pruned, wanted: readonly number[]): Plan {
  if (kept.length === wanted.length) return plan;
  const expressions = wanted.map((former): BoundExpression => {
    const index = kept.indexOf(former);
    const { name, type } = plan.schema[index];
    return { kind: 'column', type, index, name };
  });
  const schema = wanted.map((former) => plan.schema[kept.indexOf(former)]);
  return { kind: 'project', schema, input: plan, expressions };
}

/** Functions decide how many rows there are, so what they give stays. */
function pruneExpand(plan: ExpandPlan, wanted: ReadonlySet<number>): Pruned {
  const base = plan.input.schema.length;
  const below = new Set([...wanted].filter((index) => index < base));
  const read = plan.calls.flatMap((call) => call.arguments);
  const input = prune(plan.input, union(below, read));
  if (input.plan === plan.input) return keepAll(plan);
  const kept = [...input.kept, ...[...plan.schema.keys()].slice(base)];
  const schema = kept.map((index) => plan.schema[index]);
  return { plan: renumber({ ...plan, schema }, input), kept };
}

/** Groups decide which rows there are, so they all stay; aggregates and GROUPING calls may go. */
function pruneAggregate(plan: AggregatePlan, wanted: ReadonlySet<number>): Pruned {
  const { groups, groupingSets } = plan;
  const callStart = groups.length + plan.aggregates.length;
  const isKept = (index: number): boolean => index < groups.length || wanted.has(index);
  const kept = plan.schema.map((_, index) => index).filter(isKept);
  const aggregates = plan.aggregates.filter((_, index) => isKept(groups.length + index));
  const used = [...groups, ...aggregates.flatMap(aggregateOperands)];
  const input = prune(plan.input, referencedColumns(used));
  if (kept.length === plan.schema.length && input.plan === plan.input) return keepAll(plan);
  const pruned: AggregatePlan = {
    ...plan,
    schema: kept.map((index) => plan.schema[index]),
    aggregates,
    groupingSets: groupingSets && {
      sets: groupingSets.sets,
      calls: groupingSets.calls.filter((_, index) => isKept(callStart + index)),
    },
  };
  return { plan: renumber(pruned, input), kept };
}

/** Functions that nobody wants go, and with the last of them the node. */
function pruneWindow(plan: WindowPlan, wanted: ReadonlySet<number>): Pruned {
  const base = plan.input.schema.length;
  const below = new Set([...wanted].filter((index) => index < base));
  const functions = plan.functions.filter((_, index) => wanted.has(base + index));
  if (functions.length === 0) return prune(plan.input, below);
  const input = prune(plan.input, union(below, windowExpressions({ ...plan, functions })));
  const isSame = functions.length === plan.functions.length && input.plan === plan.input;
  if (isSame) return keepAll(plan);
  const kept = [
    ...input.kept,
    ...plan.functions.flatMap((_, index) => (wanted.has(base + index) ? [base + index] : [])),
  ];
  const schema = kept.map((index) => plan.schema[index]);
  return { plan: renumber({ ...plan, schema, functions }, input), kept };
}

function windowExpressions(plan: WindowPlan): readonly BoundExpression[] {
  const found: BoundExpression[] = [];
  mapPlanExpressions(plan, (expression) => {
    found.push(expression);
    return expression;
  });
  return found;
}

/** Nodes that pass their input's columns on. */
function pruneThrough(
  plan: FilterPlan | DistinctPlan | SortPlan | LimitPlan,
  wanted: ReadonlySet<number>,
): Pruned {
  const input = prune(plan.input, wanted);
  if (input.plan === plan.input) return keepAll(plan);
  const schema = input.plan.schema;
  return { plan: renumber({ ...plan, schema }, input), kept: input.kept };
}

/** `plan` over the pruned input, its column references moved to where the columns are now. */
function renumber(
  plan:
    | ProjectPlan
    | ExpandPlan
    | AggregatePlan
    | WindowPlan
    | DistinctPlan
    | FilterPlan
    | SortPlan
    | LimitPlan,
  input: Pruned,
): Plan {
  return mapPlanExpressions({ ...plan, input: input.plan }, mover(input.kept));
}

/** Moves column references to where the columns that are left are now. */
function mover(kept: readonly number[]): (expression: BoundExpression) => BoundExpression {
  const positions = new Map(kept.map((former, index) => [former, index]));
  return (expression) => replaceColumnIndexes(expression, positions);
}

function replaceColumnIndexes(
  expression: BoundExpression,
  positions: ReadonlyMap<number, number>,
): BoundExpression {
  return replaceColumns(expression, (column) => {
    const index = positions.get(column.index);
    assert(index !== undefined, `column ${column.name} was pruned although it is used`);
    return index === column.index ? column : { ...column, index };
  });
}

function keyExpressions({ keys }: SortPlan): readonly BoundExpression[] {
  return keys.map(({ expression }) => expression);
}

function union(
  wanted: ReadonlySet<number>,
  expressions: readonly BoundExpression[],
): ReadonlySet<number> {
  return new Set([...wanted, ...referencedColumns(expressions)]);
}

function keepAll(plan: Plan): Pruned {
  return { plan, kept: [...allColumns(plan)] };
}

function allColumns(plan: Plan): ReadonlySet<number> {
  return new Set(plan.schema.keys());
}

function ascending(indexes: ReadonlySet<number>): readonly number[] {
  return [...indexes].sort((left, right) => left - right);
}

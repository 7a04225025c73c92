import assert from 'node:assert/strict';
import type { Batch } from '../columnar/batch.ts';
import type { Plan } from '../plan/plan.ts';
import type { ExecutionContext } from './context.ts';
import { MemoryBudget } from './memory/memory-budget.ts';
import { compileAggregate } from './operators/aggregate.ts';
import { compileApply } from './operators/apply.ts';
import { compileCommon } from './operators/common-table.ts';
import { compileDistinct } from './operators/distinct.ts';
import { compileExpand } from './operators/expand.ts';
import { compileFilter } from './operators/filter.ts';
import { compileJoin } from './operators/join.ts';
import { compileLimit } from './operators/limit.ts';
import { compileLock } from './operators/lock.ts';
import type { Operator } from './operators/operator.ts';
import { compileProject } from './operators/project.ts';
import { compileRecursive } from './operators/recursive.ts';
import { compileScan } from './operators/scan.ts';
import { compileSet } from './operators/set.ts';
import { compileSort } from './operators/sort.ts';
import { supervised } from './operators/supervised.ts';
import { compileUnion } from './operators/union.ts';
import { compileValues } from './operators/values.ts';
import { compileWindow } from './operators/window.ts';
import { compileWith } from './operators/with.ts';
import { Pacer } from './pacer.ts';
import { compilePointRead, type PointRead } from './point-read.ts';
import type { Execution, PlanRunner } from './subqueries/execution.ts';
import { settleIn } from './subqueries/settle.ts';

/** Plans live in caches and are run many times. */
const compiled = new WeakMap<Plan, Operator>();

/**
 * Run a plan: its rows in batches with at least one row each, columns as in `plan.schema`. Nothing
 * is read before the first batch is asked for; leaving the loop ends the scans. Between batches
 * others get the event loop every 8 ms, and SQL_CANCELED is thrown when `context.signal` is aborted.
 */
export function executePlan(plan: Plan, context: ExecutionContext): AsyncIterable<Batch> {
  return runner.run(plan, startExecution(context));
}

/**
 * What `evaluate` gives, which evaluates compiled expressions and has no other effect: it is called
 * again each time that a subquery's result was missing. A promise only if one was.
 */
export function settleExpression<Result>(
  context: ExecutionContext,
  evaluate: () => Result,
): Result | Promise<Result> {
  return settleIn(context, () => startExecution(context), evaluate);
}

function startExecution(context: ExecutionContext): Execution {
  const budget = context.resources?.memory ?? new MemoryBudget(Number.POSITIVE_INFINITY);
  return {
    context,
    pacer: new Pacer(context.signal),
    common: context.common,
    memory: budget.open('an expression'),
    runner,
  };
}

const runner: PlanRunner = {
  run(plan, execution) {
    let operator = compiled.get(plan);
    if (operator === undefined) {
      operator = compilePlan(plan);
      compiled.set(plan, operator);
    }
    return operator(execution);
  },
  readAtOnce(plan, context) {
    let read = pointReads.get(plan);
    if (read === undefined) {
      read = compilePointRead(plan) ?? 'none';
      pointReads.set(plan, read);
    }
    return read === 'none' ? undefined : read(context);
  },
};

const pointReads = new WeakMap<Plan, PointRead | 'none'>();

function compilePlan(plan: Plan): Operator {
  return supervised(plan, compileNode(plan));
}

function compileNode(plan: Plan): Operator {
  switch (plan.kind) {
    case 'scan':
      return compileScan(plan);
    case 'values':
      return compileValues(plan);
    case 'join':
      return compileJoin(plan, compilePlan(plan.left), compilePlan(plan.right));
    case 'apply':
      return compileApply(plan, compilePlan(plan.left), compilePlan(plan.right));
    case 'union':
      return compileUnion(plan.inputs.map(compilePlan));
    case 'set':
      return compileSet(plan, compilePlan(plan.left), compilePlan(plan.right));
    case 'with': {
      const definitions = plan.definitions.map((definition) => compilePlan(definition.plan));
      return compileWith(plan, definitions, compilePlan(plan.input));
    }
    case 'common':
      return compileCommon(plan);
    case 'recursive':
      return compileRecursive(plan, compilePlan(plan.base), compilePlan(plan.step));
    case 'filter':
      return compileFilter(plan, compilePlan(plan.input));
    case 'project':
      return compileProject(plan, compilePlan(plan.input));
    case 'expand':
      return compileExpand(plan, compilePlan(plan.input));
    case 'aggregate':
      return compileAggregate(plan, compilePlan(plan.input));
    case 'window':
      return compileWindow(plan, compilePlan(plan.input));
    case 'distinct':
      return compileDistinct(plan, compilePlan(plan.input));
    case 'sort':
      return compileSort(plan, compilePlan(plan.input));
    case 'limit':
      return compileLimit(plan, compilePlan(plan.input));
    case 'lock':
      return compileLock(plan, compilePlan(plan.input));
    default:
      return assert.fail(`unknown plan ${String(plan satisfies never)}`);
  }
}

import assert from 'node:assert/strict';
import { columnFromValues } from '../../columnar/batch-rows.ts';
import type { Column } from '../../columnar/column.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { allSlots } from '../../columnar/slots.ts';
import { takeVector } from '../../columnar/take.ts';
import { columnVector, constantVector, type Vector } from '../../columnar/vector.ts';
import type { BoundSubquery } from '../../plan/expression.ts';
import { type Plan, planOf } from '../../plan/plan.ts';
import { isVolatilePlan } from '../../plan/walk.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import { type ExecutionContext, rootContext } from '../context.ts';
import { exactKey, exactKeyType } from './exact-key.ts';
import type { Execution } from './execution.ts';
import { ResultMemo } from './result-memo.ts';
import { RowSet } from './row-set.ts';
import { MissingResults } from './settle.ts';
import { evaluateSubquery } from './subquery-rows.ts';

/** The rows around a subquery: its operands and bindings, and the slots that are wanted. */
interface AroundRows {
  readonly operands: readonly Vector[];
  readonly bindings: readonly Vector[];
  readonly slots: Uint32Array;
  readonly length: number;
}

/**
 * The values of a subquery for rows around it; throws MissingResults where some are not known yet.
 * A correlated one is evaluated once per distinct row of bindings (and operands), another one once
 * per statement.
 */
export type SubqueryResults = (rows: AroundRows, context: ExecutionContext) => Vector;

/** By plan: copies of a node with other bindings share it, and with it all results. */
const known = new WeakMap<Plan, Map<BoundSubquery['form'], SubqueryResults>>();

export function subqueryResults(node: BoundSubquery): SubqueryResults {
  const ofPlan = known.get(planOf(node)) ?? new Map<BoundSubquery['form'], SubqueryResults>();
  known.set(planOf(node), ofPlan);
  let results = ofPlan.get(node.form);
  if (results === undefined) {
    results =
      node.bindings.length > 0 ? perRow(node) : node.form === 'in' ? bySet(node) : once(node);
    ofPlan.set(node.form, results);
  }
  return results;
}

/** Of a correlated subquery. Equal keys must be the same in every respect, not just by `=`. */
function perRow(node: BoundSubquery): SubqueryResults {
  const isVolatile = isVolatilePlan(planOf(node));
  const types = [...node.bindings, ...node.operands].map(({ type }) => type);
  const keyTypes = types.map(exactKeyType);
  if (isVolatile) keyTypes.push(sqlTypes.int);
  const options = { keyTypes, resultType: node.type, keeps: !isVolatile };
  const memos = perStatement(() => new ResultMemo(options));
  return (rows, context) => {
    const { slots, length } = rows;
    const memo = memos(context);
    const keys = [...rows.bindings, ...rows.operands].map((vector) =>
      exactKey(vector, slots, length),
    );
    if (isVolatile) keys.push(rowNumbers(length));
    const numbers = new Int32Array(length);
    const missing = memo.find(keys, slots, numbers);
    if (missing.length > 0) {
      throw new MissingResults(memo, async (execution) => {
        const around = { ...execution, context };
        for (const slot of missing) memo.add(await evaluateAt(node, around, rows, slot));
      });
    }
    return columnVector(takeVector(columnVector(memo.results()), new Uint32Array(numbers.buffer)));
  };
}

async function evaluateAt(
  node: BoundSubquery,
  execution: Execution,
  { bindings, operands }: AroundRows,
  slot: number,
): Promise<Value> {
  const pause = execution.pacer.step();
  if (pause !== undefined) await pause;
  const valueAt = ({ column, mask }: Vector): Value => columnValue(column, slot & mask);
  return evaluateSubquery(node, execution, bindings.map(valueAt), operands.map(valueAt));
}

function rowNumbers(length: number): Vector {
  const values = new Int32Array(allSlots(length));
  return columnVector({ layout: 'int32', type: sqlTypes.int, length, validity: undefined, values });
}

/** What is kept until the end of the statement. */
interface Kept<T> {
  value: T | undefined;
  trim(): void;
}

function keptPerStatement<T>(): (context: ExecutionContext) => Kept<T> {
  return perStatement(() => ({ value: undefined, trim: () => undefined }));
}

/** EXISTS or a scalar: one value for all rows. */
function once(node: BoundSubquery): SubqueryResults {
  const results = keptPerStatement<Column>();
  return (_rows, context) => {
    const result = results(context);
    if (result.value !== undefined) return constantVector(result.value);
    throw new MissingResults(result, async (execution) => {
      const value = await evaluateSubquery(node, { ...execution, context }, [], []);
      result.value = columnFromValues(node.type, [value]);
    });
  };
}

/** IN: all rows, once. */
function bySet(node: BoundSubquery): SubqueryResults {
  const sets = keptPerStatement<RowSet>();
  return ({ operands, slots, length }, context) => {
    const set = sets(context);
    if (set.value !== undefined) return set.value.contains(operands, slots, length);
    throw new MissingResults(set, async (execution) => {
      set.value = await readSet(node, { ...execution, context });
    });
  };
}

async function readSet(node: BoundSubquery, execution: Execution): Promise<RowSet> {
  const { operands } = node;
  const plan = planOf(node);
  const set = new RowSet(operands.map(({ type }) => type));
  // Held until the statement ends.
  const memory = execution.memory.budget.open('IN with a subquery');
  for await (const batch of execution.runner.run(plan, execution)) {
    set.add(batch);
    memory.hold(set.memoryBytes);
  }
  assert(plan.schema.length === operands.length, 'a column per operand');
  return set;
}

/** One `T` per statement, for its subqueries at any depth. */
function perStatement<T>(create: () => T): (context: ExecutionContext) => T {
  const all = new WeakMap<ExecutionContext, T>();
  return (context) => {
    const root = rootContext(context);
    let found = all.get(root);
    if (found === undefined) {
      found = create();
      all.set(root, found);
    }
    return found;
  };
}

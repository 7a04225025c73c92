import { BATCH_ROWS } from '../../columnar/batch.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { KeyTable } from '../../columnar/key-table.ts';
import { slotsOf } from '../../columnar/slots.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { ApplyPlan } from '../../plan/plan.ts';
import { isVolatilePlan } from '../../plan/walk.ts';
import type { Schema } from '../../types/schema.ts';
import type { Value } from '../../types/value.ts';
import { withOuter } from '../context.ts';
import { compiler } from '../evaluate/compiler.ts';
import { compileJoinParts, JoinOutput } from '../joins/join-output.ts';
import { chainPairs, type PairSource } from '../joins/pairs.ts';
import { StoredRows } from '../joins/stored-rows.ts';
import { exactKey } from '../subqueries/exact-key.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Right rows that are kept before their pairs are given; a single left row may have more. */
const MAX_STORED_ROWS = 16 * BATCH_ROWS;

/**
 * Apply runs its right side for each left row, in order; left rows of one batch with equal bindings
 * share a run, as long as not too many right rows are kept.
 */
export function compileApply(plan: ApplyPlan, left: Operator, right: Operator): Operator {
  const join = compileJoinParts({ ...plan, kind: 'join', keys: [] });
  const evaluators = plan.bindings.map(compiler.vector);
  const isShared = !isVolatilePlan(plan.right);
  return async function* apply(execution) {
    const { context } = execution;
    for await (const batch of left(execution)) {
      const slots = slotsOf(batch);
      const bindings = await settle(execution, () =>
        evaluators.map((evaluate) => evaluate(batch, slots, context)),
      );
      const numbers = numberRows(bindings, slots, isShared);
      for (let start = 0; start < slots.length; ) {
        const runs = new RightRuns(plan.right.schema, right, numbers);
        const count = await runs.take(bindings, slots.subarray(start), execution);
        const selection = slots.subarray(start, start + count);
        const output = new JoinOutput(join, runs.stored.columns(), runs.stored.length);
        yield* output.batches({ ...batch, selection }, runs.pairs(selection), execution);
        start += count;
      }
    }
  };
}

/** The right rows of consecutive left rows: a range of stored rows per distinct row of bindings. */
class RightRuns {
  readonly stored: StoredRows;
  readonly #right: Operator;
  /** The number of its bindings by slot. */
  readonly #numbers: Int32Array;
  /** By number: the first row, -1 before the run, and behind the last. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  constructor(schema: Schema, right: Operator, numbers: Int32Array) {
    this.stored = new StoredRows(schema);
    this.#right = right;
    this.#numbers = numbers;
    this.#starts = new Int32Array(numbers.length).fill(-1);
    this.#ends = new Int32Array(numbers.length);
  }

  /** Run for the first of `slots`; returns how many, at least one. */
  async take(bindings: readonly Vector[], slots: Uint32Array, execution: Execution) {
    let count = 0;
    while (count < slots.length && this.stored.length < MAX_STORED_ROWS) {
      const slot = slots[count++];
      const number = this.#numbers[slot];
      if (this.#starts[number] >= 0) continue;
      const pause = execution.pacer.step();
      if (pause !== undefined) await pause;
      const values = bindings.map(({ column, mask }): Value => columnValue(column, slot & mask));
      const context = withOuter(execution.context, values);
      this.#starts[number] = this.stored.length;
      for await (const batch of this.#right({ ...execution, context })) {
        this.stored.append(batch, slotsOf(batch));
        execution.memory.hold(this.stored.memoryBytes);
      }
      this.#ends[number] = this.stored.length;
    }
    return count;
  }

  pairs(slots: Uint32Array): PairSource {
    const next = new Int32Array(this.stored.length);
    for (let row = 0; row < next.length; row++) next[row] = row + 1;
    for (const end of this.#ends) if (end > 0) next[end - 1] = -1;
    const first = this.#numbers.map((number) =>
      this.#starts[number] < this.#ends[number] ? this.#starts[number] : -1,
    );
    return chainPairs(slots, first, next);
  }
}

/** Rows with the same number share a run; every row has its own where two runs may differ. */
function numberRows(bindings: readonly Vector[], slots: Uint32Array, isShared: boolean) {
  const numbers = new Int32Array(slots[slots.length - 1] + 1);
  if (!isShared) return numbers.map((_, slot) => slot);
  const keys = bindings.map((vector) => exactKey(vector, slots, numbers.length));
  new KeyTable(keys.map(({ column }) => column.type)).insert(keys, slots, numbers);
  return numbers;
}

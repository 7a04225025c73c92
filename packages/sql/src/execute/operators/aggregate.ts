import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import type { Column } from '../../columnar/column.ts';
import { allSlots, slotsOf } from '../../columnar/slots.ts';
import { take } from '../../columnar/take.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { AggregatePlan } from '../../plan/plan.ts';
import { hasVolatile } from '../../plan/walk.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { type CallEvaluator, compileCall } from '../aggregates/call-inputs.ts';
import { Grouping } from '../aggregates/grouping.ts';
import { compiler } from '../evaluate/compiler.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { paced } from '../paced.ts';
import type { Pacer } from '../pacer.ts';
import { MAX_DEPTH, Partitions } from '../spill/partitions.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * Aggregate groups its whole input by a hash table and gives one row per group: the group's values,
 * then the aggregates, in order of first appearance. Without group expressions it gives one row.
 * Each grouping set has a table of its own; expressions are evaluated once for all of them.
 *
 * When the groups do not fit its memory, those that are there go on, and the rows of others are
 * parted by their keys on disk and grouped part by part afterwards.
 */
export function compileAggregate(plan: AggregatePlan, input: Operator): Operator {
  const aggregation: Aggregation = {
    plan,
    groups: plan.groups.map(compiler.vector),
    calls: plan.aggregates.map(compileCall),
    sets: plan.groupingSets?.sets ?? [[...plan.groups.keys()]],
    inputTypes: plan.input.schema.map(({ type }) => type),
    canSpill:
      plan.groupingSets === undefined && plan.groups.length > 0 && !plan.groups.some(hasVolatile),
  };
  return (execution) => aggregateRows(aggregation, input(execution), execution, 0);
}

interface Aggregation {
  readonly plan: AggregatePlan;
  readonly groups: readonly Evaluator[];
  readonly calls: readonly CallEvaluator[];
  readonly sets: readonly (readonly number[])[];
  readonly inputTypes: readonly SqlType[];
  /** One grouping by keys that come out the same when evaluated again. */
  readonly canSpill: boolean;
}

type Rows = AsyncGenerator<Batch, void, undefined>;

async function* aggregateRows(
  aggregation: Aggregation,
  input: Rows,
  execution: Execution,
  depth: number,
): Rows {
  const run = new AggregateRun(aggregation, execution, depth);
  try {
    for await (const batch of input) await run.update(batch);
    yield* run.result();
    const { partitions } = run;
    if (partitions === undefined) return;
    await partitions.flush();
    for (const index of partitions.indexes()) {
      if (partitions.rowCount(index) === 0) continue;
      yield* aggregateRows(aggregation, partitions.read(index), execution, depth + 1);
    }
  } finally {
    await run.partitions?.remove();
  }
}

/** The groups of one input, or those of them that fit its memory. */
class AggregateRun {
  readonly #aggregation: Aggregation;
  readonly #execution: Execution;
  readonly #depth: number;
  #groupings: readonly Grouping[];
  #partitions: Partitions | undefined;

  constructor(aggregation: Aggregation, execution: Execution, depth: number) {
    this.#aggregation = aggregation;
    this.#execution = execution;
    this.#depth = depth;
    this.#groupings = aggregation.sets.map((set) => new Grouping(aggregation.plan, set));
  }

  /** The rows of groups that do not fit; `undefined` where all do. */
  get partitions(): Partitions | undefined {
    return this.#partitions;
  }

  async update(batch: Batch): Promise<void> {
    const { groups, calls } = this.#aggregation;
    const { context, pacer } = this.#execution;
    const all = slotsOf(batch);
    const keys = await settle(this.#execution, () =>
      groups.map((group) => group(batch, all, context)),
    );
    const slots = await this.#spillNew(batch, keys, all);
    const inputs = await settle(this.#execution, () =>
      calls.map((call) => call(batch, slots, context)),
    );
    for (const grouping of this.#groupings) {
      grouping.update(keys, slots, inputs);
      const pause = this.#groupings.length > 1 ? pacer.step() : undefined;
      if (pause !== undefined) await pause;
    }
    this.#account();
  }

  /** The groups that are there, which are forgotten. */
  async *result(): Rows {
    const { pacer, memory } = this.#execution;
    for (const grouping of this.#groupings) {
      await paced(grouping.settle(), pacer);
      const columns = await paced(grouping.finish(), pacer);
      yield* inBatches(columns, grouping.groupCount, pacer);
    }
    this.#groupings = [];
    memory.hold(0);
  }

  #account(): void {
    const { memory, context } = this.#execution;
    const bytes = this.#groupings.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    if (memory.holdIfAmple(bytes)) return;
    const { canSpill, inputTypes } = this.#aggregation;
    const store = canSpill && this.#depth < MAX_DEPTH ? context.resources?.spill : undefined;
    if (store === undefined) memory.hold(bytes);
    else if (this.#partitions === undefined) {
      this.#partitions = new Partitions(store, inputTypes, this.#depth);
    } else memory.hold(bytes);
  }

  /** The rows to take in; those of groups that are not there are put aside if there is no room. */
  async #spillNew(batch: Batch, keys: readonly Vector[], slots: Uint32Array): Promise<Uint32Array> {
    if (this.#partitions === undefined) return slots;
    const [grouping] = this.#groupings;
    const { known, unknown } = grouping.split(keys, slots);
    if (unknown.length > 0) await this.#partitions.add(batch, keys, unknown);
    return known;
  }
}

/** The rows of long columns in batches of the usual size. */
async function* inBatches(columns: readonly Column[], length: number, pacer: Pacer): Rows {
  if (length > 0 && length <= BATCH_ROWS) yield { columns, length, selection: undefined };
  if (length <= BATCH_ROWS) return;
  const slots = allSlots(length);
  for (let start = 0; start < length; start += BATCH_ROWS) {
    const pause = pacer.step();
    if (pause !== undefined) await pause;
    const part = slots.subarray(start, start + BATCH_ROWS);
    yield {
      columns: columns.map((column) => take(column, part)),
      length: part.length,
      selection: undefined,
    };
  }
}

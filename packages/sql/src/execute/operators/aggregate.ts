import type { Batch } from '../../columnar/batch.ts';
import { BATCH_ROWS } from '../../columnar/batch.ts';
import type { Column } from '../../columnar/column.ts';
import { KeyTable } from '../../columnar/key-table.ts';
import { allSlots, slotsOf } from '../../columnar/slots.ts';
import { take } from '../../columnar/take.ts';
import type { AggregateCall, AggregatePlan } from '../../plan/plan.ts';
import type { AggregateState, GroupedRows } from '../aggregates/aggregate-state.ts';
import { createAggregateState } from '../aggregates/create-aggregate-state.ts';
import { compilePredicate } from '../compile-expression.ts';
import type { ExecutionContext } from '../context.ts';
import { compiler } from '../evaluate/compiler.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import type { Operator } from './operator.ts';

/**
 * Aggregate groups its whole input by a hash table and gives one row per group: the group's values,
 * then the aggregates, in order of first appearance. Without group expressions it gives one row.
 */
export function compileAggregate(plan: AggregatePlan, input: Operator): Operator {
  const groups = plan.groups.map(compiler.vector);
  const updates = plan.aggregates.map(compileUpdate);
  return async function* aggregate(execution) {
    const { context, pacer } = execution;
    const grouping = new Grouping(plan, groups);
    const states = plan.aggregates.map((call) =>
      createAggregateState(call.function, call.distinct),
    );
    for await (const batch of input(execution)) {
      const rows = grouping.assign(batch, context);
      for (const [index, state] of states.entries()) updates[index](state, batch, rows, context);
    }
    const columns = [
      ...grouping.keys(),
      ...states.map((state) => state.finish(grouping.groupCount)),
    ];
    for (const batch of inBatches(columns, grouping.groupCount)) {
      const pause = pacer.step();
      if (pause !== undefined) await pause;
      yield batch;
    }
  };
}

type Update = (
  state: AggregateState,
  batch: Batch,
  rows: GroupedRows,
  context: ExecutionContext,
) => void;

/** How one aggregate takes in a batch: FILTER first, then the argument, of the rows that passed. */
function compileUpdate(call: AggregateCall): Update {
  const filter = call.filter === undefined ? undefined : compilePredicate(call.filter);
  const argument = call.argument === undefined ? undefined : compiler.vector(call.argument);
  return (state, batch, rows, context) => {
    const slots = filter === undefined ? rows.slots : filter(batch, rows.slots, context);
    const taken = slots === rows.slots ? rows : { ...rows, slots };
    const vector = slots.length === 0 ? undefined : argument?.(batch, slots, context);
    if (slots.length > 0) state.update(vector, taken);
  };
}

/** Gives each row its group. */
class Grouping {
  readonly #groups: readonly Evaluator[];
  readonly #table: KeyTable | undefined;

  constructor(plan: AggregatePlan, groups: readonly Evaluator[]) {
    this.#groups = groups;
    const types = plan.groups.map((group) => group.type);
    this.#table = groups.length === 0 ? undefined : new KeyTable(types);
  }

  get groupCount(): number {
    return this.#table === undefined ? 1 : this.#table.size;
  }

  assign(batch: Batch, context: ExecutionContext): GroupedRows {
    const slots = slotsOf(batch);
    if (this.#table === undefined) return { slots, groupOf: undefined, groupCount: 1 };
    const keys = this.#groups.map((group) => group(batch, slots, context));
    const groupOf = new Int32Array(batch.length);
    this.#table.insert(keys, slots, groupOf);
    return { slots, groupOf, groupCount: this.#table.size };
  }

  keys(): Column[] {
    return this.#table === undefined ? [] : this.#table.keys();
  }
}

/** The rows of long columns in batches of the usual size. */
function* inBatches(columns: readonly Column[], length: number): Generator<Batch> {
  if (length > 0 && length <= BATCH_ROWS) yield { columns, length, selection: undefined };
  if (length <= BATCH_ROWS) return;
  const slots = allSlots(length);
  for (let start = 0; start < length; start += BATCH_ROWS) {
    const part = slots.subarray(start, start + BATCH_ROWS);
    yield {
      columns: columns.map((column) => take(column, part)),
      length: part.length,
      selection: undefined,
    };
  }
}

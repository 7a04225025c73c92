import { BATCH_ROWS } from '../../columnar/batch.ts';
import type { Column } from '../../columnar/column.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { take } from '../../columnar/take.ts';
import type { WindowFunctionCall, WindowPlan } from '../../plan/plan.ts';
import { isOrderedBy, sortKeysOf } from '../../plan/row-order.ts';
import { compiler } from '../evaluate/compiler.ts';
import { paced } from '../paced.ts';
import type { Pacer } from '../pacer.ts';
import { RowStore } from '../sorting/row-store.ts';
import { sortRows } from '../sorting/sort-rows.ts';
import { settle } from '../subqueries/settle.ts';
import { compileWindowFunction } from '../windows/window-function.ts';
import { compileInputs, orderedColumns } from '../windows/window-inputs.ts';
import { findRuns, type WindowRows } from '../windows/window-rows.ts';
import type { Operator } from './operator.ts';

/** What a function takes per row, about: its inputs in order and its result. */
const RESULT_BYTES = 16;

/**
 * Window collects its whole input, brings it into the order of the window unless it comes in that
 * order, and adds a column for each function.
 */
export function compileWindow(plan: WindowPlan, input: Operator): Operator {
  const sortKeys = sortKeysOf(plan);
  const keys = sortKeys.map((key) => compiler.vector(key.expression));
  const isPresorted = isOrderedBy(plan.input, sortKeys);
  const inputs = compileInputs(plan);
  const functions = plan.functions.map(compileWindowFunction);
  return async function* window(execution) {
    const { context, memory, pacer } = execution;
    const evaluators = await settle(execution, () => functions.map((open) => open(context)));
    const store = new RowStore(inputs.types, sortKeys);
    for await (const batch of input(execution)) {
      const slots = slotsOf(batch);
      const vectors = await settle(execution, () => keys.map((key) => key(batch, slots, context)));
      const extended = await settle(execution, () => inputs.extend(batch, slots, context));
      store.append(extended, vectors, slots);
      memory.hold(store.memoryBytes + store.length * functions.length * RESULT_BYTES);
    }
    if (store.length === 0) return;
    const rows = await paced(arrange(plan, store, isPresorted), pacer);
    const column = orderedColumns((index) => store.column(index), rows.order);
    const results: Column[] = [];
    const kept = memory.bytes;
    const resultBytes = functions.map(() => 0);
    for (const [index, evaluate] of evaluators.entries()) {
      const reader = inputs.functions[index];
      const steps = evaluate({
        rows,
        inputs: await settle(execution, () => reader.inputs(column, context)),
        passes: reader.passes(column),
        hold(bytes) {
          resultBytes[index] = bytes;
          memory.hold(resultBytes.reduce((sum, each) => sum + each, kept));
        },
        key: needsKey(plan.functions[index]) ? rangeKey(plan, store, rows) : undefined,
      });
      results.push(await paced(steps, pacer));
    }
    yield* inOrder({ store, width: plan.input.schema.length, rows, results }, pacer);
  };
}

/** Sort the rows and find where partitions and peers begin. */
function* arrange(
  { partition }: WindowPlan,
  store: RowStore,
  isPresorted: boolean,
): Generator<void, WindowRows> {
  const keys = store.sortColumns();
  const order = isPresorted ? inputOrder(store.length) : yield* sortRows(keys, store.length);
  const columns = keys.map(({ column }) => column);
  return yield* findRuns(
    order,
    columns.slice(0, partition.length),
    columns.slice(partition.length),
  );
}

function inputOrder(length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let row = 0; row < length; row++) order[row] = row;
  return order;
}

/** Whether the frame's bounds are values of the sort key moved by an offset. */
function needsKey({ frame: { mode, start, end } }: WindowFunctionCall): boolean {
  return mode === 'range' && ('offset' in start || 'offset' in end);
}

function rangeKey({ partition, order }: WindowPlan, store: RowStore, rows: WindowRows) {
  const { column } = store.sortColumns()[partition.length];
  return { column: take(column, rows.order), sort: order[0] };
}

interface Finished {
  readonly store: RowStore;
  /** The columns of the input are the first ones of the store. */
  readonly width: number;
  readonly rows: WindowRows;
  readonly results: readonly Column[];
}

async function* inOrder({ store, width, rows, results }: Finished, pacer: Pacer) {
  const positions = inputOrder(rows.count);
  for (let start = 0; start < rows.count; start += BATCH_ROWS) {
    const pause = pacer.step();
    if (pause !== undefined) await pause;
    const stored = rows.order.subarray(start, start + BATCH_ROWS);
    const part = positions.subarray(start, start + BATCH_ROWS);
    const columns = Array.from({ length: width }, (_, index) => take(store.column(index), stored));
    const computed = results.map((column) => take(column, part));
    yield { columns: [...columns, ...computed], length: part.length, selection: undefined };
  }
}

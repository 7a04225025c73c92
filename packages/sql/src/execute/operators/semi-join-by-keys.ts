import type { Batch } from '../../columnar/batch.ts';
import { KeyTable, NO_KEY } from '../../columnar/key-table.ts';
import { allSlots, slotsOf } from '../../columnar/slots.ts';
import { takeVector } from '../../columnar/take.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import { hasVolatile } from '../../plan/walk.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { compileKeys, type KeyedSlots } from '../joins/join-keys.ts';
import { type Inputs, joinPartitions, type PartedSide, type Rows } from '../joins/part-join.ts';
import { MAX_DEPTH, Partitions } from '../spill/partitions.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * A semi or anti join that keys alone decide: only the distinct ones of the right side are kept.
 * When those do not fit its memory, both sides are parted by them on disk and joined part by part.
 */
export function compileSemiJoinByKeys(plan: JoinPlan, left: Operator, right: Operator): Operator {
  const rightKeys = compileKeys(plan.keys.map((key) => key.right));
  const join: SemiJoin = {
    isSemi: plan.joinKind === 'semi',
    left: {
      keys: compileKeys(plan.keys.map((key) => key.left)),
      types: plan.left.schema.map(({ type }) => type),
      keepsAll: plan.joinKind === 'anti',
    },
    keyTypes: plan.keys.map((key) => key.left.type),
    canSpill: !plan.keys.some((key) => hasVolatile(key.left)),
  };
  return (execution) => {
    const keys = keyBatches(rightKeys, right(execution), execution);
    return joinRows(join, { left: left(execution), right: keys }, execution, 0);
  };
}

interface SemiJoin {
  readonly isSemi: boolean;
  readonly left: PartedSide;
  readonly keyTypes: readonly SqlType[];
  /** Keys that are evaluated again must come out the same. */
  readonly canSpill: boolean;
}

/** The keys of the right side instead of its rows: none of them NULL, in batches without gaps. */
async function* keyBatches(keysOf: PartedSide['keys'], rows: Rows, execution: Execution): Rows {
  for await (const batch of rows) {
    const keyed = await settle(execution, () => keysOf(batch, execution.context));
    if (keyed.slots.length > 0) yield denseKeys(keyed, batch.length);
  }
}

function denseKeys({ keys, slots }: KeyedSlots, batchLength: number): Batch {
  const { length } = slots;
  const columns = keys.map((key) =>
    key.mask === -1 && length === batchLength ? key.column : takeVector(key, slots),
  );
  return { columns, length, selection: undefined };
}

async function* joinRows(
  join: SemiJoin,
  { left, right }: Inputs,
  execution: Execution,
  depth: number,
): Rows {
  const built = await build(join, right, execution, depth);
  if (built instanceof KeyTable) {
    yield* narrow(join, built, left, execution);
    return;
  }
  yield* joinPartitions(join.left, { left, right: built }, { execution, depth }, (parts, next) =>
    joinRows(join, parts, execution, next),
  );
}

/** The distinct keys, or all of them in partitions. */
async function build(
  join: SemiJoin,
  right: Rows,
  execution: Execution,
  depth: number,
): Promise<KeyTable | Partitions> {
  const { context, memory } = execution;
  const table = new KeyTable(join.keyTypes);
  let ids = new Int32Array(0);
  for await (const batch of right) {
    if (ids.length < batch.length) ids = new Int32Array(batch.length);
    table.insert(batch.columns.map(columnVector), allSlots(batch.length), ids);
    if (memory.holdIfAmple(table.memoryBytes)) continue;
    const store = join.canSpill && depth < MAX_DEPTH ? context.resources?.spill : undefined;
    if (store === undefined) memory.hold(table.memoryBytes);
    else
      return await partKeys(table, right, new Partitions(store, join.keyTypes, depth), execution);
  }
  return table;
}

/** The keys of the table and those that are still to come. */
async function partKeys(
  table: KeyTable,
  rest: Rows,
  partitions: Partitions,
  { memory, pacer }: Execution,
): Promise<Partitions> {
  const add = async (batch: Batch): Promise<void> => {
    const pause = pacer.step();
    if (pause !== undefined) await pause;
    await partitions.add(batch, batch.columns.map(columnVector), slotsOf(batch));
  };
  try {
    await add({ columns: table.keys(), length: table.size, selection: undefined });
    memory.hold(0);
    for await (const batch of rest) await add(batch);
    await partitions.flush();
    return partitions;
  } catch (error) {
    await partitions.remove();
    throw error;
  }
}

/** The left rows whose keys are in the table, or those whose keys are not. */
async function* narrow(join: SemiJoin, table: KeyTable, left: Rows, execution: Execution): Rows {
  if (table.size === 0 && join.isSemi) return;
  for await (const batch of left) {
    const keyed = await settle(execution, () => join.left.keys(batch, execution.context));
    const selection = join.isSemi
      ? withKeys(table, keyed)
      : withoutKeys(table, keyed, slotsOf(batch));
    if (selection.length > 0) yield { ...batch, selection };
  }
}

function withKeys(table: KeyTable, { keys, slots }: KeyedSlots): Uint32Array {
  const ids = findIds(table, keys, slots);
  return slots.filter((slot) => ids[slot] !== NO_KEY);
}

/** Rows with a NULL among their keys have no partner. */
function withoutKeys(table: KeyTable, { keys, slots }: KeyedSlots, all: Uint32Array): Uint32Array {
  const ids = findIds(table, keys, slots);
  if (all.length === slots.length) return all.filter((slot) => ids[slot] === NO_KEY);
  const matched = new Uint8Array(ids.length);
  for (let k = 0; k < slots.length; k++) matched[slots[k]] = Number(ids[slots[k]] !== NO_KEY);
  return all.filter((slot) => matched[slot] !== 1);
}

function findIds(table: KeyTable, keys: KeyedSlots['keys'], slots: Uint32Array): Int32Array {
  if (slots.length === 0) return new Int32Array(0);
  const ids = new Int32Array(slots[slots.length - 1] + 1);
  table.find(keys, slots, ids);
  return ids;
}

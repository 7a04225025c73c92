import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import { slotsOf } from '../../columnar/slots.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import { hasVolatile } from '../../plan/walk.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { compileKeys, rowNumbers } from '../joins/join-keys.ts';
import { type CompiledJoin, compileJoinParts, JoinOutput } from '../joins/join-output.ts';
import { JoinTable } from '../joins/join-table.ts';
import {
  type Inputs,
  joinPartitions,
  type PartedSide,
  partBatch,
  type Rows,
} from '../joins/part-join.ts';
import { StoredRows } from '../joins/stored-rows.ts';
import { MAX_DEPTH, Partitions } from '../spill/partitions.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * A join by equal keys: the right side is kept with a hash table over its keys, the left side looks
 * its keys up. Rows with a NULL among their keys have no partner. When the right side does not fit
 * its memory, both sides are parted by their keys on disk and joined part by part.
 */
export function compileHashJoin(plan: JoinPlan, left: Operator, right: Operator): Operator {
  const parts = compileJoinParts(plan);
  const join: HashJoin = {
    parts,
    left: {
      keys: compileKeys(plan.keys.map((key) => key.left)),
      types: plan.left.schema.map(({ type }) => type),
      keepsAll: parts.keepsLeft,
    },
    right: {
      keys: compileKeys(plan.keys.map((key) => key.right)),
      types: plan.right.schema.map(({ type }) => type),
      keepsAll: parts.keepsRight,
    },
    keyTypes: plan.keys.map((key) => key.left.type),
    canSpill: !plan.keys.some((key) => hasVolatile(key.left) || hasVolatile(key.right)),
  };
  return (execution) =>
    joinRows(join, { left: left(execution), right: right(execution) }, execution, 0);
}

interface HashJoin {
  readonly parts: CompiledJoin;
  readonly left: PartedSide;
  readonly right: PartedSide;
  readonly keyTypes: readonly SqlType[];
  /** Keys that are evaluated again must come out the same. */
  readonly canSpill: boolean;
}

async function* joinRows(
  join: HashJoin,
  inputs: Inputs,
  execution: Execution,
  depth: number,
): Rows {
  const built = await build(join, inputs.right, execution, depth);
  if (built.kind === 'table') yield* probe(join, built, inputs.left, execution);
  else {
    const sides = { left: inputs.left, right: built.partitions };
    yield* joinPartitions(join.left, sides, { execution, depth }, (parts, next) =>
      joinRows(join, parts, execution, next),
    );
  }
}

/** The right side, read to its end. */
type Built = BuiltTable | { readonly kind: 'partitions'; readonly partitions: Partitions };

interface BuiltTable {
  readonly kind: 'table';
  readonly stored: StoredRows;
  readonly table: JoinTable;
}

async function build(
  join: HashJoin,
  right: Rows,
  execution: Execution,
  depth: number,
): Promise<Built> {
  const { context, memory } = execution;
  const { keepsRight } = join.parts;
  const stored = new StoredRows(join.parts.plan.right.schema);
  const table = new JoinTable(join.keyTypes);
  for await (const batch of right) {
    const { keys, slots } = await settle(execution, () => join.right.keys(batch, context));
    const kept = keepsRight ? slotsOf(batch) : slots;
    table.insert(keys, slots, rowNumbers(batch, kept, stored.length));
    stored.append(batch, kept);
    const bytes = table.memoryBytes + stored.memoryBytes;
    if (memory.holdIfAmple(bytes)) continue;
    const store = join.canSpill && depth < MAX_DEPTH ? context.resources?.spill : undefined;
    if (store === undefined) {
      memory.hold(bytes);
      continue;
    }
    const partitions = new Partitions(store, join.right.types, depth);
    try {
      const rows = { stored: storedBatches(stored), rest: right };
      await partRight(join, rows, partitions, execution);
      return { kind: 'partitions', partitions };
    } catch (error) {
      await partitions.remove();
      throw error;
    }
  }
  return { kind: 'table', stored, table };
}

async function partRight(
  join: HashJoin,
  { stored, rest }: { readonly stored: Iterable<Batch>; readonly rest: Rows },
  partitions: Partitions,
  execution: Execution,
): Promise<void> {
  for (const batch of stored) await partBatch(join.right, batch, partitions, execution);
  execution.memory.hold(0);
  for await (const batch of rest) await partBatch(join.right, batch, partitions, execution);
  await partitions.flush();
}

function* storedBatches(stored: StoredRows): Generator<Batch> {
  const columns = stored.columns();
  for (let start = 0; start < stored.length; start += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, stored.length - start);
    const selection = Uint32Array.from({ length }, (_, index) => start + index);
    yield { columns, length: stored.length, selection };
  }
}

async function* probe(
  join: HashJoin,
  { stored, table }: BuiltTable,
  left: Rows,
  execution: Execution,
): Rows {
  const { keepsLeft, keepsRight } = join.parts;
  if (table.isEmpty && !keepsLeft && !keepsRight) return;
  const output = new JoinOutput(join.parts, stored.columns(), stored.length);
  for await (const batch of left) {
    const keyed = await settle(execution, () => join.left.keys(batch, execution.context));
    yield* output.batches(batch, table.pairs(keyed.keys, keyed.slots), execution);
  }
  yield* output.rest();
}

import assert from 'node:assert/strict';
import type { Batch } from '../../columnar/batch.ts';
import { slotsOf } from '../../columnar/slots.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { Partitions } from '../spill/partitions.ts';
import type { Execution } from '../subqueries/execution.ts';
import { settle } from '../subqueries/settle.ts';
import type { compileKeys } from './join-keys.ts';

export type Rows = AsyncGenerator<Batch, void, undefined>;

/** The rows that a join reads, or a part of them. */
export interface Inputs {
  readonly left: Rows;
  readonly right: Rows;
}

/** How the rows of one side of a join are parted on disk. */
export interface PartedSide {
  readonly keys: ReturnType<typeof compileKeys>;
  readonly types: readonly SqlType[];
  /** Whether rows with a NULL among their keys are wanted. */
  readonly keepsAll: boolean;
}

/** Add the rows of a batch to the partitions of its side. */
export async function partBatch(
  { keys: keysOf, keepsAll }: PartedSide,
  batch: Batch,
  partitions: Partitions,
  execution: Execution,
): Promise<void> {
  const pause = execution.pacer.step();
  if (pause !== undefined) await pause;
  const { keys, slots } = await settle(execution, () => keysOf(batch, execution.context));
  await partitions.add(batch, keys, keepsAll ? slotsOf(batch) : slots);
}

/** Part the left rows as the right ones are, which are removed in the end, and join part by part. */
export async function* joinPartitions(
  side: PartedSide,
  { left: rows, right }: { readonly left: Rows; readonly right: Partitions },
  { execution, depth }: { readonly execution: Execution; readonly depth: number },
  join: (inputs: Inputs, depth: number) => Rows,
): Rows {
  const store = execution.context.resources?.spill;
  assert(store !== undefined, 'there are partitions');
  const left = new Partitions(store, side.types, depth);
  try {
    for await (const batch of rows) await partBatch(side, batch, left, execution);
    await left.flush();
    for (const index of left.indexes()) {
      yield* join({ left: left.read(index), right: right.read(index) }, depth + 1);
    }
  } finally {
    await left.remove();
    await right.remove();
  }
}

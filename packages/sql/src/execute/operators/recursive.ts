import type { Batch } from '../../columnar/batch.ts';
import { KeyTable } from '../../columnar/key-table.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { RecursivePlan } from '../../plan/plan.ts';
import { type CommonRows, KeptBatches } from '../common-rows.ts';
import type { MemoryAccount } from '../memory/memory-budget.ts';
import type { Execution } from '../subqueries/execution.ts';
import type { Operator } from './operator.ts';

/**
 * Recursive gives the rows of the base, then those of the step over the rows that the base or the
 * step before gave, until there are none; without ALL each row once. Rows are given as they come, so
 * that a Limit above ends what would go on for ever.
 */
export function compileRecursive(plan: RecursivePlan, base: Operator, step: Operator): Operator {
  const types = plan.schema.map(({ type }) => type);
  return async function* recursive(execution) {
    const { memory } = execution;
    const isNew = plan.all ? unchanged : newRows(new KeyTable(types), memory);
    let working = new KeptBatches(memory);
    for await (const batch of fresh(base(execution), isNew)) {
      working.add(batch);
      yield batch;
    }
    while (working.all.length > 0) {
      const pause = execution.pacer.step();
      if (pause !== undefined) await pause;
      const next = new KeptBatches(memory);
      for await (const batch of fresh(step(reading(execution, plan, working)), isNew)) {
        next.add(batch);
        yield batch;
      }
      working.release();
      working = next;
    }
  };
}

/** The execution of a step that reads the rows of the one before. */
function reading(execution: Execution, { id }: RecursivePlan, { all }: KeptBatches): Execution {
  const rows: CommonRows = { batches: async () => all };
  return { ...execution, common: new Map([...(execution.common ?? []), [id, rows]]) };
}

/** A batch with only the rows that are wanted; `undefined` when there are none. */
type Sieve = (batch: Batch) => Batch | undefined;

async function* fresh(
  batches: AsyncIterable<Batch>,
  sieve: Sieve,
): AsyncGenerator<Batch, void, undefined> {
  for await (const batch of batches) {
    const rest = sieve(batch);
    if (rest !== undefined) yield rest;
  }
}

function unchanged(batch: Batch): Batch {
  return batch;
}

/** Lets each distinct row through once. */
function newRows(seen: KeyTable, memory: MemoryAccount): Sieve {
  let heldBytes = 0;
  return (batch) => {
    const slots = slotsOf(batch);
    const known = seen.size;
    const ids = new Int32Array(batch.length);
    seen.insert(batch.columns.map(columnVector), slots, ids);
    memory.add(seen.memoryBytes - heldBytes);
    heldBytes = seen.memoryBytes;
    if (seen.size === known) return undefined;
    const selection = new Uint32Array(seen.size - known);
    let next = known;
    for (const slot of slots) {
      // Ids are given in order of first appearance.
      if (ids[slot] === next) selection[next++ - known] = slot;
    }
    return { ...batch, selection };
  };
}

import assert from 'node:assert/strict';
import type { Batch } from '../../columnar/batch.ts';
import { rowAt } from '../../columnar/batch-rows.ts';
import { slotsOf } from '../../columnar/slots.ts';
import type { LockedTable, LockPlan } from '../../plan/plan.ts';
import { type ExecutionContext, type LockRow, rootContext } from '../context.ts';
import { compileRowCounts, type RowCounts } from '../row-limit.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Lock locks the rows of its input while it passes them on, and ends the input after its limit. */
export function compileLock(plan: LockPlan, input: Operator): Operator {
  const rowCounts = compileRowCounts(plan);
  const visible = plan.schema.length;
  return async function* lock(execution) {
    const { context } = execution;
    const locks = plan.tables.map((table) => openLock(context, table));
    const counts = { ...(await settle(execution, () => rowCounts(context))) };
    if (counts.wanted === 0) return;
    for await (const batch of input(execution)) {
      const selection = takeRows(batch, counts, locks);
      const columns = batch.columns.slice(0, visible);
      if (selection.length > 0) yield { ...batch, columns, selection };
      if (counts.wanted === 0) return;
    }
  };
}

function openLock(context: ExecutionContext, { table, ...how }: LockedTable): LockRow {
  const lock = rootContext(context).lockRows?.({ tableId: table.id, ...how });
  assert(lock !== undefined, 'who runs a plan that locks rows can lock them');
  return lock;
}

/** The slots of the rows to give, all of them locked. Counts them in `counts`. */
function takeRows(
  batch: Batch,
  counts: { -readonly [K in keyof RowCounts]: RowCounts[K] },
  locks: readonly LockRow[],
): Uint32Array {
  const taken: number[] = [];
  for (const slot of slotsOf(batch)) {
    if (counts.wanted === 0) break;
    const row = rowAt(batch, slot);
    if (!locks.every((lock) => lock(row))) continue;
    if (counts.skip > 0) {
      counts.skip -= 1;
    } else {
      taken.push(slot);
      counts.wanted -= 1;
    }
  }
  return Uint32Array.from(taken);
}

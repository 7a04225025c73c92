import {
  batchBytes,
  batchRows,
  type ExecutionContext,
  executePlan,
  type Plan,
  type Row,
  rowCount,
} from '@kalamdb/sql';
import { MAX_OPERATION_BYTES, operationTooLarge } from './commit/staging.ts';
import { startTimeSlice } from './time-slice.ts';

/** What a row takes in memory besides its values, in bytes: about that of its objects. */
const ROW_OVERHEAD_BYTES = 128;

/**
 * The rows that a statement is to write, all read before any is written. CORE_VALUE_TOO_LARGE when
 * they are too many for one operation.
 */
export async function readSource(source: Plan, context: ExecutionContext): Promise<readonly Row[]> {
  const slice = startTimeSlice();
  const rows: Row[] = [];
  let sizeBytes = 0;
  for await (const batch of executePlan(source, context)) {
    sizeBytes += batchBytes(batch) + rowCount(batch) * ROW_OVERHEAD_BYTES;
    if (sizeBytes > MAX_OPERATION_BYTES) throw operationTooLarge();
    rows.push(...batchRows(batch));
    if (slice.isSpent()) await slice.pause();
  }
  return rows;
}

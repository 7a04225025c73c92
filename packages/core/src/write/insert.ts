import {
  type BoundInsert,
  batchBytes,
  batchRows,
  compileRow,
  type ExecutionContext,
  executePlan,
  type Plan,
  type Row,
  rowCount,
  settleExpression,
  type Value,
} from '@kalamdb/sql';
import { headKey, rowDeleted, rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../catalog/table-definition.ts';
import { oldestSequence } from '../table/partition-view.ts';
import { hiddenKey, keyOfRow } from '../table/row-key.ts';
import { checkNotNull, duplicateKey } from './check-row.ts';
import { compileReturning, type ReturnedRows } from './returned-rows.ts';
import { checkWritable, stageVersion } from './stage-version.ts';
import { MAX_OPERATION_BYTES, operationTooLarge, type Staging } from './staging.ts';
import { startTimeSlice } from './time-slice.ts';
import type { CompiledWrite, WriteOutcome, WriteRun } from './write-run.ts';

/** Rows between two looks at the time. */
const ROWS_PER_LOOK = 64;

/** What a row takes in memory besides its values, in bytes: about that of its objects. */
const ROW_OVERHEAD_BYTES = 128;

const noRow: readonly Value[] = [];

/** A row that is ready but for its sequence. */
interface NewRow {
  readonly values: readonly Value[];
  /** `undefined` in a table without a primary key. */
  readonly primaryKey: Uint8Array | undefined;
}

/** The rows of one execution, ready to be staged. */
interface Insertion {
  readonly table: StoredTable;
  readonly rows: readonly NewRow[];
  readonly returned: ReturnedRows;
}

type Evaluate = (context: ExecutionContext) => Value;

/**
 * INSERT: all rows or none. A row whose key a live row has, in the table or in the statement, is
 * CORE_DUPLICATE_KEY; the key of a deleted row may be used again.
 */
export function compileInsert(statement: BoundInsert, table: StoredTable): CompiledWrite {
  const rows = statement.rows.map((row) =>
    row.map((expression): Evaluate => {
      const evaluate = compileRow(expression);
      return (context) => evaluate(noRow, context);
    }),
  );
  const { source } = statement;
  const openReturned = compileReturning(statement.returning);
  return async (run) => {
    const evaluated =
      source === undefined
        ? await evaluateRows(table, rows, run.context)
        : await readRows(table, source, run.context);
    return run.committer.submit((staging) =>
      stageRows(staging, run, { table, rows: evaluated, returned: openReturned(run) }),
    );
  };
}

async function evaluateRows(
  table: StoredTable,
  rows: readonly (readonly Evaluate[])[],
  context: ExecutionContext,
): Promise<readonly NewRow[]> {
  const slice = startTimeSlice();
  const evaluated: NewRow[] = [];
  for (const row of rows) {
    const settled = settleExpression(context, () => row.map((evaluate) => evaluate(context)));
    const values = settled instanceof Promise ? await settled : settled;
    evaluated.push(newRow(table, values, evaluated.length + 1));
    if (evaluated.length % ROWS_PER_LOOK === 0 && slice.isSpent()) await slice.pause();
  }
  return evaluated;
}

/** The rows of a plan, all read before any is written. CORE_VALUE_TOO_LARGE when they are too many. */
async function readRows(
  table: StoredTable,
  source: Plan,
  context: ExecutionContext,
): Promise<readonly NewRow[]> {
  const slice = startTimeSlice();
  const rows: NewRow[] = [];
  let sizeBytes = 0;
  for await (const batch of executePlan(source, context)) {
    sizeBytes += batchBytes(batch) + rowCount(batch) * ROW_OVERHEAD_BYTES;
    if (sizeBytes > MAX_OPERATION_BYTES) throw operationTooLarge();
    for (const values of batchRows(batch)) rows.push(newRow(table, values, rows.length + 1));
    if (slice.isSpent()) await slice.pause();
  }
  return rows;
}

function newRow(table: StoredTable, values: readonly Value[], rowNumber: number): NewRow {
  checkNotNull(table, values, rowNumber);
  const primaryKey = table.info.primaryKey.length === 0 ? undefined : keyOfRow(table, values);
  return { values, primaryKey };
}

async function stageRows(
  staging: Staging,
  run: WriteRun,
  { table, rows, returned }: Insertion,
): Promise<WriteOutcome> {
  checkWritable(run, table);
  const slice = startTimeSlice();
  const oldest = oldestSequence(table, run.context);
  let count = 0;
  for (const row of rows) {
    const added = returned.add(stageRow(staging, run, table, { ...row, oldest }));
    if (added instanceof Promise) await added;
    count += 1;
    if (count % ROWS_PER_LOOK === 0 && slice.isSpent()) await slice.pause();
  }
  return { count, returned: returned.rows };
}

function stageRow(
  staging: Staging,
  run: WriteRun,
  table: StoredTable,
  { values, primaryKey, oldest }: NewRow & { readonly oldest: bigint },
): Row {
  const head =
    primaryKey === undefined
      ? undefined
      : staging.get(headKey(table.definition.id, run.scope, primaryKey));
  if (head !== undefined && !rowDeleted(head) && rowSequence(head) >= oldest) {
    throw duplicateKey(table, values);
  }
  const sequence = staging.nextSequence();
  return stageVersion(staging, run, {
    table,
    kind: 'insert',
    primaryKey: primaryKey ?? hiddenKey(sequence),
    sequence,
    head,
    before: undefined,
    values,
  });
}

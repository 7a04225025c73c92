import {
  type BoundInsert,
  compileRow,
  type ExecutionContext,
  settleExpression,
  type Value,
} from '@kalamdb/sql';
import { headKey, rowDeleted, rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../catalog/table-definition.ts';
import { oldestSequence } from '../table/partition-view.ts';
import { hiddenKey, keyOfRow } from '../table/row-key.ts';
import { checkNotNull, duplicateKey } from './check-row.ts';
import { checkWritable, stageVersion } from './stage-version.ts';
import type { Staging } from './staging.ts';
import { startTimeSlice } from './time-slice.ts';
import type { CompiledWrite, WriteRun } from './write-run.ts';

/** Rows between two looks at the time. */
const ROWS_PER_LOOK = 64;

const noRow: readonly Value[] = [];

/** A row that is ready but for its sequence. */
interface NewRow {
  readonly values: readonly Value[];
  /** `undefined` in a table without a primary key. */
  readonly primaryKey: Uint8Array | undefined;
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
  return async (run) => {
    const evaluated = await evaluateRows(table, rows, run.context);
    return run.committer.submit((staging) => stageRows(staging, run, table, evaluated));
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
    checkNotNull(table, values, evaluated.length + 1);
    const primaryKey = table.info.primaryKey.length === 0 ? undefined : keyOfRow(table, values);
    evaluated.push({ values, primaryKey });
    if (evaluated.length % ROWS_PER_LOOK === 0 && slice.isSpent()) await slice.pause();
  }
  return evaluated;
}

async function stageRows(
  staging: Staging,
  run: WriteRun,
  table: StoredTable,
  rows: readonly NewRow[],
): Promise<number> {
  checkWritable(run, table);
  const slice = startTimeSlice();
  const oldest = oldestSequence(table, run.context);
  let count = 0;
  for (const row of rows) {
    stageRow(staging, run, table, { ...row, oldest });
    count += 1;
    if (count % ROWS_PER_LOOK === 0 && slice.isSpent()) await slice.pause();
  }
  return count;
}

function stageRow(
  staging: Staging,
  run: WriteRun,
  table: StoredTable,
  { values, primaryKey, oldest }: NewRow & { readonly oldest: bigint },
): void {
  const head =
    primaryKey === undefined
      ? undefined
      : staging.get(headKey(table.definition.id, run.scope, primaryKey));
  if (head !== undefined && !rowDeleted(head) && rowSequence(head) >= oldest) {
    throw duplicateKey(table, values);
  }
  const sequence = staging.nextSequence();
  stageVersion(staging, run, {
    table,
    kind: 'insert',
    primaryKey: primaryKey ?? hiddenKey(sequence),
    sequence,
    head,
    before: undefined,
    values,
  });
}

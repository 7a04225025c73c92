import type { Row, Value } from '@kalamdb/sql';
import { headKey, rowDeleted, rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../catalog/table-definition.ts';
import { hiddenKey, keyOfRow } from '../table/row-key.ts';
import { checkConstraints, checkNotNull, duplicateKey } from './check-row.ts';
import type { Staging } from './commit/staging.ts';
import { generateValues } from './generate-values.ts';
import { stageVersion } from './stage-version.ts';
import type { WriteRun } from './write-run.ts';

/** A row that is ready but for its sequence. */
export interface NewRow {
  readonly values: readonly Value[];
  /** `undefined` in a table without a primary key. */
  readonly primaryKey: Uint8Array | undefined;
}

/** A row of all user columns, the statement's `rowNumber`th. Throws as `checkNotNull` and `keyOfRow`. */
export function newRow(table: StoredTable, given: readonly Value[], rowNumber: number): NewRow {
  const values = generateValues(table, given);
  checkNotNull(table, values, rowNumber);
  const primaryKey = table.info.primaryKey.length === 0 ? undefined : keyOfRow(table, values);
  return { values, primaryKey };
}

interface StagedRow extends NewRow {
  /** Rows of a STREAM table before it are gone. */
  readonly oldest: bigint;
  /** Its user columns under the key that it has left. */
  readonly moved?: Row;
}

/** Stage a row. CORE_DUPLICATE_KEY if a live one has its key. Gives it as a row of all columns. */
export function stageInsert(
  staging: Staging,
  run: WriteRun,
  table: StoredTable,
  { values, primaryKey, oldest, moved }: StagedRow,
): Row {
  const head =
    primaryKey === undefined
      ? undefined
      : staging.get(headKey(table.definition.id, run.scope, primaryKey));
  if (head !== undefined && !rowDeleted(head) && rowSequence(head) >= oldest) {
    // What is wrong with the row itself is told first, as in PostgreSQL.
    checkConstraints(table, values, run.context);
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
    moved,
  });
}

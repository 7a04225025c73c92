import type { Row, Value } from '@kalamdb/sql';
import {
  encodeChangeRecord,
  encodeRow,
  expiryKey,
  headKey,
  historyKey,
  logKey,
  rowSequence,
} from '@kalamdb/store';
import { toStoredValues } from '../catalog/physical.ts';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';
import { checkConstraints } from './check-row.ts';
import type { Staging } from './commit/staging.ts';
import { encodeExpiryRecord } from './expiry-record.ts';
import { stageIndexEntry } from './index-entries.ts';
import type { WriteRun } from './write-run.ts';

/** A row's next version. */
export interface NextVersion {
  readonly table: StoredTable;
  readonly kind: 'insert' | 'update' | 'delete';
  readonly primaryKey: Uint8Array;
  readonly sequence: bigint;
  /** The version that is replaced, also when it is a tombstone; `undefined` for a new key. */
  readonly head: Uint8Array | undefined;
  /** The live row that is replaced. */
  readonly before: Row | undefined;
  /** By user column; longer rows are cut. A tombstone keeps the values of the row. */
  readonly values: readonly Value[];
  /** The user columns of a row that gets another key: of a delete as they will be, of an insert as they were. */
  readonly moved?: readonly Value[] | undefined;
}

/**
 * Stage a version with all that belongs to it: it becomes the head, the former head goes to the
 * history, the log gets an entry, STREAM rows one by age, indexes follow, and the change is emitted.
 * Gives the version as a row of all columns.
 * Throws CORE_CHECK_VIOLATION, CORE_VALUE_TOO_LARGE when the row has more than `run.rowBytes`, and as `stageIndexEntry`.
 */
export function stageVersion(staging: Staging, run: WriteRun, version: NextVersion): Row {
  const { table, kind, sequence, values } = version;
  const { id } = table.definition;
  const deleted = kind === 'delete';
  if (!deleted && table.checks.length > 0) checkConstraints(table, values, run.context);
  const row = encodeRow(
    sequence,
    deleted,
    table.columnIds,
    table.physicalTypes,
    toStoredValues(values),
  );
  if (row.length > run.rowBytes) throw rowTooLarge(table, row.length, run.rowBytes);
  stageBytes(staging, run.scope, version, row);
  const indexes = run.indexesToWrite(id);
  if (indexes.length > 0) stageEntries(staging, run, version, indexes);
  return emitChange(staging, run.scope, version);
}

/** Stage the bytes of a version, all but its entries in indexes. */
export function stageBytes(
  staging: Staging,
  scope: string,
  { table, kind, primaryKey, sequence, head }: Omit<NextVersion, 'before' | 'values'>,
  row: Uint8Array,
): void {
  const { id } = table.definition;
  staging.put(headKey(id, scope, primaryKey), row);
  const previousSequence = head === undefined ? 0n : rowSequence(head);
  if (head !== undefined) staging.put(historyKey(id, scope, primaryKey, previousSequence), head);
  const record = encodeChangeRecord({ kind, previousSequence, primaryKey });
  staging.put(logKey(id, scope, sequence), record);
  if (table.definition.kind === 'stream') {
    staging.put(expiryKey(id, sequence), encodeExpiryRecord(scope, primaryKey));
  }
}

function stageEntries(
  staging: Staging,
  { scope }: WriteRun,
  { table, kind, primaryKey, before, values }: NextVersion,
  indexes: readonly TableIndex[],
): void {
  const after = kind === 'delete' ? undefined : values;
  const change = { table, scope, primaryKey, before, after };
  for (const index of indexes) stageIndexEntry(staging, index, change);
}

/** Emit the change that a version is. Gives the version as a row of all columns. */
export function emitChange(staging: Staging, scope: string, version: NextVersion): Row {
  const { table, kind, sequence, before, values, moved } = version;
  const after = values.slice(0, table.sequenceColumn);
  after.push(sequence, kind === 'delete');
  staging.emit({ sequence, tableId: table.definition.id, scope, kind, before, after }, moved);
  return after;
}

/**
 * Before any row of `table`, as it was compiled for, is staged: CORE_TABLE_CHANGED unless rows may
 * be written to it. A transaction holds on to it from now on.
 */
export function enterTable(run: WriteRun, table: StoredTable): void {
  checkWritable(run, table);
  run.hold?.(table);
}

/** Throws CORE_TABLE_CHANGED unless rows of `table` may be written. */
export function checkWritable({ catalog }: Pick<WriteRun, 'catalog'>, table: StoredTable): void {
  if (!catalog.isWritable(table)) throw tableHasChanged(table);
}

/** The error of rows that were made for a table, or its references, as they are no more. */
export function tableHasChanged({ definition }: StoredTable): CoreError {
  const { namespace, name } = definition;
  return new CoreError(
    'CORE_TABLE_CHANGED',
    `table '${namespace}.${name}' was changed or dropped while the statement ran`,
    { hint: 'Run the statement again.' },
  );
}

function rowTooLarge(table: StoredTable, sizeBytes: number, limitBytes: number): CoreError {
  const { namespace, name } = table.definition;
  return new CoreError(
    'CORE_VALUE_TOO_LARGE',
    `a row of table '${namespace}.${name}' has ${sizeBytes} bytes; at most ${limitBytes} are allowed`,
    { hint: 'Shorten its values or split them over several rows.' },
  );
}

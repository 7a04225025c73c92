import assert from 'node:assert/strict';
import {
  decodePartitionKey,
  keyPrefix,
  type Overlay,
  prefixRange,
  rowDeleted,
  rowSequence,
  withSequence,
} from '@kalamdb/store';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { hiddenKey } from '../table/row-key.ts';
import { FIRST_PROVISIONAL_SEQUENCE } from '../write/commit/provisional-sequence.ts';
import type { Staging } from '../write/commit/staging.ts';
import { type RowChange, stageIndexEntry } from '../write/index-entries.ts';
import {
  checkWritable,
  emitChange,
  type NextVersion,
  stageBytes,
  tableHasChanged,
} from '../write/stage-version.ts';
import { startTimeSlice } from '../write/time-slice.ts';
import type { WriteRun } from '../write/write-run.ts';
import type { HeldTables } from './held-tables.ts';

const heads = prefixRange(Uint8Array.of(keyPrefix.HEAD));

/** What a transaction did to one row from its beginning to its end. */
interface NetChange extends Omit<NextVersion, 'sequence'> {
  readonly scope: string;
  /** The last version, under its provisional sequence. */
  readonly version: Uint8Array;
}

export interface WrittenRows {
  readonly overlay: Overlay;
  /** With all tables that have rows in `overlay`. */
  readonly tables: HeldTables;
  readonly catalog: WriteRun['catalog'] & Pick<CatalogCache, 'indexesToWrite'>;
}

/**
 * Stage the rows of a transaction for good: of each row its last version, in the order in which they
 * were made, with final sequences, index entries and events. What a row was in between is nobody's
 * affair. Gives the sequence of the last one, `undefined` if nothing was changed. The rows to be replaced are those of `staging`. Throws CORE_TABLE_CHANGED,
 * CORE_DUPLICATE_KEY.
 */
export async function stageCommit(
  staging: Staging,
  rows: WrittenRows,
): Promise<bigint | undefined> {
  const slice = startTimeSlice();
  const changes = await netChanges(staging, rows);
  // All former entries first: rows may have exchanged values that are unique.
  for (const change of changes) {
    stageEntries(staging, rows, { ...change, after: undefined });
    if (slice.isSpent()) await slice.pause();
  }
  let last: bigint | undefined;
  for (const change of changes) {
    last = stageChange(staging, rows, change);
    if (slice.isSpent()) await slice.pause();
  }
  return last;
}

/** Throws CORE_TABLE_CHANGED if a table is not what its rows were checked against. */
function checkTable({ catalog, tables }: WrittenRows, tableId: number): void {
  const table = tables.tableOf(tableId);
  checkWritable({ catalog }, table);
  if (!tables.hasSameReferences(tableId)) throw tableHasChanged(table);
}

/** In the order in which they were made. Throws as `checkTable`. */
async function netChanges(
  staging: Staging,
  rows: Pick<WrittenRows, 'overlay' | 'tables' | 'catalog'>,
): Promise<readonly NetChange[]> {
  const slice = startTimeSlice();
  const checked = new Set<number>();
  const found = new Map<number, NetChange>();
  for (const { key, value } of rows.overlay.changes(heads)) {
    const { tableId, scope, rest } = decodePartitionKey(key);
    assert(value !== undefined, 'a row that is deleted has a tombstone');
    const change = netChange(rows.tables.tableOf(tableId), value, staging.get(key));
    if (change !== undefined) {
      if (!checked.has(tableId)) checkTable(rows, tableId);
      checked.add(tableId);
      found.set(placeOf(value), { ...change, scope, primaryKey: rest });
    }
    if (slice.isSpent()) await slice.pause();
  }
  return inOrder(found);
}

/** How many versions the transaction had made before one. */
function placeOf(version: Uint8Array): number {
  return Number(rowSequence(version) - FIRST_PROVISIONAL_SEQUENCE);
}

/** Numbers are sorted in a tenth of the time of objects, in which nobody else has a turn. */
function inOrder<T>(byPlace: ReadonlyMap<number, T>): readonly T[] {
  const places = Float64Array.from(byPlace.keys()).sort();
  return Array.from(places, (place) => byPlace.get(place) as T);
}

/** `undefined` for a row that was not there before and is not now. */
function netChange(
  table: StoredTable,
  version: Uint8Array,
  head: Uint8Array | undefined,
): Omit<NetChange, 'scope' | 'primaryKey'> | undefined {
  const decoder = wholeRowDecoder(table);
  const before = head === undefined || rowDeleted(head) ? undefined : decoder.read(head);
  const isDeleted = rowDeleted(version);
  if (before === undefined && isDeleted) return undefined;
  const kind = isDeleted ? 'delete' : before === undefined ? 'insert' : 'update';
  return { table, kind, head, before, values: decoder.read(version), version };
}

function stageChange(staging: Staging, rows: WrittenRows, change: NetChange): bigint {
  const { scope, kind, values, version } = change;
  const sequence = staging.nextSequence();
  const next = { ...change, sequence, primaryKey: finalKey(change, sequence) };
  stageBytes(staging, scope, next, withSequence(version, sequence));
  const after = kind === 'delete' ? undefined : values;
  stageEntries(staging, rows, { ...next, before: undefined, after });
  emitChange(staging, scope, next);
  return sequence;
}

/** The identity of a row without a primary key is its first sequence, which was provisional. */
function finalKey({ table, head, primaryKey }: NetChange, sequence: bigint): Uint8Array {
  const isHidden = table.info.primaryKey.length === 0 && head === undefined;
  return isHidden ? hiddenKey(sequence) : primaryKey;
}

function stageEntries(staging: Staging, { catalog }: WrittenRows, change: RowChange): void {
  for (const index of catalog.indexesToWrite(change.table.definition.id)) {
    stageIndexEntry(staging, index, change);
  }
}

import {
  type ByteRange,
  compareBytes,
  decodeChangeRecord,
  type Entry,
  headKey,
  type KeyValueReader,
  logRange,
} from '@kalamdb/store';
import type { TableIndex } from '../catalog/stored-index.ts';
import { readLastSequence } from '../write/commit/last-sequence.ts';
import { FIRST_PROVISIONAL_SEQUENCE } from '../write/commit/provisional-sequence.ts';
import { entryKey, prefixOf } from './index-range.ts';
import type { PartitionView } from './partition-view.ts';
import { wholeRowDecoder } from './row-decoder.ts';
import { findSuperseded, isNewerThan, isVisible, scanPieces } from './versions.ts';

export interface IndexScan {
  /** Keys of entries; as `entriesInRange` gives them. */
  readonly range: ByteRange;
  readonly reverse: boolean;
  /** A hint: about so many rows will be read. */
  readonly limit: number | undefined;
}

/** A row where it was in the index at the view's snapshot. */
interface Moved {
  readonly key: Uint8Array;
  readonly version: Entry;
}

/**
 * The version that each row of a view shows, by the index, as entries of head key and row bytes, in
 * chunks. Entries are of the newest versions; rows that have changed since the view's snapshot are
 * taken from the log instead and stand where they stood then. `reader` is one state of the store,
 * the view's or a later one.
 */
export async function* scanIndex(
  reader: KeyValueReader,
  view: PartitionView,
  index: TableIndex,
  scan: IndexScan,
): AsyncGenerator<readonly Entry[]> {
  const moved = await rowsMovedSince(reader, view, index, scan);
  const sign = scan.reverse ? -1 : 1;
  moved.sort((a, b) => sign * compareBytes(a.key, b.key));
  let next = 0;
  for await (const entries of scanPieces(reader, scan)) {
    const versions: Entry[] = [];
    for (const { key, version } of await readUnmoved(reader, view, entries)) {
      while (next < moved.length && sign * compareBytes((moved[next] as Moved).key, key) < 0) {
        versions.push((moved[next] as Moved).version);
        next += 1;
      }
      versions.push(version);
    }
    if (versions.length > 0) yield versions;
  }
  if (next < moved.length) yield moved.slice(next).map(({ version }) => version);
}

/** Rows of these entries that are as they were at the snapshot. */
async function readUnmoved(
  reader: KeyValueReader,
  view: PartitionView,
  entries: readonly Entry[],
): Promise<readonly Moved[]> {
  const { table, scope, at } = view;
  const headKeys = entries.map(([, primaryKey]) => headKey(table.definition.id, scope, primaryKey));
  const heads = await reader.getMany(headKeys);
  const rows: Moved[] = [];
  for (const [place, head] of heads.entries()) {
    if (head === undefined || isNewerThan(head, at) || !isVisible(view, head, false)) continue;
    const [key] = entries[place] as Entry;
    rows.push({ key, version: [headKeys[place] as Uint8Array, head] });
  }
  return rows;
}

/** Rows in the range at the snapshot that have newer versions, in no order. */
async function rowsMovedSince(
  reader: KeyValueReader,
  view: PartitionView,
  index: TableIndex,
  { range }: IndexScan,
): Promise<Moved[]> {
  if (readLastSequence(reader) <= view.at) return [];
  const prefix = prefixOf(index, view.scope);
  const decoder = wholeRowDecoder(view.table);
  const rows: Moved[] = [];
  for (const primaryKey of await keysChangedSince(reader, view)) {
    const version = await findSuperseded(reader, view, primaryKey);
    if (version === undefined || !isVisible(view, version, false)) continue;
    const entry = entryKey(index, prefix, decoder.read(version), primaryKey);
    if (entry === undefined || !isWithin(entry.key, range)) continue;
    const key = headKey(view.table.definition.id, view.scope, primaryKey);
    rows.push({ key: entry.key, version: [key, version] });
  }
  return rows;
}

/** The keys of rows that were committed after the snapshot; each once. Usually few, or none. */
async function keysChangedSince(
  reader: KeyValueReader,
  { table, scope, at }: PartitionView,
): Promise<Iterable<Uint8Array>> {
  const keys = new Map<string, Uint8Array>();
  const committed = logRange(table.definition.id, scope, at, FIRST_PROVISIONAL_SEQUENCE - 1n);
  for await (const entries of reader.scan(committed)) {
    for (const [, record] of entries) {
      const { primaryKey } = decodeChangeRecord(record);
      keys.set(Buffer.from(primaryKey).toString('latin1'), primaryKey);
    }
  }
  return keys.values();
}

function isWithin(key: Uint8Array, { gte, lt }: ByteRange): boolean {
  return compareBytes(key, gte) >= 0 && compareBytes(key, lt) < 0;
}

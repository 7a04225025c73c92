import type { Row } from '@kalamdb/sql';
import {
  type Entry,
  headKey,
  headRange,
  type KeyValueReader,
  type KeyValueStore,
  rowSequence,
} from '@kalamdb/store';
import type { PartitionView } from '../table/partition-view.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { findSuperseded, isVisible, visibleOf } from '../table/versions.ts';
import { type LogEntry, type Resolved, readLog } from './log-chunks.ts';

export interface RowCut {
  /** The snapshot, which is the view's too. */
  readonly at: bigint;
  readonly after: bigint;
  readonly reverse: boolean;
}

/**
 * Heads that are sorted in memory rather than looked up one by one along the log, which has an entry
 * for each version that a row ever had; and the bytes that they may take.
 */
const MAX_SORTED_HEADS = 2048;
const MAX_SORTED_BYTES = 2 * 1024 * 1024;

/**
 * The rows of a view with a `_seq` greater than `after`, by `_seq`. A small partition is read whole.
 * Otherwise the log is the index: an entry stands for a row if its version is the newest of its key
 * up to the snapshot.
 */
export async function* readRowChunks(
  store: KeyValueStore,
  view: () => PartitionView,
  { at, after, reverse }: RowCut,
): AsyncGenerator<readonly Row[]> {
  // The heads of a large partition are not read in vain but once: at its first rows.
  const few = after === 0n && !reverse ? await readFewRows(store, view()) : undefined;
  if (few === undefined) yield* readLog(store, view, { after, upTo: at, reverse }, resolveRows);
  else if (few.length > 0) yield few;
}

/** All rows of a view by `_seq`; `undefined` when its partition is not small. */
async function readFewRows(
  store: KeyValueStore,
  view: PartitionView,
): Promise<readonly Row[] | undefined> {
  const snapshot = store.snapshot();
  try {
    const heads = await readFewHeads(snapshot, view);
    if (heads === undefined) return undefined;
    const { sequenceColumn } = view.table;
    const decoder = wholeRowDecoder(view.table);
    const rows = (await visibleOf(snapshot, view, heads, false)).map(([, row]) =>
      decoder.read(row),
    );
    return rows.sort((a, b) =>
      sequenceOf(a, sequenceColumn) < sequenceOf(b, sequenceColumn) ? -1 : 1,
    );
  } finally {
    snapshot.close();
  }
}

function sequenceOf(row: Row, sequenceColumn: number): bigint {
  return row[sequenceColumn] as bigint;
}

async function readFewHeads(
  reader: KeyValueReader,
  { table, scope }: PartitionView,
): Promise<readonly Entry[] | undefined> {
  const heads: Entry[] = [];
  let bytes = 0;
  const range = headRange(table.definition.id, scope);
  for await (const entries of reader.scan(range, { limit: MAX_SORTED_HEADS + 1 })) {
    for (const [key, row] of entries) bytes += key.length + row.length;
    heads.push(...entries);
    if (heads.length > MAX_SORTED_HEADS || bytes > MAX_SORTED_BYTES) return undefined;
  }
  return heads;
}

async function resolveRows(
  reader: KeyValueReader,
  view: PartitionView,
  entries: readonly LogEntry[],
): Promise<Resolved<Row>> {
  const { table, scope } = view;
  const written = entries.filter(({ kind }) => kind !== 'delete');
  const heads = await reader.getMany(
    written.map(({ primaryKey }) => headKey(table.definition.id, scope, primaryKey)),
  );
  const decoder = wholeRowDecoder(table);
  const rows: Row[] = [];
  let bytes = 0;
  for (const [index, entry] of written.entries()) {
    const head = heads[index];
    if (head === undefined) continue;
    bytes += head.length;
    const version =
      rowSequence(head) > view.at ? await findSuperseded(reader, view, entry.primaryKey) : head;
    if (version === undefined || rowSequence(version) !== entry.sequence) continue;
    if (isVisible(view, version, false)) rows.push(decoder.read(version));
  }
  return { items: rows, bytes };
}

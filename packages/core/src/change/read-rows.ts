import type { Row } from '@kalamdb/sql';
import { headKey, type KeyValueReader, type KeyValueStore, rowSequence } from '@kalamdb/store';
import type { PartitionView } from '../table/partition-view.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { findSuperseded, isVisible } from '../table/versions.ts';
import { type LogEntry, type Resolved, readLog } from './log-chunks.ts';

export interface RowCut {
  /** The snapshot, which is the view's too. */
  readonly at: bigint;
  readonly after: bigint;
  readonly reverse: boolean;
}

/**
 * The rows of a view with a `_seq` greater than `after`, by `_seq`. The log is the index: an entry
 * stands for a row if its version is the newest of its key up to the snapshot.
 */
export function readRowChunks(
  store: KeyValueStore,
  view: () => PartitionView,
  { at, after, reverse }: RowCut,
): AsyncIterable<readonly Row[]> {
  return readLog(store, view, { after, upTo: at, reverse }, resolveRows);
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

import { type Batch, type Column, ColumnSummary } from '@kalamdb/sql';
import { headRange, partitionPrefixSize, type SnapshotSource } from '@kalamdb/store';
import type { PartitionView } from '../table/partition-view.ts';
import { scanVersions } from '../table/versions.ts';
import type { CachedPartition } from './cached-partition.ts';
import {
  createEncoders,
  type Encoders,
  type Segment,
  SegmentBuilder,
  segmentBatch,
} from './segment.ts';

/** What a scan of a whole partition leaves behind, told at its end. */
export interface PartitionSink {
  /** Rows of more bytes are read, but not kept. */
  readonly largestBytes: number;
  readonly keep: (partition: CachedPartition) => void;
  /** Of the rows of `columns`, in that order. */
  readonly describe: (view: PartitionView, rows: SummarizedRows) => void;
}

export interface SummarizedRows {
  readonly rowCount: number;
  /** Indexes of the table's columns. */
  readonly columns: readonly number[];
  readonly summaries: readonly ColumnSummary[];
}

/**
 * Scan a whole partition in key order for `columns` and keep its rows for later scans, together
 * with `more` columns that are kept already. A scan that is left early keeps nothing.
 */
export async function* loadPartition(
  store: SnapshotSource,
  view: PartitionView,
  { columns, more }: { readonly columns: readonly number[]; readonly more: readonly number[] },
  sink: PartitionSink,
): AsyncGenerator<Batch> {
  const { table, scope } = view;
  const kept = [...new Set([...columns, ...more])];
  const places = columns.map((column) => kept.indexOf(column));
  const encoders = createEncoders(table, kept);
  const summaries = kept.map(() => new ColumnSummary());
  let segments: Segment[] | undefined = [];
  let bytes = 0;
  let rowCount = 0;
  for await (const segment of readSegments(store, view, kept, encoders)) {
    bytes += segment.bytes;
    rowCount += segment.length;
    if (bytes > sink.largestBytes) segments = undefined;
    segments?.push(segment);
    for (const [index, summary] of summaries.entries())
      summary.add(segment.columns[index] as Column);
    yield segmentBatch(
      segment,
      places.map((place) => segment.columns[place] as Column),
    );
  }
  sink.describe(view, { rowCount, columns: kept, summaries });
  if (segments !== undefined)
    sink.keep({ table, scope, at: view.at, columns: kept, encoders, segments });
}

async function* readSegments(
  store: SnapshotSource,
  view: PartitionView,
  columns: readonly number[],
  encoders: Encoders,
): AsyncGenerator<Segment> {
  const range = headRange(view.table.definition.id, view.scope);
  const prefixSize = partitionPrefixSize(view.scope);
  const builder = new SegmentBuilder(view.table, columns, encoders);
  const snapshot = store.snapshot();
  const scan = { range, reverse: false, limit: undefined, includeDeleted: false };
  try {
    for await (const versions of scanVersions(snapshot, view, scan)) {
      for (const [key, version] of versions) {
        builder.append(key, prefixSize, version);
        if (builder.isFull) yield builder.take();
      }
    }
    if (!builder.isEmpty) yield builder.take();
  } finally {
    snapshot.close();
  }
}

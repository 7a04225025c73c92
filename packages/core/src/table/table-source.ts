import assert from 'node:assert/strict';
import {
  BATCH_ROWS,
  type Batch,
  createBuilder,
  type KeyPrefix,
  type Row,
  type ScanRequest,
  type SqlType,
  type TableSource,
  type Value,
} from '@kalamdb/sql';
import type { Entry, SnapshotSource } from '@kalamdb/store';
import type { ColumnCache } from '../cache/column-cache.ts';
import { loadPartition } from '../cache/load-partition.ts';
import { isCacheable, scanCached } from '../cache/scan-cached.ts';
import type { TableStatisticsBook } from '../cache/table-statistics.ts';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';
import { columnSink } from './column-sink.ts';
import { entriesInRange } from './index-range.ts';
import { headsInRange } from './key-range.ts';
import type { PartitionView } from './partition-view.ts';
import { missingValue, rowDecoder } from './row-decoder.ts';
import { searchKey } from './row-key.ts';
import { scanIndex } from './scan-index.ts';
import { scanIndexKeys, scanKeys } from './scan-keys.ts';
import { findVersion, scanVersions } from './versions.ts';

/** What scans read from and leave something in, besides the store. */
export interface ScanMemory {
  readonly cache: ColumnCache;
  readonly statistics: TableStatisticsBook;
}

/** What a source needs besides the store and the view. */
export interface TableSourceParts {
  /** Absent: every scan reads the store and leaves nothing. */
  readonly memory?: ScanMemory | undefined;
  /** The table's indexes that hold all rows, as of its call. */
  readonly findIndex?: FindIndex;
}

/**
 * A partition's rows as a source for plans. Readers never wait for writers: each scan reads its own
 * snapshot of the store, taken when its first batch is asked for and given back when the scan ends,
 * fails or is left. Scans of whole partitions go through the cache.
 */
export function createTableSource(
  store: SnapshotSource,
  view: PartitionView,
  { findIndex = () => undefined, memory }: TableSourceParts,
): TableSource {
  return {
    scan(request) {
      const { index, keys, onSource } = request;
      if (index !== undefined) return scanByIndex(store, view, request, () => findIndex(index));
      if (keys !== undefined) return scanByKeys(store, view, request, keys);
      if (memory !== undefined) return scan(store, view, memory, request);
      onSource?.('store');
      return scanRows(store, view, request);
    },
    lookup: (key, columns) => lookupRow(store, view, key, columns),
  };
}

async function* scan(
  store: SnapshotSource,
  view: PartitionView,
  { cache, statistics }: ScanMemory,
  request: ScanRequest,
): AsyncGenerator<Batch> {
  const cached = await scanCached(cache, view, request);
  request.onSource?.(cached === undefined ? 'store' : 'cache');
  if (cached !== undefined) yield* cached;
  else if (isCacheable(view, request) && readsAllForward(request)) {
    const columns = { columns: request.columns, more: cache.peek(view)?.columns ?? [] };
    yield* loadPartition(store, view, columns, {
      largestBytes: cache.largestBytes,
      keep: (partition) => cache.keep(partition),
      describe: statistics.describe,
    });
  } else yield* scanRows(store, view, request);
}

function readsAllForward({ range, limit, reverse }: ScanRequest): boolean {
  return range === undefined && limit === undefined && !reverse;
}

function lookupRow(
  store: SnapshotSource,
  view: PartitionView,
  key: readonly Value[],
  columns: readonly number[],
): Row | undefined {
  const primaryKey = searchKey(view.table, key);
  if (primaryKey === undefined) return undefined;
  const version = findVersion(store, view, primaryKey);
  return version === undefined ? undefined : rowDecoder(view.table, columns).read(version);
}

async function* scanRows(
  store: SnapshotSource,
  view: PartitionView,
  request: ScanRequest,
): AsyncGenerator<Batch> {
  const range = headsInRange(view.table, view.scope, request.range);
  if (range === undefined) return;
  const snapshot = store.snapshot();
  try {
    yield* decoded(view, request, scanVersions(snapshot, view, { ...request, range }));
  } finally {
    snapshot.close();
  }
}

async function* scanByKeys(
  store: SnapshotSource,
  view: PartitionView,
  request: ScanRequest,
  keys: readonly KeyPrefix[],
): AsyncGenerator<Batch> {
  request.onSource?.('keys');
  const snapshot = store.snapshot();
  try {
    yield* decoded(view, request, scanKeys(snapshot, view, { ...request, keys }));
  } finally {
    snapshot.close();
  }
}

/** An index by id; `undefined` if it is not there or must not be read. */
type FindIndex = (indexId: number) => TableIndex | undefined;

async function* scanByIndex(
  store: SnapshotSource,
  view: PartitionView,
  request: ScanRequest,
  findIndex: () => TableIndex | undefined,
): AsyncGenerator<Batch> {
  // From this state of the store on, the index may be dropped and erased.
  const snapshot = store.snapshot();
  try {
    const index = findIndex();
    if (index === undefined) throw indexIsGone(view.table);
    request.onSource?.('index');
    const { keys, reverse, limit } = request;
    if (keys !== undefined) {
      yield* decoded(view, request, scanIndexKeys(snapshot, view, index, { keys, reverse }));
      return;
    }
    const range = entriesInRange(index, view.scope, request.range);
    if (range === undefined) return;
    yield* decoded(view, request, scanIndex(snapshot, view, index, { range, reverse, limit }));
  } finally {
    snapshot.close();
  }
}

async function* decoded(
  { table }: PartitionView,
  { columns }: ScanRequest,
  chunks: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<Batch> {
  for await (const versions of chunks) {
    for (let start = 0; start < versions.length; start += BATCH_ROWS) {
      yield decodeBatch(table, columns, versions, start);
    }
  }
}

/** The error of a plan that reads by an index that was dropped after it was made. */
export function indexIsGone({ definition }: StoredTable): CoreError {
  const { namespace, name } = definition;
  const message = `an index of table '${namespace}.${name}' was dropped while the statement ran`;
  return new CoreError('CORE_TABLE_CHANGED', message, { hint: 'Run the statement again.' });
}

/** Up to a batch of `versions` from `start`. */
function decodeBatch(
  table: StoredTable,
  columns: readonly number[],
  versions: readonly Entry[],
  start: number,
): Batch {
  const end = Math.min(start + BATCH_ROWS, versions.length);
  const length = end - start;
  const builders = columns.map((column) => createBuilder(typeOf(table, column), length));
  const append = rowDecoder(table, columns).into(
    builders.map((builder, index) => columnSink(builder, missingValue(table, columns[index]))),
  );
  for (let index = start; index < end; index += 1) append((versions[index] as Entry)[1]);
  return { columns: builders.map((builder) => builder.finish()), length, selection: undefined };
}

function typeOf({ info }: StoredTable, column: number): SqlType {
  const found = info.columns[column];
  assert(found !== undefined, `table ${info.namespace}.${info.name} has no column ${column}`);
  return found.type;
}

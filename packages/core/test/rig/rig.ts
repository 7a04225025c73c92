import {
  batchRows,
  type ExecutionContext,
  type IdGenerator,
  type Row,
  type ScanRequest,
} from '@kalamdb/sql';
import type { KeyValueStore } from '@kalamdb/store';
import { ColumnCache } from '../../src/cache/column-cache.ts';
import { TableStatisticsBook } from '../../src/cache/table-statistics.ts';
import type { TableIndex } from '../../src/catalog/stored-index.ts';
import type { StoredTable } from '../../src/catalog/table-definition.ts';
import { StoredChangeFeed } from '../../src/change/stored-change-feed.ts';
import { viewPartition } from '../../src/table/partition-view.ts';
import { createTableSource } from '../../src/table/table-source.ts';
import { createDeterministicRandom } from '../../src/testing/deterministic-random.ts';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';
import { Committer } from '../../src/write/commit/committer.ts';
import { readLastSequence } from '../../src/write/commit/last-sequence.ts';
import { createSequenceGenerator } from '../../src/write/commit/sequence.ts';
import { compileWrite } from '../../src/write/compile-write.ts';
import { createIdGenerator } from '../../src/write/ids/ids.ts';
import type { CompiledWrite } from '../../src/write/write-run.ts';
import { deleteOf, insertOf, type Selection, updateOf } from './statements.ts';

export interface RigOptions {
  readonly clock?: ManualClock;
  readonly pendingWrites?: number;
  readonly rowBytes?: number;
  readonly cacheBytes?: number;
  /** Of the one table that has any. */
  readonly indexes?: readonly TableIndex[];
}

/** Writes, reads and changes of some tables over a store, below catalog and SQL text. */
export type Rig = ReturnType<typeof openRig>;

type Write = Parameters<typeof compileWrite>[0];

/** Open `tables` in `store`. A second rig over the same store is a restart. */
export function openRig(
  store: KeyValueStore,
  tables: readonly StoredTable[],
  {
    clock = createManualClock(),
    pendingWrites = 10_000,
    rowBytes = 1 << 20,
    cacheBytes = 1 << 26,
    indexes = [],
  }: RigOptions = {},
) {
  const known = new Map(tables.map((table) => [table.definition.id, table]));
  const last = readLastSequence(store);
  const findIndex = (id: number) => indexes.find(({ record }) => record.id === id);
  const catalog = catalogOf(known, indexes);
  const feed = new StoredChangeFeed(store, catalog, clock, last);
  const sequences = createSequenceGenerator(clock, 1, last);
  const committer = new Committer(store, sequences, feed, { syncWrites: true, pendingWrites });
  const cache = new ColumnCache(store, feed, cacheBytes);
  const memory = { cache, statistics: new TableStatisticsBook() };
  const ids = createIdGenerator(clock, createDeterministicRandom(1), 1, last);
  const context = (user: string): ExecutionContext => contextOf(user, clock, ids);
  const run = (statement: Write, table: StoredTable, scope: string): Promise<number> =>
    runCompiled(compileWrite(statement, table), scope);
  const runCompiled = async (write: CompiledWrite, scope: string): Promise<number> => {
    const { count } = await write({
      openRows: () => store,
      committer,
      catalog,
      indexesToWrite: catalog.indexesOf,
      findIndex: (_, id) => findIndex(id),
      context: context(scope),
      newerRows: 'follow',
      scope,
      at: feed.lastSequence,
      rowBytes,
      resultRows: Number.POSITIVE_INFINITY,
    });
    return count;
  };
  const source = (table: StoredTable, scope: string, at: bigint = feed.lastSequence) =>
    createTableSource(store, viewPartition(table, scope, at, clock.now()), {
      memory,
      findIndex,
    });
  return {
    store,
    clock,
    feed,
    committer,
    source,
    ...memory,
    run,
    insert: (table: StoredTable, scope: string, ...rows: readonly Row[]) =>
      run(insertOf(table, rows), table, scope),
    update: (
      table: StoredTable,
      scope: string,
      set: Parameters<typeof updateOf>[1],
      selection: Selection = {},
    ) => run(updateOf(table, set, selection), table, scope),
    remove: (table: StoredTable, scope: string, selection: Selection = {}) =>
      run(deleteOf(table, selection), table, scope),
    /** Rows of all columns, or of `request.columns`, by primary key. */
    rows: async (
      table: StoredTable,
      scope: string,
      { at, ...request }: Partial<ScanRequest> & { readonly at?: bigint } = {},
    ): Promise<readonly Row[]> => {
      const rows: Row[] = [];
      const scan = source(table, scope, at).scan({ ...wholeScan(table), ...request });
      for await (const batch of scan) rows.push(...batchRows(batch));
      return rows;
    },
    /** Forget a table, as DROP TABLE does. */
    drop: (table: StoredTable) => known.delete(table.definition.id),
  };
}

function catalogOf(known: ReadonlyMap<number, StoredTable>, indexes: readonly TableIndex[]) {
  return {
    isWritable: (asked: StoredTable) => known.get(asked.definition.id) === asked,
    indexesOf: () => indexes,
    byId: (id: number) => known.get(id),
    foreignKeysTo: () => [],
  };
}

function contextOf(user: string, clock: ManualClock, ids: IdGenerator): ExecutionContext {
  return {
    parameters: [],
    now: clock.now(),
    clock: () => clock.now(),
    currentUser: user,
    currentRole: 'user',
    ids,
    openTable: () => {
      throw new TypeError('no statement of these tests reads another table');
    },
    signal: undefined,
  };
}

/** Everything that an iterable of chunks gives. */
export async function collect<T>(chunks: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const chunk of chunks) all.push(...chunk);
  return all;
}

function wholeScan(table: StoredTable): ScanRequest {
  return {
    columns: table.info.columns.map((_, index) => index),
    range: undefined,
    reverse: false,
    limit: undefined,
    includeDeleted: false,
  };
}

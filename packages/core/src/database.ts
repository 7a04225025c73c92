import type { Catalog } from '@kalamdb/sql';
import { indexIdOf, type KeyValueStore } from '@kalamdb/store';
import { ColumnCache } from './cache/column-cache.ts';
import { TableStatisticsBook } from './cache/table-statistics.ts';
import { CatalogCache } from './catalog/catalog.ts';
import { CatalogWriter } from './catalog/catalog-writer.ts';
import { IndexBuilder } from './catalog/index-builder.ts';
import { IndexFiller } from './catalog/index-filler.ts';
import { IndexRebuilder } from './catalog/index-rebuilder.ts';
import { createFirstNamespace, loadCatalog } from './catalog/load-catalog.ts';
import { UnfinishedEntries } from './catalog/unfinished-entries.ts';
import { allVirtualTables } from './catalog/virtual/all-tables.ts';
import { VirtualTables } from './catalog/virtual/virtual-tables.ts';
import type { ChangeFeed } from './change/change-feed.ts';
import { StoredChangeFeed } from './change/stored-change-feed.ts';
import type { DatabaseOptions } from './database-options.ts';
import type { Engine } from './engine.ts';
import { CoreError } from './error.ts';
import type { StatementResult } from './result.ts';
import { SequenceCounters } from './sequences/sequence-counters.ts';
import {
  bindLiveQuery,
  type LiveQueryRequest,
  type LiveQuerySource,
} from './session/handlers/live-query.ts';
import { StatementCache } from './session/prepare/statement-cache.ts';
import {
  executeInTransaction,
  type TransactionRequest,
  type TransactionResults,
} from './session/script/execute-in-transaction.ts';
import { executeScript } from './session/script/execute-script.ts';
import type { ExecuteRequest } from './session/session.ts';
import { hasKnownFormat, writeFormat } from './store-format.ts';
import { confirmNote } from './sweep/confirm-note.ts';
import { type DroppedNotes, eraseDropped, eraseDroppedIndexes } from './sweep/erase-dropped.ts';
import { expireStreams } from './sweep/expire-streams.ts';
import { Sweeper, type SweeperOptions } from './sweep/sweeper.ts';
import {
  defaultTransactionLimits,
  TransactionRegistry,
} from './transaction/transaction-registry.ts';
import type { UserDirectory } from './users/user-directory.ts';
import { UserStore } from './users/user-store.ts';
import { Committer } from './write/commit/committer.ts';
import { readLastSequence } from './write/commit/last-sequence.ts';
import { createSequenceGenerator } from './write/commit/sequence.ts';
import { createIdGenerator } from './write/ids/ids.ts';

const DEFAULT_SWEEP_INTERVAL_MS = 10_000;
const DEFAULT_COLUMN_CACHE_BYTES = 256 * 1024 * 1024;

/** An open database. Calls after `close` fail with CORE_CLOSED. */
export interface Database {
  /**
   * Run a script, statement by statement; the results are in order. Nothing runs if the principal
   * may not run all of it. The first error stops it and is thrown: SqlError, CoreError (both with
   * `statement`, from 1), StoreError, or what the password hasher threw. Batches of a result throw
   * while they are read.
   */
  execute(request: ExecuteRequest): Promise<readonly StatementResult[]>;
  /** The same in a transaction that may outlive the request; see the function of this name. */
  executeInTransaction(request: TransactionRequest): Promise<TransactionResults>;
  /** Bind a query that is to be kept up to date; throws like `execute`. */
  bindQuery(request: LiveQueryRequest): LiveQuerySource;
  readonly changes: ChangeFeed;
  readonly users: UserDirectory;
  /** All tables, as the database itself sees them. */
  readonly catalog: Catalog;
  /** One round of background work now: erases what is expired or dropped, builds indexes. */
  sweep(): Promise<void>;
  /** Rolls open transactions back; waits for accepted writes and the running background work. The store stays open. */
  close(): Promise<void>;
}

/**
 * Open the database in `store`, which nothing else may write to; a new store becomes one. Throws
 * StoreError STORE_FORMAT_UNKNOWN for data of a newer version, STORE_CORRUPT for data that cannot
 * be read.
 */
export async function openDatabase(
  store: KeyValueStore,
  options: DatabaseOptions,
): Promise<Database> {
  const isNew = !(await hasKnownFormat(store));
  const virtualTables = new VirtualTables(allVirtualTables);
  const catalog = new CatalogCache(virtualTables);
  await loadCatalog(store, catalog);
  const { feed, committer, ids } = createWriteParts(store, catalog, options);
  if (isNew) await initialize(committer, catalog, options);
  const statistics = new TableStatisticsBook();
  const cacheBytes = options.columnCacheBytes ?? DEFAULT_COLUMN_CACHE_BYTES;
  const transactions = new TransactionRegistry({
    base: { store, feed, catalog, committer },
    clock: options.clock,
    newId: ids.uuidV7,
    limits: { ...defaultTransactionLimits, ...options.transactions },
  });
  const unfinished = new UnfinishedEntries();
  const eraser = createEraser({ store, committer, unfinished }, options);
  const onDropped = (): void => eraser.wake();
  const catalogWriter = new CatalogWriter(committer, catalog, options.clock, {
    changed: () => feed.publish({ sequence: feed.lastSequence, events: [] }),
    dropped: onDropped,
  });
  const writing = { store, committer, catalog, catalogWriter, transactions };
  const indexing = { ...writing, unfinished, onDropped };
  const indexBuilder = new IndexBuilder(indexing);
  const sweeper = createSweeper({ ...writing, indexBuilder }, options);
  const engine: Engine = {
    store,
    options,
    catalog,
    virtualTables,
    catalogWriter,
    indexBuilder,
    indexFiller: new IndexFiller(indexing),
    indexRebuilder: new IndexRebuilder(indexing),
    users: new UserStore(store, committer, options.clock),
    committer,
    feed,
    ids,
    counters: new SequenceCounters(store, committer, catalog.sequences),
    transactions,
    statements: new StatementCache({ catalog, statistics }),
    scanMemory: { cache: new ColumnCache(store, feed, cacheBytes), statistics },
  };
  eraser.wake();
  sweeper.wake();
  return createFacade(engine, [eraser, sweeper]);
}

/** What gives sequences and ids, commits and tells of it, all from where the store has come to. */
function createWriteParts(
  store: KeyValueStore,
  catalog: CatalogCache,
  { clock, random, nodeId, syncWrites, limits }: DatabaseOptions,
): Pick<Engine, 'committer' | 'ids'> & { readonly feed: StoredChangeFeed } {
  const lastSequence = readLastSequence(store);
  const feed = new StoredChangeFeed(store, catalog, clock, lastSequence);
  const sequences = createSequenceGenerator(clock, nodeId, lastSequence);
  const { pendingWrites } = limits;
  return {
    feed,
    committer: new Committer(store, sequences, feed, { syncWrites, pendingWrites }),
    ids: createIdGenerator(clock, random, nodeId, lastSequence),
  };
}

function createFacade(engine: Engine, sweepers: readonly Sweeper[]): Database {
  let closed = false;
  const isClosed = () => new CoreError('CORE_CLOSED', 'the database is closed');
  const refuse = () => Promise.reject(isClosed());
  return {
    execute: (request) => (closed ? refuse() : executeScript(engine, request)),
    executeInTransaction: (request) => (closed ? refuse() : executeInTransaction(engine, request)),
    bindQuery(request) {
      if (closed) throw isClosed();
      return bindLiveQuery(engine, request);
    },
    changes: engine.feed,
    users: engine.users,
    catalog: engine.catalog,
    async sweep() {
      for (const sweeper of sweepers) await sweeper.run();
    },
    async close() {
      closed = true;
      engine.transactions.close();
      engine.indexBuilder.stop();
      engine.indexRebuilder.stop();
      for (const sweeper of sweepers) await sweeper.close();
      await engine.counters.close();
      await engine.committer.close();
    },
  };
}

/** The first commit of a store: from then on it is a database of this format. */
function initialize(
  committer: Committer,
  catalog: CatalogCache,
  options: DatabaseOptions,
): Promise<void> {
  return committer.submit((staging) => {
    writeFormat(staging);
    createFirstNamespace(staging, catalog, options.clock);
  });
}

interface EraserParts extends Pick<Engine, 'store' | 'committer'> {
  readonly unfinished: UnfinishedEntries;
}

/** Erases what was dropped: at once, and what failed to be erased later. */
function createEraser(
  { store, committer, unfinished }: EraserParts,
  options: DatabaseOptions,
): Sweeper {
  const isKept = (indexId: number): boolean => unfinished.has(indexId);
  const tables: DroppedNotes = {
    store,
    confirm: (note) => confirmNote(committer, note, () => false),
  };
  const indexes: DroppedNotes = {
    store,
    confirm: (note) => confirmNote(committer, note, () => isKept(indexIdOf(note))),
  };
  return new Sweeper(
    [
      (stopped) => eraseDropped(tables, stopped),
      (stopped) => eraseDroppedIndexes(indexes, stopped, isKept),
    ],
    sweeperOptions(options),
  );
}

/** Does what time brings. */
function createSweeper(
  parts: Pick<Engine, 'store' | 'committer' | 'catalog' | 'indexBuilder' | 'transactions'>,
  options: DatabaseOptions,
): Sweeper {
  const { store, committer, catalog, indexBuilder, transactions } = parts;
  return new Sweeper(
    [
      (stopped) => expireStreams({ store, committer, catalog, clock: options.clock }, stopped),
      () => indexBuilder.resume(),
      async () => transactions.expire(),
    ],
    sweeperOptions(options),
  );
}

function sweeperOptions({ sweepIntervalMs, onBackgroundError }: DatabaseOptions): SweeperOptions {
  return {
    intervalMs: sweepIntervalMs ?? DEFAULT_SWEEP_INTERVAL_MS,
    onError: onBackgroundError ?? ((error) => process.emitWarning(String(error))),
  };
}

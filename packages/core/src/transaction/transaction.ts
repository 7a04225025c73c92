import type { IsolationLevel, TransactionModes } from '@kalamdb/sql';
import {
  decodePartitionKey,
  headRange,
  type KeyValueStore,
  keyPrefix,
  Overlay,
  type OverlayMark,
  prefixRange,
  type SnapshotSource,
  type StoreSnapshot,
} from '@kalamdb/store';
import type { CatalogCache } from '../catalog/catalog.ts';
import { readyIndex } from '../catalog/ready-index.ts';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import type { ChangeFeed } from '../change/change-feed.ts';
import { CoreError } from '../error.ts';
import type { DrawnValues } from '../sequences/drawn-values.ts';
import { isNewerThan } from '../table/versions.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';
import { rowIsTaken } from '../write/serialization-failure.ts';
import { startTimeSlice } from '../write/time-slice.ts';
import { HeldTables } from './held-tables.ts';
import type { LockHistory } from './lock-history.ts';
import { PresentReads } from './present-reads.ts';
import { ReadSet, type RowPartition } from './read-set.ts';
import { type RowLock, RowLocks } from './row-locks.ts';
import { SeenIndexes } from './seen-indexes.ts';
import { stageCommit } from './stage-commit.ts';
import { TransactionStaging } from './transaction-staging.ts';

/** The parts of the database that a transaction works on. */
export interface TransactionBase {
  readonly store: KeyValueStore;
  readonly feed: Pick<ChangeFeed, 'lastSequence'>;
  readonly catalog: CatalogCache;
  readonly committer: Pick<Committer, 'submit'>;
  readonly lockHistory: LockHistory;
  /** Most bytes that one transaction may hold in memory. */
  readonly maxBytes: number;
}

const heads = prefixRange(Uint8Array.of(keyPrefix.HEAD));

/** The levels that differ here; the weaker ones of SQL are given what `snapshot` gives. */
export type Isolation = 'snapshot' | 'serializable';

interface NamedMark {
  readonly name: string;
  readonly mark: OverlayMark;
}

/** A state of the database that statements read, with what the transaction has changed. */
interface Work {
  /** The last sequence that is seen. */
  readonly at: bigint;
  readonly snapshot: StoreSnapshot;
  /** The version of the catalog with which the snapshot was taken. */
  readonly catalogVersion: number;
  readonly indexes: SeenIndexes;
  readonly present: PresentReads;
  readonly staging: TransactionStaging;
}

/** What one statement of a transaction reads: later changes of the transaction do not show. */
export interface TransactionView {
  /** The last sequence of others that is seen. */
  readonly at: bigint;
  /** A partition's rows; `undefined` if they are as the database has them at `at`. */
  rowsOf(partition: RowPartition): SnapshotSource | undefined;
  /** Whether the index was there, with all rows, when the snapshot was taken. */
  hasIndex(index: TableIndex): boolean;
}

/**
 * Statements that take effect together or not at all. Reads one snapshot, taken at its first
 * statement, and its own changes, which wait in memory. COMMIT hands them to the committer as one
 * operation, which fails if another transaction has changed the same rows before: the first one
 * wins. SERIALIZABLE fails as well if what was read was changed.
 */
export class Transaction {
  readonly id: string;
  /** What its session, which it outlives, was given by sequences. */
  drawn: DrawnValues | undefined;
  readonly #base: TransactionBase;
  readonly #overlay = new Overlay();
  readonly #tables: HeldTables;
  readonly #locks = new RowLocks();
  #savepoints: readonly NamedMark[] = [];
  #isolation: Isolation = 'snapshot';
  #isReadOnly = false;
  #hasFailed = false;
  #hasEnded = false;
  #work: Work | undefined;
  #reads: ReadSet | undefined;

  constructor(id: string, base: TransactionBase, modes: TransactionModes) {
    this.id = id;
    this.#base = base;
    this.#tables = new HeldTables(base.catalog);
    this.setModes(modes);
  }

  get isolation(): Isolation {
    return this.#isolation;
  }

  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /** A statement has failed: only ROLLBACK and ROLLBACK TO go on. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Row versions that its statements have staged. */
  get rowCount(): number {
    return this.#work?.staging.rowCount ?? 0;
  }

  /** Bytes that it holds in memory. */
  get sizeBytes(): number {
    const { sizeBytes } = this.#overlay;
    return sizeBytes + this.#locks.sizeBytes + (this.#work?.present.sizeBytes ?? 0);
  }

  /** Tables with rows that it has changed. */
  get tableCount(): number {
    return this.#tables.writtenCount;
  }

  /** The last sequence of others that it sees; `undefined` before its first statement. */
  get snapshotSequence(): bigint | undefined {
    return this.#work?.at;
  }

  /** Throws CORE_TRANSACTION_ACTIVE for what must be said before the first query. */
  setModes({ isolation, readOnly }: TransactionModes): void {
    if (isolation !== undefined) {
      if (this.#work !== undefined) throw tooLate('the isolation level');
      this.#isolation = isolationOf(isolation);
    }
    if (readOnly === undefined) return;
    if (!readOnly && this.#isReadOnly && this.#work !== undefined) throw tooLate('READ WRITE');
    this.#isReadOnly = readOnly;
  }

  /** What a statement that begins now reads. The first one takes the snapshot. */
  view(): TransactionView {
    const { at, snapshot, indexes } = this.#open();
    const rows = this.#overlay.over(snapshot);
    const isWritten = ({ tableId, scope }: RowPartition): boolean =>
      this.#overlay.hasAny(headRange(tableId, scope));
    return {
      at,
      rowsOf: (partition) => {
        if (this.#reads !== undefined) return statesOf(this.#reads.recording(partition, rows));
        return isWritten(partition) ? statesOf({ ...rows, close: () => undefined }) : undefined;
      },
      hasIndex: ({ record }) => indexes.has(record),
    };
  }

  /** Whether no definition has changed since the snapshot was taken. */
  get seesCatalog(): boolean {
    return this.#work === undefined || this.#work.catalogVersion === this.#base.catalog.version;
  }

  /** Whether an index was there, with all rows, when the snapshot was taken; one that will be taken has all. */
  seesIndex(tableId: number, indexId: number): boolean {
    if (this.#work === undefined) return true;
    const index = readyIndex(this.#base.catalog, tableId, indexId);
    return index !== undefined && this.#work.indexes.has(index.record);
  }

  /** Before rows of `table`, as it is at present, are staged: COMMIT fails if it is another by then. */
  hold(table: StoredTable): void {
    this.#tables.hold(table);
  }

  /** The indexes that staged rows of a table that it holds get entries in. */
  indexesToWrite(tableId: number): readonly TableIndex[] {
    return this.#tables.indexesToWrite(tableId);
  }

  /** Run `stage` now; if it throws, nothing of it is kept. Takes the committer's place. */
  async submit<T>(stage: (staging: Staging) => T | Promise<T>): Promise<T> {
    const { staging } = this.#open();
    const before = this.#overlay.mark();
    try {
      return await stage(staging);
    } catch (error) {
      this.#overlay.restore(before);
      throw error;
    }
  }

  /**
   * Lock a row: COMMIT fails if it was changed by then, or locked by a transaction that has
   * committed changes. CORE_SERIALIZATION_FAILURE if that is so by now.
   */
  lock(lock: RowLock): void {
    if (!this.canLock(lock)) throw this.#conflict(lock);
    this.#locks.add(lock);
    this.#checkSize();
  }

  /** Whether a row is as it was at the snapshot, and was not locked by who committed since then. */
  canLock(lock: RowLock): boolean {
    const { at } = this.#open();
    const { store, lockHistory } = this.#base;
    const head = store.getSync(lock.key);
    const isChanged = head !== undefined && isNewerThan(head, at);
    return !isChanged && !lockHistory.isLockedAfter(at, lock);
  }

  /** Whether it has changed a row, or locked it so that others may not lock it as `lock` says. */
  holds({ key, isShared }: RowLock): boolean {
    if (this.#overlay.has(key)) return true;
    const own = this.#locks.find(key);
    return own !== undefined && !(own.isShared && isShared);
  }

  /** From now on only ROLLBACK and ROLLBACK TO go on. */
  fail(): void {
    this.#hasFailed = true;
  }

  setSavepoint(name: string): void {
    this.#savepoints = [...this.#savepoints, { name, mark: this.#overlay.mark() }];
  }

  /** Forget a savepoint and all later ones. CORE_SAVEPOINT_NOT_FOUND. */
  releaseSavepoint(name: string): void {
    this.#savepoints = this.#savepoints.slice(0, this.#placeOf(name));
  }

  /** Take back what came after a savepoint, which stays. CORE_SAVEPOINT_NOT_FOUND. */
  rollbackTo(name: string): void {
    const place = this.#placeOf(name);
    this.#savepoints = this.#savepoints.slice(0, place + 1);
    this.#overlay.restore((this.#savepoints[place] as NamedMark).mark);
    this.#hasFailed = false;
  }

  /**
   * Resolves when all changes are durable and published, as one commit. CORE_SERIALIZATION_FAILURE,
   * CORE_TABLE_CHANGED, CORE_DUPLICATE_KEY, what the committer rejects with: nothing is kept then.
   * To be called once, at the end.
   */
  async commit(): Promise<void> {
    if (this.#hasEnded) throw hasEnded();
    try {
      const isIdle = this.#overlay.sizeBytes === 0 && this.#locks.size === 0;
      if (this.#work !== undefined && !isIdle) await this.#commit(this.#work, () => undefined);
    } finally {
      this.rollback();
    }
  }

  /** As `commit`, in one commit with what `also` stages; if that throws, nothing of either is kept. */
  async commitWith<T>(also: (staging: Staging) => T | Promise<T>): Promise<T> {
    try {
      return await this.#commit(this.#open(), also);
    } finally {
      this.rollback();
    }
  }

  /** Give everything back. Whatever still runs in it fails from then on with CORE_TRANSACTION_NOT_FOUND. */
  rollback(): void {
    this.#hasEnded = true;
    this.#work?.snapshot.close();
    this.#base.lockHistory.leave(this);
    this.#work = undefined;
  }

  #commit<T>({ present, at }: Work, also: (staging: Staging) => T | Promise<T>): Promise<T> {
    const { committer, catalog } = this.#base;
    const isSerializable = this.#reads !== undefined;
    return committer.submit(async (staging) => {
      const isExact = (key: Uint8Array): boolean => isSerializable || this.#overlay.has(key);
      await present.validate(staging, isExact, (key) => catalog.rebuilds.presentKey(key));
      await this.#reads?.validate(staging, at, catalog);
      await this.#checkLocks(staging, at);
      const last = await stageCommit(staging, {
        overlay: this.#overlay,
        tables: this.#tables,
        catalog,
      });
      // Who has changed nothing may have come before whoever is in its way.
      if (last !== undefined) this.#base.lockHistory.record(this.#locks.all(), last);
      return also(staging);
    });
  }

  /** Its locks hold, and nobody who has committed had locked what it changes. */
  async #checkLocks(staging: Staging, at: bigint): Promise<void> {
    const { lockHistory } = this.#base;
    const slice = startTimeSlice();
    for (const lock of this.#locks.all()) {
      const head = staging.get(lock.key);
      const isChanged = head !== undefined && isNewerThan(head, at);
      if (isChanged || lockHistory.isLockedAfter(at, lock)) throw this.#conflict(lock);
      if (slice.isSpent()) await slice.pause();
    }
    if (lockHistory.isEmpty(at)) return;
    for (const { key } of this.#overlay.changes(heads)) {
      const change = { key, isShared: false };
      if (lockHistory.isLockedAfter(at, change)) throw this.#conflict(change);
      if (slice.isSpent()) await slice.pause();
    }
  }

  #conflict({ key }: RowLock): CoreError {
    return rowIsTaken(this.#base.catalog.byId(decodePartitionKey(key).tableId));
  }

  #open(): Work {
    if (this.#work !== undefined) return this.#work;
    if (this.#hasEnded) throw hasEnded();
    const { store, feed, catalog } = this.#base;
    // In one turn of the event loop, so that the snapshot has all that was published.
    const at = feed.lastSequence;
    const snapshot = store.snapshot();
    const present = new PresentReads(store);
    const staging = new TransactionStaging({
      overlay: this.#overlay,
      present,
      tables: this.#tables,
      catalog,
      at,
      checkSize: () => this.#checkSize(),
    });
    if (this.#isolation === 'serializable') this.#reads = new ReadSet();
    this.#base.lockHistory.enter(this, at);
    const indexes = new SeenIndexes(snapshot);
    this.#work = { at, snapshot, catalogVersion: catalog.version, indexes, present, staging };
    return this.#work;
  }

  #placeOf(name: string): number {
    const place = this.#savepoints.findLastIndex((savepoint) => savepoint.name === name);
    if (place >= 0) return place;
    throw new CoreError('CORE_SAVEPOINT_NOT_FOUND', `savepoint '${name}' does not exist`);
  }

  #checkSize(): void {
    const { maxBytes } = this.#base;
    if (this.sizeBytes <= maxBytes) return;
    throw new CoreError(
      'CORE_VALUE_TOO_LARGE',
      `the transaction holds more than the ${maxBytes} bytes that it may`,
      { hint: 'Commit more often, or raise transactions.max_buffer_bytes.' },
    );
  }
}

function statesOf(state: StoreSnapshot): SnapshotSource {
  return { getSync: (key) => state.getSync(key), snapshot: () => state };
}

/** READ UNCOMMITTED, READ COMMITTED and REPEATABLE READ allow less than they must refuse. */
function isolationOf(level: IsolationLevel): Isolation {
  return level === 'serializable' ? 'serializable' : 'snapshot';
}

function hasEnded(): CoreError {
  return new CoreError('CORE_TRANSACTION_NOT_FOUND', 'the transaction was rolled back meanwhile', {
    hint: 'Begin another one.',
  });
}

function tooLate(what: string): CoreError {
  const message = `${what} must be set before the transaction's first query`;
  return new CoreError('CORE_TRANSACTION_ACTIVE', message);
}

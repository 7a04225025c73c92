import {
  type CommonTableRows,
  type ExecutionContext,
  type IdGenerator,
  type LockedRows,
  type LockRow,
  MemoryBudget,
  type QueryResources,
  type Sequences,
  type Settings,
  type TableSource,
  type Value,
} from '@kalamdb/sql';
import type { SnapshotSource } from '@kalamdb/store';
import type { TableIndex } from '../../catalog/stored-index.ts';
import { createVirtualSource } from '../../catalog/virtual/virtual-source.ts';
import { VisibleObjects } from '../../catalog/virtual/visible-objects.ts';
import { CoreError } from '../../error.ts';
import { counterScope } from '../../sequences/sequence-record.ts';
import { createSequenceSource } from '../../sequences/sequence-relation.ts';
import { scopeOf, viewPartition } from '../../table/partition-view.ts';
import { createTableSource } from '../../table/table-source.ts';
import type { RowPartition } from '../../transaction/read-set.ts';
import type { TransactionView } from '../../transaction/transaction.ts';
import type { Staging } from '../../write/commit/staging.ts';
import { isViewVisible, isVisible, sequenceAccess } from '../authorize.ts';
import type { ExecutionOwner } from './execution-owner.ts';
import { rowLocker } from './lock-rows.ts';
import { openSequences } from './open-sequences.ts';
import { openSettings } from './open-settings.ts';

/**
 * One execution of one statement: it sees all commits published when it was made, or when its
 * transaction took its snapshot, and no later one; its transaction's earlier changes; and of USER and STREAM tables only the principal's rows. The time is read when first asked for,
 * since most reads of one row do not ask.
 */
export class Execution implements ExecutionContext {
  readonly parameters: readonly Value[];
  readonly signal: AbortSignal | undefined;
  /** The last sequence that it sees. */
  readonly snapshot: bigint;
  /** What parts of its statement that have been run give names. */
  common: CommonTableRows | undefined;
  readonly #owner: ExecutionOwner;
  /** Its plan was made at this version of the catalog. */
  readonly #catalogVersion: number;
  readonly #view: TransactionView | undefined;
  #now: bigint | undefined;
  #resources: QueryResources | undefined;
  #sequences: Sequences | undefined;
  #staging: Staging | undefined;

  constructor(
    owner: ExecutionOwner,
    parameters: readonly Value[],
    signal: AbortSignal | undefined,
    resources?: QueryResources,
  ) {
    this.parameters = parameters;
    this.signal = signal;
    this.#resources = resources;
    this.#owner = owner;
    this.#view = owner.transaction?.view();
    this.snapshot = this.#view?.at ?? owner.engine.feed.lastSequence;
    this.#catalogVersion = owner.engine.catalog.version;
  }

  get now(): bigint {
    this.#now ??= this.#owner.engine.options.clock.now();
    return this.#now;
  }

  clock(): bigint {
    return this.#owner.engine.options.clock.now();
  }

  /** Made when first asked for: most reads of one row keep nothing. */
  get resources(): QueryResources {
    const { limits, spill } = this.#owner.engine.options;
    this.#resources ??= { memory: new MemoryBudget(limits.queryMemoryBytes), spill };
    return this.#resources;
  }

  get currentUser(): string {
    return this.#owner.principal.userId;
  }

  get currentRole(): string {
    return this.#owner.principal.role;
  }

  get ids(): IdGenerator {
    return this.#owner.engine.ids;
  }

  /** Opened when first asked for: most statements draw nothing. */
  get sequences(): Sequences {
    this.#sequences ??= openSequences(this.#owner, () => this.#staging);
    return this.#sequences;
  }

  get settings(): Settings {
    return openSettings(this.#owner);
  }

  /** From now on it is evaluated within an operation of the committer. */
  enter(staging: Staging): void {
    this.#staging = staging;
  }

  /** The same in the name of another user, nothing of which is done yet. */
  as(userId: string): Execution {
    const principal = { ...this.#owner.principal, userId };
    const owner = { ...this.#owner, principal };
    const other = new Execution(owner, this.parameters, this.signal, this.#resources);
    other.#now = this.now;
    return other;
  }

  openTable(tableId: number): TableSource {
    const { engine, principal } = this.#owner;
    const virtual = engine.virtualTables.byId(tableId);
    if (virtual !== undefined)
      return createVirtualSource(virtual, visibleTo(this.#owner, this.now));
    const table = engine.catalog.byIdAt(tableId, this.#catalogVersion);
    if (table === undefined) return openSequence(this.#owner, tableId);
    const now = table.definition.kind === 'stream' ? this.now : 0n;
    const view = viewPartition(table, scopeOf(table, principal), this.snapshot, now);
    const ownRows = this.#view?.rowsOf({ tableId, scope: view.scope });
    return createTableSource(ownRows ?? engine.store, view, {
      memory: ownRows === undefined ? engine.scanMemory : undefined,
      findIndex: (id) => this.findIndex(tableId, id),
    });
  }

  lockRows(locked: LockedRows): LockRow {
    const { engine, principal } = this.#owner;
    const { tableId } = locked;
    const table = engine.catalog.byIdAt(tableId, this.#catalogVersion);
    if (table === undefined) throw tableIsGone();
    const scope = scopeOf(table, principal);
    const store = this.rowsOf({ tableId, scope });
    return rowLocker(this.#owner, locked, { table, scope, store });
  }

  /** Where the rows of a partition are read, as this execution sees them at `snapshot`. */
  rowsOf(partition: RowPartition): SnapshotSource {
    return this.#view?.rowsOf(partition) ?? this.#owner.engine.store;
  }

  /** An index that rows can be found by; `undefined` if it is gone, or newer than what is seen. */
  findIndex(tableId: number, indexId: number): TableIndex | undefined {
    const { catalog } = this.#owner.engine;
    const index = catalog.readyIndexAt(tableId, indexId, this.#catalogVersion);
    if (index === undefined || this.#view === undefined) return index;
    return this.#view.hasIndex(index) ? index : undefined;
  }
}

function openSequence({ engine, principal }: ExecutionOwner, id: number): TableSource {
  const sequence = engine.catalog.sequences.byId(id);
  if (sequence === undefined) throw tableIsGone();
  const scope = counterScope(sequence, principal.userId);
  return createSequenceSource(() => engine.counters.progress(sequence, scope));
}

function tableIsGone(): CoreError {
  return new CoreError('CORE_TABLE_CHANGED', 'a table of the statement was dropped meanwhile');
}

function visibleTo({ engine, principal, about }: ExecutionOwner, now: bigint): VisibleObjects {
  const { catalog, users, store, options, transactions, counters } = engine;
  return new VisibleObjects({
    catalog,
    users,
    store,
    transactions,
    counters,
    userId: principal.userId,
    now,
    about,
    isTableVisible: (table) => isVisible(options.policy, principal, table, catalog),
    isSequenceVisible: (sequence) =>
      options.policy.decide(principal, sequenceAccess('describe', sequence, catalog)).allowed,
    isViewVisible: (view) => isViewVisible(options.policy, principal, view, catalog),
  });
}

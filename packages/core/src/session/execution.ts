import {
  type ExecutionContext,
  type IdGenerator,
  MemoryBudget,
  type QueryResources,
  type TableSource,
  type Value,
} from '@kalamdb/sql';
import { readyIndex } from '../catalog/ready-index.ts';
import { createVirtualSource } from '../catalog/virtual/virtual-source.ts';
import { VisibleObjects } from '../catalog/virtual/visible-objects.ts';
import type { Engine } from '../engine.ts';
import { CoreError } from '../error.ts';
import type { Principal } from '../policy.ts';
import { scopeOf, viewPartition } from '../table/partition-view.ts';
import { createTableSource } from '../table/table-source.ts';
import { isViewVisible, isVisible } from './authorize.ts';

/** For whom a statement runs and with which parts of the database. */
export interface ExecutionOwner {
  readonly engine: Engine;
  readonly principal: Principal;
}

/**
 * One execution of one statement: it sees all commits published when it was made and no later one,
 * and of USER and STREAM tables only the principal's rows. The time is read when first asked for,
 * since most reads of one row do not ask.
 */
export class Execution implements ExecutionContext {
  readonly parameters: readonly Value[];
  readonly signal: AbortSignal | undefined;
  /** The last sequence that it sees. */
  readonly snapshot: bigint;
  readonly #owner: ExecutionOwner;
  /** Its plan was made at this version of the catalog. */
  readonly #catalogVersion: number;
  #now: bigint | undefined;
  #resources: QueryResources | undefined;

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
    this.snapshot = owner.engine.feed.lastSequence;
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

  openTable(tableId: number): TableSource {
    const { engine, principal } = this.#owner;
    const virtual = engine.virtualTables.byId(tableId);
    if (virtual !== undefined) return createVirtualSource(virtual, visibleTo(this.#owner));
    const table = engine.catalog.byIdAt(tableId, this.#catalogVersion);
    if (table === undefined) {
      throw new CoreError('CORE_TABLE_CHANGED', 'a table of the statement was dropped meanwhile');
    }
    const now = table.definition.kind === 'stream' ? this.now : 0n;
    const view = viewPartition(table, scopeOf(table, principal), this.snapshot, now);
    return createTableSource(engine.store, view, {
      ...engine.scanMemory,
      findIndex: (id) => readyIndex(engine.catalog, tableId, id),
    });
  }
}

function visibleTo({ engine, principal }: ExecutionOwner): VisibleObjects {
  const { catalog, users, store, options } = engine;
  return new VisibleObjects({
    catalog,
    users,
    store,
    isTableVisible: (table) => isVisible(options.policy, principal, table, catalog),
    isViewVisible: (view) => isViewVisible(options.policy, principal, view, catalog),
  });
}

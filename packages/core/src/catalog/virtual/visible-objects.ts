import type { TableInfo } from '@kalamdb/sql';
import type { KeyValueReader } from '@kalamdb/store';
import type { CounterState } from '../../sequences/counting.ts';
import type { SequenceCounters } from '../../sequences/sequence-counters.ts';
import { counterScope, type SequenceRecord } from '../../sequences/sequence-record.ts';
import type {
  OpenTransaction,
  TransactionRegistry,
} from '../../transaction/transaction-registry.ts';
import type { UserStore } from '../../users/user-store.ts';
import type { CatalogCache } from '../catalog.ts';
import type { NamespaceRecord } from '../namespace-record.ts';
import type { IndexRecord } from '../stored-index.ts';
import type { RelationName, StoredView } from '../stored-view.ts';
import type { StoredTable, TableDefinition } from '../table-definition.ts';
import {
  describeSystemTable,
  describeTable,
  describeView,
  type TableDescription,
} from '../table-description.ts';

/** Where objects come from, and which of them somebody may know of. */
export interface ObjectSources {
  readonly catalog: CatalogCache;
  readonly users: UserStore;
  readonly store: KeyValueReader;
  readonly transactions: Pick<TransactionRegistry, 'list'>;
  readonly counters: Pick<SequenceCounters, 'state'>;
  /** Who asks. */
  readonly userId: string;
  /** Microseconds since 1970. */
  readonly now: bigint;
  /** The only table or view to tell of; `undefined`: all. */
  readonly about: RelationName | undefined;
  isTableVisible(table: TableInfo): boolean;
  isViewVisible(view: StoredView): boolean;
  isSequenceVisible(sequence: SequenceRecord): boolean;
}

/** An index and the table that it is of. */
export interface IndexOfTable {
  readonly record: IndexRecord;
  readonly table: TableDefinition;
}

/** A sequence, how far it has come for who asks, and the column that it belongs to. */
export interface VisibleSequence {
  readonly record: SequenceRecord;
  readonly state: CounterState;
  readonly table: TableDefinition | undefined;
  readonly column: string | undefined;
  readonly isIdentity: boolean;
}

/** What one principal may know of the database: what virtual tables have rows of. */
export class VisibleObjects {
  /** All of them: who may read the tables about users may know every user. */
  readonly users: UserStore;
  readonly store: KeyValueReader;
  readonly #sources: ObjectSources;

  constructor(sources: ObjectSources) {
    this.users = sources.users;
    this.store = sources.store;
    this.#sources = sources;
  }

  /** All that are open, oldest first. */
  get transactions(): readonly OpenTransaction[] {
    return this.#sources.transactions.list();
  }

  get now(): bigint {
    return this.#sources.now;
  }

  /** Stored tables, by namespace and name. */
  storedTables(): readonly StoredTable[] {
    return this.#meantTables().filter(({ info }) => this.#sources.isTableVisible(info));
  }

  /** A stored table by its id, visible or not. */
  anyTable(tableId: number): TableDefinition | undefined {
    return this.#sources.catalog.byId(tableId)?.definition;
  }

  /** A stored table, now or in a former version. */
  describe(definition: TableDefinition): TableDescription {
    return describeTable(definition, this.#sources.catalog.sequences);
  }

  /** Stored tables, then the database's own. */
  tables(): readonly TableDescription[] {
    const { catalog, isTableVisible } = this.#sources;
    const own = catalog.systemTables.all.filter((table) => this.#isMeant(table.info));
    const stored = this.storedTables().map(({ definition }) => this.describe(definition));
    return [
      ...stored,
      ...own.flatMap(({ info }) => (isTableVisible(info) ? [describeSystemTable(info)] : [])),
    ];
  }

  /** Tables, then views. */
  relations(): readonly TableDescription[] {
    return [...this.tables(), ...this.views().map(describeView)];
  }

  /** By namespace and name. */
  views(): readonly StoredView[] {
    const { catalog, isViewVisible } = this.#sources;
    return catalog
      .storedViews()
      .filter((view) => this.#isMeant(view.record) && isViewVisible(view));
  }

  /** The names of the tables and views that a view names. */
  readBy({ record }: StoredView): readonly RelationName[] {
    const { sequences } = this.#sources.catalog;
    return record.reads.filter(({ namespace, name }) => !sequences.find(namespace, name));
  }

  /** Those of visible tables, by namespace and name. */
  indexes(): readonly IndexOfTable[] {
    const { catalog, isTableVisible } = this.#sources;
    return catalog.storedIndexes().flatMap(({ record }) => {
      const table = catalog.byId(record.tableId);
      if (table === undefined || !isTableVisible(table.info)) return [];
      return [{ record, table: table.definition }];
    });
  }

  /** By namespace and name. */
  sequences(): readonly VisibleSequence[] {
    const { catalog, isSequenceVisible } = this.#sources;
    return catalog.sequences
      .all()
      .filter(isSequenceVisible)
      .map((record) => this.#sequence(record));
  }

  /** By name. */
  namespaces(): readonly NamespaceRecord[] {
    return this.#sources.catalog.namespaces();
  }

  /** The comment under a key; see `commentKeys`. */
  comment(key: string | undefined): string | null {
    return (key !== undefined && this.#sources.catalog.comment(key)) || null;
  }

  /** Stored tables of a namespace, visible or not. */
  tableCount(namespace: string): number {
    return this.#sources.catalog.storedTables(namespace).length;
  }

  #meantTables(): readonly StoredTable[] {
    const { catalog, about } = this.#sources;
    if (about === undefined) return catalog.storedTables();
    const table = catalog.find(about.namespace, about.name);
    return table === undefined ? [] : [table];
  }

  #isMeant({ namespace, name }: RelationName): boolean {
    const { about } = this.#sources;
    return about === undefined || (about.namespace === namespace && about.name === name);
  }

  #sequence(record: SequenceRecord): VisibleSequence {
    const { counters, userId } = this.#sources;
    const { owner } = record;
    const table = owner && this.anyTable(owner.tableId);
    const column = table?.columns.find(({ id }) => id === owner?.columnId);
    return {
      record,
      table,
      state: counters.state(record, counterScope(record, userId)),
      column: column?.name,
      isIdentity: column?.identity !== undefined,
    };
  }
}

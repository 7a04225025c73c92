import type { IdGenerator } from '@kalamdb/sql';
import type { KeyValueStore } from '@kalamdb/store';
import type { CatalogCache } from './catalog/catalog.ts';
import type { CatalogWriter } from './catalog/catalog-writer.ts';
import type { IndexBuilder } from './catalog/index-builder.ts';
import type { IndexFiller } from './catalog/index-filler.ts';
import type { IndexRebuilder } from './catalog/index-rebuilder.ts';
import type { VirtualTables } from './catalog/virtual/virtual-tables.ts';
import type { ChangeFeed } from './change/change-feed.ts';
import type { DatabaseOptions } from './database-options.ts';
import type { SequenceCounters } from './sequences/sequence-counters.ts';
import type { StatementCache } from './session/prepare/statement-cache.ts';
import type { ScanMemory } from './table/table-source.ts';
import type { TransactionRegistry } from './transaction/transaction-registry.ts';
import type { UserStore } from './users/user-store.ts';
import type { Committer } from './write/commit/committer.ts';

/** The parts of an open database that statements are run with. Built once, by `openDatabase`. */
export interface Engine {
  readonly store: KeyValueStore;
  readonly options: DatabaseOptions;
  readonly catalog: CatalogCache;
  readonly virtualTables: VirtualTables;
  readonly catalogWriter: CatalogWriter;
  readonly indexBuilder: IndexBuilder;
  readonly indexFiller: IndexFiller;
  readonly indexRebuilder: IndexRebuilder;
  readonly users: UserStore;
  readonly committer: Committer;
  readonly feed: ChangeFeed;
  readonly ids: IdGenerator;
  readonly counters: SequenceCounters;
  readonly statements: StatementCache;
  readonly scanMemory: ScanMemory;
  readonly transactions: TransactionRegistry;
}

import { SqlError } from '@kalamdb/sql';
import { decodePartitionKey, type KeyValueStore, rowDeleted } from '@kalamdb/store';
import { CoreError } from '../error.ts';
import { isKeyTooLong } from '../table/key-too-long.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { throwIfCanceled } from '../throw-if-canceled.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';
import { hidingValues } from '../write/hiding-values.ts';
import { stageIndexEntry } from '../write/index-entries.ts';
import type { CatalogCache } from './catalog.ts';
import type { CatalogWriter } from './catalog-writer.ts';
import { headKeysAfter } from './head-keys.ts';
import { progressKey, stageReady } from './index-changes.ts';
import type { TableIndex } from './stored-index.ts';
import type { StoredTable } from './table-definition.ts';

/** Rows that are looked at by one commit; writers take turns with it. */
const ROWS_PER_STEP = 256;

interface BuilderParts {
  readonly store: KeyValueStore;
  readonly committer: Committer;
  readonly catalog: CatalogCache;
  readonly catalogWriter: CatalogWriter;
}

interface Building {
  readonly done: Promise<void>;
  /** Of who has asked for the index and may give it up. */
  readonly signals: AbortSignal[];
}

/**
 * Fills new indexes with the rows that were there before them, a few at a time. How far it has come
 * is in the same commit as the entries, so an interrupted building is taken up where it ended.
 */
export class IndexBuilder {
  readonly #parts: BuilderParts;
  readonly #running = new Map<number, Building>();
  #stopped = false;

  constructor(parts: BuilderParts) {
    this.#parts = parts;
  }

  /**
   * Build an index and make it ready; a second call joins the first. An index that cannot be built
   * (two rows with the keys of a unique one, keys that cannot be computed) is dropped, and its error
   * thrown; so it is, with SQL_CANCELED, once `signal` is aborted before it holds all rows. Other
   * failures leave it as it is, to be taken up again.
   */
  build(index: TableIndex, signal?: AbortSignal): Promise<void> {
    const { id } = index.record;
    const building = this.#running.get(id) ?? this.#start(index);
    this.#running.set(id, building);
    if (signal !== undefined) building.signals.push(signal);
    return building.done;
  }

  /** Go on with all indexes that are not ready and that nobody builds, such as after a restart. */
  async resume(): Promise<void> {
    for (const index of [...this.#parts.catalog.buildingIndexes()]) {
      if (!this.#running.has(index.record.id)) await this.build(index);
    }
  }

  /** Running buildings end after their step. */
  stop(): void {
    this.#stopped = true;
  }

  #start(index: TableIndex): Building {
    const signals: AbortSignal[] = [];
    const done = this.#run(index, signals).finally(() => this.#running.delete(index.record.id));
    return { done, signals };
  }

  async #run(index: TableIndex, signals: readonly AbortSignal[]): Promise<void> {
    const { catalog, catalogWriter } = this.#parts;
    try {
      while (await this.#step(index)) {
        if (this.#stopped) throw new CoreError('CORE_CLOSED', 'the database is closed');
        for (const signal of signals) throwIfCanceled(signal);
      }
    } catch (error) {
      if (isOfIndex(error)) {
        await catalogWriter.dropIndexes(() => {
          const current = this.#current(index);
          return current === undefined ? [] : [current.index];
        });
      }
      throw error;
    }
    await catalogWriter.change((staging) => {
      const current = this.#current(index);
      if (current !== undefined) stageReady(staging, catalog, current.index, current.table);
    });
  }

  /** Looks at the next rows; false when there were none, or the index is gone. */
  async #step(index: TableIndex): Promise<boolean> {
    const { store, committer } = this.#parts;
    const done = store.getSync(progressKey(index));
    const heads = await headKeysAfter(store, index.record.tableId, done, ROWS_PER_STEP);
    const last = heads.at(-1);
    if (last === undefined) return false;
    return committer.submit((staging) => {
      const current = this.#current(index);
      if (current === undefined) return false;
      for (const key of heads) stageRow(staging, current.index, current.table, key);
      staging.put(progressKey(index), last);
      return true;
    });
  }

  /** The index and its table as they are by now: the table may be changed meanwhile. */
  #current({ record }: TableIndex): { index: TableIndex; table: StoredTable } | undefined {
    const { catalog } = this.#parts;
    const table = catalog.byId(record.tableId);
    const index = catalog.indexesOf(record.tableId).find((other) => other.record.id === record.id);
    return table === undefined || index === undefined ? undefined : { index, table };
  }
}

/** Stage the entry of a row as it is by now. */
export function stageRow(
  staging: Staging,
  index: TableIndex,
  table: StoredTable,
  headKey: Uint8Array,
): void {
  const head = staging.get(headKey);
  if (head === undefined || rowDeleted(head)) return;
  const { scope, rest: primaryKey } = decodePartitionKey(headKey);
  const after = wholeRowDecoder(table).read(head);
  const change = { table, scope, primaryKey, before: undefined, after };
  hidingValues(table, () => stageIndexEntry(staging, index, change));
}

/** Whether the rows are to blame, or nobody wants it any more, so that it is not tried again. */
function isOfIndex(error: unknown): boolean {
  return (
    error instanceof SqlError ||
    (error instanceof CoreError && error.code === 'CORE_DUPLICATE_KEY') ||
    isKeyTooLong(error)
  );
}

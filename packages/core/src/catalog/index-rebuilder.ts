import type { KeyValueStore } from '@kalamdb/store';
import { CoreError } from '../error.ts';
import { throwIfCanceled } from '../throw-if-canceled.ts';
import type { TransactionRegistry } from '../transaction/transaction-registry.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { CatalogCache } from './catalog.ts';
import type { CatalogWriter } from './catalog-writer.ts';
import { stepThroughHeads } from './head-keys.ts';
import { stageRow } from './index-builder.ts';
import { stageRebuilt } from './index-changes.ts';
import { entriesIdOf, type TableIndex, withEntries } from './stored-index.ts';
import type { StoredTable } from './table-definition.ts';
import type { UnfinishedEntries } from './unfinished-entries.ts';

const ROWS_PER_STEP = 256;

interface RebuilderParts {
  readonly store: KeyValueStore;
  readonly committer: Committer;
  readonly catalog: CatalogCache;
  readonly catalogWriter: CatalogWriter;
  readonly transactions: Pick<TransactionRegistry, 'settled'>;
  readonly unfinished: UnfinishedEntries;
  /** Called when former entries, or those that came to nothing, wait to be erased. */
  onDropped(): void;
}

/** New entries on the way to be those of an index. */
interface Rebuild {
  readonly indexId: number;
  readonly tableId: number;
  readonly entriesId: number;
}

/**
 * Makes the entries of an index anew beside the ones that are read: writers keep both up to date
 * until one commit puts the new ones in the place of the old ones. Up to then, also after a crash,
 * the index is what it was.
 */
export class IndexRebuilder {
  readonly #parts: RebuilderParts;
  /** By id of the index; one after the other. */
  readonly #running = new Map<number, Promise<unknown>>();
  #stopped = false;

  constructor(parts: RebuilderParts) {
    this.#parts = parts;
  }

  /**
   * Rebuild an index that is ready; false if it was dropped meanwhile. Waits for transactions that
   * have begun before the new entries were complete. Throws what building an index does, SQL_CANCELED
   * and CORE_CLOSED; the index is as before then.
   */
  async rebuild({ record }: TableIndex, signal: AbortSignal | undefined): Promise<boolean> {
    const former = this.#running.get(record.id) ?? Promise.resolve();
    const turn = former.then(() => this.#rebuild(record.tableId, record.id, signal));
    const settled = turn.catch(() => undefined);
    this.#running.set(record.id, settled);
    try {
      return await turn;
    } finally {
      if (this.#running.get(record.id) === settled) this.#running.delete(record.id);
    }
  }

  /** Running rebuilds give up after their step. */
  stop(): void {
    this.#stopped = true;
  }

  async #rebuild(
    tableId: number,
    indexId: number,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { committer, catalog, transactions, unfinished, onDropped } = this.#parts;
    const entriesId = await committer.submit((staging) => unfinished.begin(staging, tableId));
    const rebuild = { tableId, indexId, entriesId };
    try {
      await committer.submit(() => catalog.rebuilds.start(indexId, entriesId));
      await this.#fill(rebuild, signal);
      await committer.submit(() => catalog.rebuilds.setFull(indexId));
      await transactions.settled(signal);
      this.#checkGoesOn(signal);
      return await this.#swap(rebuild);
    } finally {
      // In a turn of its own: whatever was staged with the entries is on the disk by then.
      await committer.submit(() => catalog.rebuilds.end(indexId)).catch(() => undefined);
      unfinished.end(entriesId);
      onDropped();
    }
  }

  #fill(rebuild: Rebuild, signal: AbortSignal | undefined): Promise<void> {
    return stepThroughHeads(this.#parts, {
      tableId: rebuild.tableId,
      rowsPerStep: ROWS_PER_STEP,
      checkGoesOn: () => this.#checkGoesOn(signal),
      stage: (staging, heads) => {
        const current = this.#current(rebuild);
        if (current === undefined) return false;
        for (const key of heads) stageRow(staging, current.rebuilt, current.table, key);
        return true;
      },
    });
  }

  async #swap(rebuild: Rebuild): Promise<boolean> {
    const { catalog, catalogWriter } = this.#parts;
    const former = await catalogWriter.change((staging) => {
      const current = this.#current(rebuild);
      if (current === undefined) return undefined;
      stageRebuilt(staging, catalog, current.index, current.rebuilt);
      return entriesIdOf(current.index.record);
    });
    if (former === undefined) return false;
    void this.#forgetLater(former);
    return true;
  }

  /** Transactions that began before may have read the former entries: they look at them again at COMMIT. */
  async #forgetLater(entriesId: number): Promise<void> {
    const { committer, catalog, transactions } = this.#parts;
    await transactions.settled();
    // Behind the commits of those.
    await committer.submit(() => catalog.rebuilds.forget(entriesId)).catch(() => undefined);
  }

  /** The index and its table as they are by now; `undefined` if it was dropped. */
  #current({
    tableId,
    indexId,
    entriesId,
  }: Rebuild):
    | { readonly index: TableIndex; readonly rebuilt: TableIndex; readonly table: StoredTable }
    | undefined {
    const { catalog } = this.#parts;
    const table = catalog.byId(tableId);
    const index = catalog.indexesOf(tableId).find(({ record }) => record.id === indexId);
    if (table === undefined || index === undefined) return undefined;
    return { index, rebuilt: withEntries(index, entriesId), table };
  }

  #checkGoesOn(signal: AbortSignal | undefined): void {
    throwIfCanceled(signal);
    if (this.#stopped) throw new CoreError('CORE_CLOSED', 'the database is closed');
  }
}

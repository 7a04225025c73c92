import { SqlError } from '@kalamdb/sql';
import { droppedIndexKey, type KeyValueStore, nextKey, tableHeads } from '@kalamdb/store';
import type { Committer } from '../write/committer.ts';
import { stageRow } from './index-builder.ts';
import type { IndexDraft } from './index-changes.ts';
import { takeIndexId } from './object-ids.ts';
import { buildTableIndex, type TableIndex } from './stored-index.ts';
import type { StoredTable } from './table-definition.ts';

/** Rows that are looked at by one commit; writers of other tables take turns with it. */
const ROWS_PER_STEP = 1024;

interface FillerParts {
  readonly store: KeyValueStore;
  readonly committer: Committer;
  /** Called when entries of an index that came to nothing wait to be erased. */
  onDropped(): void;
}

/**
 * Fills indexes of a table that nobody writes to, before the table has them: a change of the table
 * makes them its own with `stageFilled`. Until then their entries are noted as those of dropped
 * indexes, so that a crash leaves none.
 */
export class IndexFiller {
  readonly #parts: FillerParts;
  /** Ids of indexes whose entries are not to be erased yet. */
  readonly #filled = new Set<number>();

  constructor(parts: FillerParts) {
    this.#parts = parts;
  }

  /** Whether entries that are noted as dropped are on the way to be an index. */
  isFilled(indexId: number): boolean {
    return this.#filled.has(indexId);
  }

  /**
   * The indexes of `drafts`, with all rows of `table`, of all users. CORE_DUPLICATE_KEY when two rows
   * have the keys of a unique one; throws what the keys' expressions throw, and SQL_CANCELED.
   */
  async fill(
    table: StoredTable,
    drafts: readonly IndexDraft[],
    signal: AbortSignal | undefined,
  ): Promise<readonly TableIndex[]> {
    if (drafts.length === 0) return [];
    const indexes = await this.#begin(table, drafts);
    try {
      let last: Uint8Array | undefined;
      do {
        if (signal?.aborted) throw new SqlError('SQL_CANCELED', 'the statement was canceled');
        last = await this.#step(table, indexes, last);
      } while (last !== undefined);
      return indexes;
    } catch (error) {
      for (const { record } of indexes) this.#filled.delete(record.id);
      this.#parts.onDropped();
      throw error;
    }
  }

  #begin(table: StoredTable, drafts: readonly IndexDraft[]): Promise<readonly TableIndex[]> {
    return this.#parts.committer.submit((staging) =>
      drafts.map((draft) => {
        const id = takeIndexId(staging);
        this.#filled.add(id);
        staging.put(droppedIndexKey(draft.tableId, id), new Uint8Array());
        return buildTableIndex({ ...draft, id, state: 'ready' }, table);
      }),
    );
  }

  /** Takes the next rows behind the head `after`; the last of them, `undefined` when there are none. */
  async #step(
    table: StoredTable,
    indexes: readonly TableIndex[],
    after: Uint8Array | undefined,
  ): Promise<Uint8Array | undefined> {
    const { store, committer } = this.#parts;
    const range = tableHeads(table.definition.id);
    const rest = after === undefined ? range : { gte: nextKey(after), lt: range.lt };
    const heads: Uint8Array[] = [];
    for await (const entries of store.scan(rest, { limit: ROWS_PER_STEP })) {
      for (const [key] of entries) heads.push(key);
    }
    if (heads.length === 0) return undefined;
    await committer.submit((staging) => {
      for (const key of heads) {
        for (const index of indexes) stageRow(staging, index, table, key);
      }
    });
    return heads.at(-1);
  }
}

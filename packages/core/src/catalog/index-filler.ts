import { SqlError } from '@kalamdb/sql';
import type { KeyValueStore } from '@kalamdb/store';
import type { Committer } from '../write/committer.ts';
import { headKeysAfter } from './head-keys.ts';
import { stageRow } from './index-builder.ts';
import type { IndexDraft } from './index-changes.ts';
import { buildTableIndex, type TableIndex } from './stored-index.ts';
import type { StoredTable } from './table-definition.ts';
import type { UnfinishedEntries } from './unfinished-entries.ts';

/** Rows that are looked at by one commit; writers of other tables take turns with it. */
const ROWS_PER_STEP = 1024;

interface FillerParts {
  readonly store: KeyValueStore;
  readonly committer: Committer;
  readonly unfinished: UnfinishedEntries;
  /** Called when entries of an index that came to nothing wait to be erased. */
  onDropped(): void;
}

/**
 * Fills indexes of a table that nobody writes to, before the table has them: a change of the table
 * makes them its own with `stageFilled`.
 */
export class IndexFiller {
  readonly #parts: FillerParts;

  constructor(parts: FillerParts) {
    this.#parts = parts;
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
      for (const { record } of indexes) this.#parts.unfinished.end(record.id);
      this.#parts.onDropped();
      throw error;
    }
  }

  #begin(table: StoredTable, drafts: readonly IndexDraft[]): Promise<readonly TableIndex[]> {
    return this.#parts.committer.submit((staging) =>
      drafts.map((draft) => {
        const id = this.#parts.unfinished.begin(staging, draft.tableId);
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
    const heads = await headKeysAfter(store, table.definition.id, after, ROWS_PER_STEP);
    if (heads.length === 0) return undefined;
    await committer.submit((staging) => {
      for (const key of heads) {
        for (const index of indexes) stageRow(staging, index, table, key);
      }
    });
    return heads.at(-1);
  }
}

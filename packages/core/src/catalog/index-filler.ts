import type { KeyValueStore } from '@kalamdb/store';
import { throwIfCanceled } from '../throw-if-canceled.ts';
import type { Committer } from '../write/committer.ts';
import type { Staging } from '../write/staging.ts';
import { stepThroughHeads } from './head-keys.ts';
import { stageRow } from './index-builder.ts';
import type { IndexDraft } from './index-changes.ts';
import { buildTableIndex, type TableIndex } from './stored-index.ts';
import type { StoredTable } from './table-definition.ts';
import type { UnfinishedEntries } from './unfinished-entries.ts';

/** Many: nobody writes to the table meanwhile. */
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
      await stepThroughHeads(this.#parts, {
        tableId: table.definition.id,
        rowsPerStep: ROWS_PER_STEP,
        checkGoesOn: () => throwIfCanceled(signal),
        stage: (staging, heads) => stageRows(staging, indexes, table, heads),
      });
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
}

function stageRows(
  staging: Staging,
  indexes: readonly TableIndex[],
  table: StoredTable,
  heads: readonly Uint8Array[],
): true {
  for (const key of heads) {
    for (const index of indexes) stageRow(staging, index, table, key);
  }
  return true;
}

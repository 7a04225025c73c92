import type { KeyValueStore } from '@kalamdb/store';
import { throwIfCanceled } from '../throw-if-canceled.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';
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
 * Makes the indexes of drafts, with all rows of a table, of all users. Called once.
 * CORE_DUPLICATE_KEY when two rows have the keys of a unique one; throws what the keys' expressions
 * throw, and SQL_CANCELED.
 */
type FillIndexes = (
  table: StoredTable,
  drafts: readonly IndexDraft[],
  signal: AbortSignal | undefined,
) => Promise<readonly TableIndex[]>;

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
   * Run `change`, which may fill indexes and make them a table's. What it has filled by its end is
   * so, or came to nothing and is erased.
   */
  async during<T>(change: (fill: FillIndexes) => Promise<T>): Promise<T> {
    const begun: TableIndex[] = [];
    try {
      return await change(async (table, drafts, signal) => {
        if (drafts.length > 0) begun.push(...(await this.#begin(table, drafts)));
        await this.#fill(table, begun, signal);
        return begun;
      });
    } finally {
      for (const { record } of begun) this.#parts.unfinished.end(record.id);
      if (begun.length > 0) this.#parts.onDropped();
    }
  }

  async #fill(
    table: StoredTable,
    indexes: readonly TableIndex[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (indexes.length === 0) return;
    await stepThroughHeads(this.#parts, {
      tableId: table.definition.id,
      rowsPerStep: ROWS_PER_STEP,
      checkGoesOn: () => throwIfCanceled(signal),
      stage: (staging, heads) => stageRows(staging, indexes, table, heads),
    });
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

import { droppedIndexKey } from '@kalamdb/store';
import type { Staging } from '../write/commit/staging.ts';
import { takeIndexId } from './object-ids.ts';

/**
 * Entries that are made before an index has them. On disk they are noted as those of a dropped
 * index, so that a crash leaves none; this remembers which of those are not to be erased.
 */
export class UnfinishedEntries {
  readonly #ids = new Set<number>();

  /** Stage the beginning of new entries of a table; gives their id. */
  begin(staging: Staging, tableId: number): number {
    const id = takeIndexId(staging);
    this.#ids.add(id);
    staging.put(droppedIndexKey(tableId, id), new Uint8Array());
    return id;
  }

  /** Whether entries that are noted as dropped are on the way to be an index. */
  has(id: number): boolean {
    return this.#ids.has(id);
  }

  /** They belong to an index by now, or came to nothing and may be erased. */
  end(id: number): void {
    this.#ids.delete(id);
  }
}

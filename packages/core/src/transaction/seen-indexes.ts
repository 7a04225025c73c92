import type { StoreSnapshot } from '@kalamdb/store';
import type { IndexRecord } from '../catalog/stored-index.ts';
import { indexEntities, text } from '../entities.ts';

/** The indexes that were there, with all rows, when a snapshot was taken. */
export class SeenIndexes {
  readonly #snapshot: StoreSnapshot;
  /** What was looked up, by id: a snapshot does not change. */
  readonly #known = new Map<number, boolean>();

  constructor(snapshot: StoreSnapshot) {
    this.#snapshot = snapshot;
  }

  has(record: IndexRecord): boolean {
    let isSeen = this.#known.get(record.id);
    if (isSeen === undefined) {
      isSeen = isReadyIn(this.#snapshot, record);
      this.#known.set(record.id, isSeen);
    }
    return isSeen;
  }
}

function isReadyIn(snapshot: StoreSnapshot, { id, namespace, name }: IndexRecord): boolean {
  const stored = indexEntities.get(snapshot, [text(namespace), text(name)]);
  return stored?.id === id && stored.state === 'ready';
}

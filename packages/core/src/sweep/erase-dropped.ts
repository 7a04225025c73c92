import {
  type ByteRange,
  droppedIndexRange,
  droppedTableRange,
  entriesOfDropped,
  indexIdOf,
  type KeyValueStore,
  tableIdOfDropped,
  tableRanges,
  WriteBatch,
} from '@kalamdb/store';

/** Notes of what was dropped, and how to be sure of them. */
export interface DroppedNotes {
  readonly store: KeyValueStore;
  /** Whether what a note says holds for good, whatever crash may come: else nothing is erased. */
  confirm(note: Uint8Array): Promise<boolean>;
}

/** Keys erased at a time: some milliseconds of work, then others have their turn. */
const KEYS_PER_STEP = 1000;

/**
 * Erase what is left of dropped tables, step by step, until there is nothing more or `stopped` says
 * so. The note of a drop goes last, so that an interrupted erasure is taken up again. Not synced:
 * what a crash brings back is erased again.
 */
export async function eraseDropped(
  { store, confirm }: DroppedNotes,
  stopped: () => boolean,
): Promise<void> {
  for (;;) {
    const note = await firstKey(store, droppedTableRange());
    if (note === undefined) return;
    if (!(await confirm(note))) continue;
    for (const range of tableRanges(tableIdOfDropped(note))) {
      while (await eraseStep(store, range)) {
        if (stopped()) return;
      }
    }
    await forget(store, note);
    if (stopped()) return;
  }
}

/** The same for the entries of dropped indexes, but for those that `isKept`. */
export async function eraseDroppedIndexes(
  { store, confirm }: DroppedNotes,
  stopped: () => boolean,
  isKept: (indexId: number) => boolean,
): Promise<void> {
  for (;;) {
    const note = await firstKey(store, droppedIndexRange(), (key) => isKept(indexIdOf(key)));
    if (note === undefined) return;
    if (!(await confirm(note))) continue;
    while (await eraseStep(store, entriesOfDropped(note))) {
      if (stopped()) return;
    }
    await forget(store, note);
    if (stopped()) return;
  }
}

async function forget(store: KeyValueStore, note: Uint8Array): Promise<void> {
  const batch = new WriteBatch();
  batch.delete(note);
  await store.write(batch, { sync: false });
}

/** Erases the first keys of the range; false when there were none. */
async function eraseStep(store: KeyValueStore, range: ByteRange): Promise<boolean> {
  const batch = new WriteBatch();
  for await (const entries of store.scan(range, { limit: KEYS_PER_STEP })) {
    for (const [key] of entries) batch.delete(key);
  }
  if (batch.isEmpty) return false;
  await store.write(batch, { sync: false });
  return true;
}

async function firstKey(
  store: KeyValueStore,
  range: ByteRange,
  isSkipped: (key: Uint8Array) => boolean = () => false,
): Promise<Uint8Array | undefined> {
  for await (const entries of store.scan(range)) {
    const found = entries.find(([key]) => !isSkipped(key));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

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
export function eraseDropped(notes: DroppedNotes, stopped: () => boolean): Promise<void> {
  return eraseNoted(notes, stopped, {
    range: droppedTableRange(),
    isSkipped: () => false,
    rangesOf: (note) => tableRanges(tableIdOfDropped(note)),
  });
}

/** The same for the entries of dropped indexes, but for those that `isKept`. */
export function eraseDroppedIndexes(
  notes: DroppedNotes,
  stopped: () => boolean,
  isKept: (indexId: number) => boolean,
): Promise<void> {
  return eraseNoted(notes, stopped, {
    range: droppedIndexRange(),
    isSkipped: (note) => isKept(indexIdOf(note)),
    rangesOf: (note) => [entriesOfDropped(note)],
  });
}

/** Notes of one kind, and what they are of. */
interface NotedRanges {
  readonly range: ByteRange;
  isSkipped(note: Uint8Array): boolean;
  rangesOf(note: Uint8Array): readonly ByteRange[];
}

async function eraseNoted(
  { store, confirm }: DroppedNotes,
  stopped: () => boolean,
  { range, isSkipped, rangesOf }: NotedRanges,
): Promise<void> {
  while (!stopped()) {
    const note = await firstKey(store, range, isSkipped);
    if (note === undefined) return;
    if ((await confirm(note)) && (await eraseRanges(store, rangesOf(note), stopped))) {
      await forget(store, note);
    }
  }
}

/** False if it was stopped before all was erased. */
async function eraseRanges(
  store: KeyValueStore,
  ranges: readonly ByteRange[],
  stopped: () => boolean,
): Promise<boolean> {
  for (const range of ranges) {
    while (await eraseStep(store, range)) {
      if (stopped()) return false;
    }
  }
  return true;
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
  isSkipped: (key: Uint8Array) => boolean,
): Promise<Uint8Array | undefined> {
  for await (const entries of store.scan(range)) {
    const found = entries.find(([key]) => !isSkipped(key));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

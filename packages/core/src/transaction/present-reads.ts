import { createHash } from 'node:crypto';
import {
  type ByteRange,
  type Entry,
  equalBytes,
  type KeyValueReader,
  keyPrefix,
  rowDeleted,
  rowSequence,
  withoutIndex,
} from '@kalamdb/store';
import { keyName } from '../write/commit/key-name.ts';
import type { Staging } from '../write/commit/staging.ts';
import { readHasChanged } from '../write/serialization-failure.ts';
import { startTimeSlice } from '../write/time-slice.ts';

/** In front of a row version. */
const SEQUENCE_BYTES = 8;

interface ReadKey {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** What was found in a range, in short. */
interface ReadRange {
  readonly range: ByteRange;
  readonly digest: string;
}

/**
 * What the statements of a transaction have read of the store's present while they staged rows:
 * heads to be replaced, unique entries, rows that constraints ask for. COMMIT holds only if it is
 * still so. A key that is read again gives what it gave first.
 */
export class PresentReads implements KeyValueReader {
  readonly #store: KeyValueReader;
  readonly #keys = new Map<string, ReadKey>();
  readonly #ranges: ReadRange[] = [];
  #sizeBytes = 0;

  constructor(store: KeyValueReader) {
    this.#store = store;
  }

  /** Bytes of the keys and values that are remembered. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  getSync(key: Uint8Array): Uint8Array | undefined {
    const name = keyName(key);
    const known = this.#keys.get(name);
    if (known !== undefined) return known.value;
    const value = this.#store.getSync(key);
    this.#keys.set(name, { key, value });
    this.#sizeBytes += key.length + (value?.length ?? 0);
    return value;
  }

  async getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    return keys.map((key) => this.getSync(key));
  }

  /** Ascending. Counts as read when it was read to its end. */
  async *scan(range: ByteRange): AsyncGenerator<readonly Entry[]> {
    const digest = new EntryDigest();
    for await (const entries of this.#store.scan(range)) {
      digest.add(entries);
      yield entries;
    }
    this.#ranges.push({ range, digest: digest.finish() });
  }

  /**
   * Throws CORE_SERIALIZATION_FAILURE unless `staging` has what was read: the row of an `isExact` key
   * in the same version; any other row must be there, or not be there, as before. `presentKey` gives
   * the key that an entry of an index has by now.
   */
  async validate(
    staging: Staging,
    isExact: (key: Uint8Array) => boolean,
    presentKey: (key: Uint8Array) => Uint8Array,
  ): Promise<void> {
    const slice = startTimeSlice();
    for (const { key, value } of this.#keys.values()) {
      if (!isSame(key, value, staging.get(presentKey(key)), isExact)) throw readHasChanged();
      if (slice.isSpent()) await slice.pause();
    }
    for (const { range, digest } of this.#ranges) {
      const present = new EntryDigest();
      const moved = { gte: presentKey(range.gte), lt: presentKey(range.lt) };
      for await (const entries of staging.scan(moved)) {
        present.add(entries);
        if (slice.isSpent()) await slice.pause();
      }
      if (present.finish() !== digest) throw readHasChanged();
    }
  }
}

/** Tells keys, versions of rows and the rows that entries of indexes stand for. */
class EntryDigest {
  readonly #hash = createHash('sha256');

  add(entries: readonly Entry[]): void {
    for (const [key, value] of entries) {
      const what = key[0] === keyPrefix.HEAD ? value.subarray(0, SEQUENCE_BYTES) : value;
      const name = key[0] === keyPrefix.INDEX ? withoutIndex(key) : key;
      this.#hash.update(`${name.length} ${what.length} `).update(name).update(what);
    }
  }

  finish(): string {
    return this.#hash.digest('base64');
  }
}

function isSame(
  key: Uint8Array,
  before: Uint8Array | undefined,
  now: Uint8Array | undefined,
  isExact: (key: Uint8Array) => boolean,
): boolean {
  if (key[0] === keyPrefix.HEAD && !isExact(key)) return isLive(before) === isLive(now);
  if (before === undefined || now === undefined) return before === now;
  if (key[0] === keyPrefix.HEAD) return rowSequence(before) === rowSequence(now);
  return equalBytes(before, now);
}

function isLive(head: Uint8Array | undefined): boolean {
  return head !== undefined && !rowDeleted(head);
}

import type { Row } from '@kalamdb/sql';
import {
  type ByteRange,
  compareBytes,
  type Entry,
  type KeyValueReader,
  Overlay,
  type WriteBatch,
} from '@kalamdb/store';
import type { ChangeEvent } from '../../change/change-event.ts';
import { CoreError } from '../../error.ts';
import { keyName } from './key-name.ts';
import type { SequenceGenerator } from './sequence.ts';

/** Most that a single operation may write. */
export const MAX_OPERATION_BYTES = 256 * 1024 * 1024;

/**
 * What an operation may do before it is written: read the present and its own changes, and stage
 * more. Valid only while the operation's `stage` runs.
 */
export interface Staging {
  /** The value as the operations before and this one have left it. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** The entries of a range as the operations before and this one have left it, in key order. */
  scan(range: ByteRange): AsyncIterable<readonly Entry[]>;
  /** The arrays become the committer's: do not change them. CORE_VALUE_TOO_LARGE past 256 MiB. */
  put(key: Uint8Array, value: Uint8Array): void;
  delete(key: Uint8Array): void;
  /** Greater than any sequence given before; never given again, even if the operation fails. */
  nextSequence(): bigint;
  /**
   * Published once durable. Events of an operation come in ascending order of sequence. `moved`: the
   * user columns under the other key of a row that is deleted and inserted to change its key.
   */
  emit(event: ChangeEvent, moved?: Row): void;
  /**
   * Runs synchronously once the operation is durable: before its events are published, after those
   * of earlier operations were. Must not throw.
   */
  onDurable(effect: () => void): void;
}

/** What one operation staged besides keys. */
export interface StagedEffects {
  readonly events: readonly ChangeEvent[];
  readonly effects: readonly (() => void)[];
}

interface StagedMutation {
  readonly key: Uint8Array;
  readonly name: string;
  readonly value: Uint8Array | undefined;
  /** What the key had before this mutation within the group. */
  readonly previous: StagedMutation | undefined;
}

const none: readonly never[] = [];

/**
 * The changes of one group of operations over the store, and over the group before it while that is
 * being written. Operations run one after the other between `begin` and `finish` or `rollBack`; a
 * rolled back one leaves nothing.
 */
export class StagingArea implements Staging {
  readonly #store: KeyValueReader;
  readonly #sequences: SequenceGenerator;
  #before: StagingArea | undefined;
  /** By the key's bytes as latin1 text: an exact and fast map key. */
  readonly #latest = new Map<string, StagedMutation>();
  readonly #mutations: StagedMutation[] = [];
  #sizeBytes = 0;
  #start = 0;
  #startBytes = 0;
  #events: ChangeEvent[] | undefined;
  #effects: (() => void)[] | undefined;

  /** `before`: the changes that may not be in the store yet; those before them are. */
  constructor(store: KeyValueReader, sequences: SequenceGenerator, before?: StagingArea) {
    this.#store = store;
    this.#sequences = sequences;
    this.#before = before;
  }

  /** Bytes of all keys and values staged so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get isEmpty(): boolean {
    return this.#mutations.length === 0;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const staged = this.#staged(key);
    return staged === undefined ? this.#store.getSync(key) : staged.value;
  }

  /** Takes time for all that the group has staged: for the few operations that need it. */
  scan(range: ByteRange): AsyncIterable<readonly Entry[]> {
    const staged = new Overlay();
    if (this.#before !== undefined) this.#before.#layOver(staged, range);
    this.#layOver(staged, range);
    return staged.over(this.#store).scan(range);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#stage(key, value);
  }

  delete(key: Uint8Array): void {
    this.#stage(key, undefined);
  }

  nextSequence(): bigint {
    return this.#sequences.next();
  }

  emit(event: ChangeEvent): void {
    this.#events ??= [];
    this.#events.push(event);
  }

  onDurable(effect: () => void): void {
    this.#effects ??= [];
    this.#effects.push(effect);
  }

  begin(): void {
    this.#start = this.#mutations.length;
    this.#startBytes = this.#sizeBytes;
    this.#events = undefined;
    this.#effects = undefined;
  }

  finish(): StagedEffects {
    return { events: this.#events ?? none, effects: this.#effects ?? none };
  }

  /** Forget what was staged since `begin`. */
  rollBack(): void {
    while (this.#mutations.length > this.#start) {
      const undone = this.#mutations.pop();
      if (undone?.previous !== undefined) this.#latest.set(undone.name, undone.previous);
      else if (undone !== undefined) this.#latest.delete(undone.name);
    }
    this.#sizeBytes = this.#startBytes;
  }

  /** Add everything staged to `batch`. Nothing is staged any more, and all before is in the store. */
  addTo(batch: WriteBatch): void {
    this.#before = undefined;
    for (const { key, value } of this.#mutations) {
      if (value === undefined) batch.delete(key);
      else batch.put(key, value);
    }
  }

  #staged(key: Uint8Array): StagedMutation | undefined {
    const before = this.#before === undefined ? undefined : this.#before.#latest;
    if (this.#latest.size === 0 && before === undefined) return undefined;
    const name = keyName(key);
    return this.#latest.get(name) ?? before?.get(name);
  }

  #layOver(overlay: Overlay, range: ByteRange): void {
    for (const { key, value } of this.#latest.values()) {
      if (!isWithin(key, range)) continue;
      if (value === undefined) overlay.delete(key);
      else overlay.put(key, value);
    }
  }

  #stage(key: Uint8Array, value: Uint8Array | undefined): void {
    this.#sizeBytes += key.length + (value?.length ?? 0);
    if (this.#sizeBytes - this.#startBytes > MAX_OPERATION_BYTES) throw operationTooLarge();
    const name = keyName(key);
    const mutation = { key, name, value, previous: this.#latest.get(name) };
    this.#latest.set(name, mutation);
    this.#mutations.push(mutation);
  }
}

function isWithin(key: Uint8Array, { gte, lt }: ByteRange): boolean {
  return compareBytes(key, gte) >= 0 && compareBytes(key, lt) < 0;
}

/** The error of an operation that would write more. */
export function operationTooLarge(): CoreError {
  const mebibytes = MAX_OPERATION_BYTES / (1024 * 1024);
  return new CoreError(
    'CORE_VALUE_TOO_LARGE',
    `the statement changes more than ${mebibytes} MiB of rows at once`,
    { hint: 'Change fewer rows per statement, for example by ranges of the key.' },
  );
}

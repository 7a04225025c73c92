import type { ByteRange, Entry } from '@kalamdb/store';
import type { ChangeEvent } from '../../change/change-event.ts';
import type { Staging } from '../staging.ts';

/** A staging that remembers the changes of rows that go through it. */
export class RecordingStaging implements Staging {
  readonly #staging: Staging;
  #changes: ChangeEvent[] = [];

  constructor(staging: Staging) {
    this.#staging = staging;
  }

  /** The changes since the last call. */
  takeChanges(): readonly ChangeEvent[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#staging.get(key);
  }

  scan(range: ByteRange): AsyncIterable<readonly Entry[]> {
    return this.#staging.scan(range);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#staging.put(key, value);
  }

  delete(key: Uint8Array): void {
    this.#staging.delete(key);
  }

  nextSequence(): bigint {
    return this.#staging.nextSequence();
  }

  emit(event: ChangeEvent): void {
    this.#changes.push(event);
    this.#staging.emit(event);
  }

  onDurable(effect: () => void): void {
    this.#staging.onDurable(effect);
  }
}

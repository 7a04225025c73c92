import type { Row } from '@kalamdb/sql';
import type { ByteRange, Entry } from '@kalamdb/store';
import type { ChangeEvent } from '../../change/change-event.ts';
import type { Staging } from '../commit/staging.ts';

/** A change of a row. To get another key, a row is deleted and inserted. */
export interface RecordedChange extends ChangeEvent {
  /** Its user columns under the other key: of a delete as they will be, of an insert as they were. */
  readonly moved: Row | undefined;
  /** Which part of a statement has made it, from 1 on; 0 where there is one only, or none has. */
  readonly part: number;
}

/** A staging that remembers the changes of rows that go through it. */
export class RecordingStaging implements Staging {
  readonly #staging: Staging;
  #changes: RecordedChange[] = [];
  #part = 0;

  constructor(staging: Staging) {
    this.#staging = staging;
  }

  /** What changes from now on is by another part of the statement, behind those before. */
  startPart(): void {
    this.#part += 1;
  }

  /** The changes since the last call. Those that come are of no part, unless one starts. */
  takeChanges(): readonly RecordedChange[] {
    const changes = this.#changes;
    this.#part = 0;
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

  emit(event: ChangeEvent, moved?: Row): void {
    this.#changes.push({ ...event, moved, part: this.#part });
    this.#staging.emit(event);
  }

  onDurable(effect: () => void): void {
    this.#staging.onDurable(effect);
  }
}

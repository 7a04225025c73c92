import type { KeyValueStore } from '@kalamdb/store';
import type { SequenceGenerator } from './sequence.ts';
import { type StagedEffects, type Staging, StagingArea } from './staging.ts';

/** An operation that waits for its group. */
export interface Pending {
  stage(staging: Staging): void | Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
}

/** An operation whose `stage` is over. What it failed with is told after the group's write. */
export interface Staged {
  readonly pending: Pending;
  readonly effects: StagedEffects | undefined;
  readonly error: unknown;
}

/** A group is full with the operation that reaches either bound. */
const MAX_OPERATIONS = 1024;
const MAX_BYTES = 8 * 1024 * 1024;

/** Operations that will be written together, as far as they have been staged. */
export class OpenGroup {
  readonly area: StagingArea;
  readonly operations: Staged[] = [];
  #hasEffects = false;

  /** `before` is the group that is on its way to the disk. */
  constructor(store: KeyValueStore, sequences: SequenceGenerator, before: OpenGroup | undefined) {
    this.area = new StagingArea(store, sequences, before?.area);
  }

  get isFull(): boolean {
    return this.operations.length >= MAX_OPERATIONS || this.area.sizeBytes >= MAX_BYTES;
  }

  /** Whether memory will change in another way than by events once the group is durable. */
  get hasEffects(): boolean {
    return this.#hasEffects;
  }

  /** Stage one operation; if it throws, nothing of it is kept. A promise only if it gives one. */
  stage(pending: Pending): void | Promise<void> {
    this.area.begin();
    try {
      const staged = pending.stage(this.area);
      if (staged instanceof Promise) {
        return staged.then(
          () => this.#keep(pending),
          (error) => this.#undo(pending, error),
        );
      }
      this.#keep(pending);
    } catch (error) {
      this.#undo(pending, error);
    }
  }

  #keep(pending: Pending): void {
    const effects = this.area.finish();
    this.#hasEffects ||= effects.effects.length > 0;
    this.operations.push({ pending, effects, error: undefined });
  }

  #undo(pending: Pending, error: unknown): void {
    this.area.rollBack();
    this.operations.push({ pending, effects: undefined, error });
  }
}

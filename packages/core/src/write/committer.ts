import { type KeyValueStore, WriteBatch } from '@kalamdb/store';
import type { Commit } from '../change/change-event.ts';
import { CoreError } from '../error.ts';
import { readLastSequence, writeLastSequence } from './last-sequence.ts';
import type { SequenceGenerator } from './sequence.ts';
import { type StagedEffects, type Staging, StagingArea } from './staging.ts';
import { startTimeSlice } from './time-slice.ts';

export interface CommitterOptions {
  /** Acknowledge only what survives a crash of the machine. */
  readonly syncWrites: boolean;
  /** Operations that are not settled yet; one more is refused. */
  readonly pendingWrites: number;
}

/** Where commits go once they are durable. */
export interface CommitSink {
  publish(commit: Commit): void;
}

/** A group ends with the operation that reaches either bound. */
const MAX_GROUP_OPERATIONS = 1024;
const MAX_GROUP_BYTES = 8 * 1024 * 1024;

/** An operation that waits for its group. */
interface Pending {
  stage(staging: Staging): void | Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
}

/** An operation whose `stage` is over. What it failed with is told after the group's write. */
interface Staged {
  readonly pending: Pending;
  readonly effects: StagedEffects | undefined;
  readonly error: unknown;
}

interface Group {
  readonly batch: WriteBatch;
  readonly operations: readonly Staged[];
  readonly lastSequence: bigint;
}

/**
 * The single writer: everything that changes the store goes through it, one operation after the
 * other. All operations that wait while a write is on its way to the disk share the next one (group
 * commit), so that an fsync is paid once for all of them.
 */
export class Committer {
  readonly #store: KeyValueStore;
  readonly #sequences: SequenceGenerator;
  readonly #sink: CommitSink;
  readonly #options: CommitterOptions;
  readonly #waiting: Pending[] = [];
  #pendingCount = 0;
  #running: Promise<void> | undefined;
  #closed = false;
  /** The last group, if its write failed and it is not known yet whether the store has it. */
  #doubtful: Group | undefined;

  constructor(
    store: KeyValueStore,
    sequences: SequenceGenerator,
    sink: CommitSink,
    options: CommitterOptions,
  ) {
    this.#store = store;
    this.#sequences = sequences;
    this.#sink = sink;
    this.#options = options;
  }

  /**
   * Run `stage` alone, with the effects of everything submitted before, and resolve with its result
   * once what it staged is durable and published. If it throws, nothing of it is kept and only this
   * promise rejects. If the write fails, every operation of the group rejects with the store's
   * error. CORE_OVERLOADED when too many operations wait, CORE_CLOSED after `close`.
   */
  submit<T>(stage: (staging: Staging) => T | Promise<T>): Promise<T> {
    if (this.#closed) {
      return Promise.reject(new CoreError('CORE_CLOSED', 'the database is closed'));
    }
    if (this.#pendingCount >= this.#options.pendingWrites) return Promise.reject(overloaded());
    return new Promise<T>((resolve, reject) => {
      let result: T | undefined;
      this.#enqueue({
        stage(staging) {
          const staged = stage(staging);
          if (!(staged instanceof Promise)) {
            result = staged;
            return undefined;
          }
          return staged.then((value) => {
            result = value;
          });
        },
        succeed: () => resolve(result as T),
        fail: reject,
      });
    });
  }

  /** Waits until everything submitted is settled; later operations reject with CORE_CLOSED. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #enqueue(pending: Pending): void {
    this.#pendingCount += 1;
    this.#waiting.push(pending);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // Requests that arrive together are read from their sockets in one turn of the event loop.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#runGroup();
    this.#running = undefined;
  }

  async #runGroup(): Promise<void> {
    try {
      this.#resolveDoubt();
    } catch (error) {
      this.#rejectAll(this.#waiting.splice(0), error);
      return;
    }
    const area = new StagingArea(this.#store, this.#sequences);
    const operations = await this.#stageWaiting(area);
    let group: Group | undefined;
    try {
      group = this.#closeGroup(area, operations);
      if (!group.batch.isEmpty) await this.#write(group.batch);
    } catch (error) {
      // Without a group nothing was written, and the doubt about an earlier one stays.
      this.#doubtful = group ?? this.#doubtful;
      this.#rejectAll(
        operations.map((operation) => operation.pending),
        error,
      );
      return;
    }
    const settled = operations.map((operation) => this.#apply(operation));
    for (const operation of settled) this.#settle(operation);
  }

  async #write(batch: WriteBatch): Promise<void> {
    await this.#store.write(batch, { sync: this.#options.syncWrites });
    // Settled: the batch began with what the keys of the doubtful group hold.
    this.#doubtful = undefined;
  }

  /** Stage waiting operations, also those that come while this goes on, up to the bounds. */
  async #stageWaiting(area: StagingArea): Promise<readonly Staged[]> {
    const operations: Staged[] = [];
    const slice = startTimeSlice();
    let count = 0;
    while (
      count < this.#waiting.length &&
      count < MAX_GROUP_OPERATIONS &&
      area.sizeBytes < MAX_GROUP_BYTES
    ) {
      const pending = this.#waiting[count] as Pending;
      count += 1;
      operations.push(await stageOne(area, pending));
      if (slice.isSpent()) await slice.pause();
    }
    this.#waiting.splice(0, count);
    return operations;
  }

  #closeGroup(area: StagingArea, operations: readonly Staged[]): Group {
    const batch = new WriteBatch();
    if (area.isEmpty) return { batch, operations, lastSequence: 0n };
    if (this.#doubtful !== undefined) this.#rewrite(this.#doubtful.batch, batch);
    area.addTo(batch);
    // Drawn also if no operation needed one: it tells later whether the store has this group.
    const lastSequence = area.nextSequence();
    writeLastSequence(batch, lastSequence);
    return { batch, operations, lastSequence };
  }

  /**
   * Find out whether the store has the group whose write failed. If so, memory follows: its effects
   * and events come now. If not, it could still come back from the store's log after a crash, mixed
   * with what is written from now on: so the next batch begins with what its keys hold at present.
   */
  #resolveDoubt(): void {
    const group = this.#doubtful;
    if (group === undefined || readLastSequence(this.#store) !== group.lastSequence) return;
    for (const operation of group.operations) this.#apply(operation);
    this.#doubtful = undefined;
  }

  #rewrite(doubtful: WriteBatch, batch: WriteBatch): void {
    for (const { key } of doubtful.mutations) {
      const value = this.#store.getSync(key);
      if (value === undefined) batch.delete(key);
      else batch.put(key, value);
    }
  }

  /** Bring memory up to a durable operation. A fault of an effect is the operation's alone. */
  #apply(operation: Staged): Staged {
    if (operation.effects === undefined) return operation;
    const { events, effects } = operation.effects;
    try {
      for (const effect of effects) effect();
      const last = events.at(-1);
      if (last !== undefined) this.#sink.publish({ sequence: last.sequence, events });
      return operation;
    } catch (error) {
      return { ...operation, effects: undefined, error };
    }
  }

  #settle({ pending, effects, error }: Staged): void {
    this.#pendingCount -= 1;
    if (effects === undefined) pending.fail(error);
    else pending.succeed();
  }

  #rejectAll(operations: readonly Pending[], error: unknown): void {
    for (const pending of operations) this.#settle({ pending, effects: undefined, error });
  }
}

async function stageOne(area: StagingArea, pending: Pending): Promise<Staged> {
  area.begin();
  try {
    await pending.stage(area);
    return { pending, effects: area.finish(), error: undefined };
  } catch (error) {
    area.rollBack();
    return { pending, effects: undefined, error };
  }
}

function overloaded(): CoreError {
  return new CoreError('CORE_OVERLOADED', 'too many writes wait for the disk', {
    hint: 'Try again in a moment.',
  });
}

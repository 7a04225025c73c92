import { type KeyValueStore, WriteBatch } from '@kalamdb/store';
import type { Commit } from '../../change/change-event.ts';
import { CoreError } from '../../error.ts';
import { startTimeSlice } from '../time-slice.ts';
import { readLastSequence, writeLastSequence } from './last-sequence.ts';
import { OpenGroup, type Pending, type Staged } from './open-group.ts';
import type { SequenceGenerator } from './sequence.ts';
import type { Staging } from './staging.ts';

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

/** A group with what is written for it. */
interface Group {
  readonly batch: WriteBatch;
  readonly operations: readonly Staged[];
  readonly lastSequence: bigint;
}

/** A group on its way to the disk. */
interface Writing {
  readonly open: OpenGroup;
  state: 'under way' | 'durable' | 'failed';
  error: unknown;
  /** Resolves with the end of the write, good or bad, after its operations were told. */
  over: Promise<void>;
}

/** An operation that was submitted, with who waits for it. */
class Submission<T> implements Pending {
  readonly #stage: (staging: Staging) => T | Promise<T>;
  readonly #resolve: (result: T) => void;
  readonly fail: (error: unknown) => void;
  #result: T | undefined;

  constructor(
    stage: (staging: Staging) => T | Promise<T>,
    resolve: (result: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#stage = stage;
    this.#resolve = resolve;
    this.fail = reject;
  }

  stage(staging: Staging): void | Promise<void> {
    const staged = this.#stage(staging);
    const keep = (result: T): void => {
      this.#result = result;
    };
    return staged instanceof Promise ? staged.then(keep) : keep(staged);
  }

  succeed(): void {
    this.#resolve(this.#result as T);
  }
}

/**
 * The single writer: everything that changes the store goes through it, one operation after the
 * other. All operations that come while a write is on its way to the disk share the next one (group
 * commit), so that an fsync is paid once for all of them. They are staged meanwhile, on top of what
 * is being written, so that the disk waits for nothing; if that write fails, they fail with it.
 */
export class Committer {
  readonly #store: KeyValueStore;
  readonly #sequences: SequenceGenerator;
  readonly #sink: CommitSink;
  readonly #options: CommitterOptions;
  readonly #waiting: Pending[] = [];
  /** Called when there is more to stage, or a write is over. */
  #wake: (() => void) | undefined;
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
   * promise rejects. If the write fails, every operation of the group, and what was
   * staged over it, rejects with the store's error. CORE_OVERLOADED when too many operations wait, CORE_CLOSED after `close`.
   */
  submit<T>(stage: (staging: Staging) => T | Promise<T>): Promise<T> {
    if (this.#closed) {
      return Promise.reject(new CoreError('CORE_CLOSED', 'the database is closed'));
    }
    if (this.#pendingCount >= this.#options.pendingWrites) return Promise.reject(overloaded());
    return new Promise<T>((resolve, reject) => {
      this.#enqueue(new Submission(stage, resolve, reject));
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
    this.#wake?.();
  }

  async #run(): Promise<void> {
    // Requests that arrive together are read from their sockets in one turn of the event loop.
    await new Promise<void>((resolve) => setImmediate(resolve));
    let writing: Writing | undefined;
    while (writing !== undefined || this.#waiting.length > 0) {
      if (writing?.open.hasEffects === true) {
        // Operations rely on what the effects of those before them do.
        await writing.over;
        writing = undefined;
      } else if (writing !== undefined || this.#canResolveDoubt()) {
        const open = await this.#stageDuring(writing);
        writing = this.#startWriting(open, writing);
      }
    }
    this.#running = undefined;
  }

  /** Stage what waits, and what comes until `writing` is over. */
  async #stageDuring(writing: Writing | undefined): Promise<OpenGroup> {
    const open = new OpenGroup(this.#store, this.#sequences, writing?.open);
    for (;;) {
      const slice = startTimeSlice();
      while (this.#waiting.length > 0 && !open.isFull) {
        const staged = open.stage(this.#waiting.shift() as Pending);
        if (staged instanceof Promise) await staged;
        if (slice.isSpent()) await slice.pause();
      }
      if (writing?.state !== 'under way') return open;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** `undefined` when there is nothing to write; the operations have been told then. */
  #startWriting(open: OpenGroup, before: Writing | undefined): Writing | undefined {
    const { operations } = open;
    let group: Group;
    try {
      if (before?.state === 'failed') throw before.error;
      group = this.#closeGroup(open);
    } catch (error) {
      // Nothing was written, and the doubt about an earlier group stays.
      this.#rejectAll(pendingOf(operations), error);
      return undefined;
    }
    if (group.batch.isEmpty) {
      this.#settleAll(operations);
      return undefined;
    }
    const writing: Writing = {
      open,
      state: 'under way',
      error: undefined,
      over: Promise.resolve(),
    };
    writing.over = this.#write(group, writing);
    return writing;
  }

  async #write(group: Group, writing: Writing): Promise<void> {
    try {
      await this.#store.write(group.batch, { sync: this.#options.syncWrites });
      // Settled: the batch began with what the keys of the doubtful group hold.
      this.#doubtful = undefined;
      writing.state = 'durable';
      // First, so that the next write is on its way before most answers are made.
      this.#wake?.();
      this.#settleAll(group.operations);
    } catch (error) {
      this.#doubtful = group;
      writing.state = 'failed';
      writing.error = error;
      this.#wake?.();
      this.#rejectAll(pendingOf(group.operations), error);
    }
  }

  #closeGroup({ area, operations }: OpenGroup): Group {
    const batch = new WriteBatch();
    if (area.isEmpty) return { batch, operations, lastSequence: 0n };
    if (this.#doubtful !== undefined) this.#rewrite(this.#doubtful.batch, batch);
    area.addTo(batch);
    // Drawn also if no operation needed one: it tells later whether the store has this group.
    const lastSequence = area.nextSequence();
    writeLastSequence(batch, lastSequence);
    return { batch, operations, lastSequence };
  }

  /** False if everything that waits was rejected because there is a doubt that stays. */
  #canResolveDoubt(): boolean {
    try {
      this.#resolveDoubt();
      return true;
    } catch (error) {
      this.#rejectAll(this.#waiting.splice(0), error);
      return false;
    }
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

  #settleAll(operations: readonly Staged[]): void {
    const settled = operations.map((operation) => this.#apply(operation));
    for (const operation of settled) this.#settle(operation);
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

function pendingOf(operations: readonly Staged[]): readonly Pending[] {
  return operations.map(({ pending }) => pending);
}

function overloaded(): CoreError {
  return new CoreError('CORE_OVERLOADED', 'too many writes wait for the disk', {
    hint: 'Try again in a moment.',
  });
}

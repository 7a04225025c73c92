import type { ChangeEvent, ChangeFeed, Partition, ResultField } from '@kalamdb/core';
import type { TableInfo } from '@kalamdb/sql';
import type { Listener } from './audience.ts';
import { checkCursor } from './cursor.ts';
import { LiveError } from './error.ts';
import type { LiveChange } from './live-change.ts';
import { nextTurn } from './next-turn.ts';
import type { Registry } from './registry.ts';
import type { Snapshot, SnapshotBatch } from './snapshot.ts';
import { type View, viewChange } from './view.ts';

/** Where a subscription's changes go. */
export interface LiveSink {
  /** Takes one change; ascending by sequence, each once. Called synchronously. */
  change(change: LiveChange): void;
  /**
   * The subscription ended by itself; nothing follows. LiveError, SqlError or a failure of storage.
   * Must not throw.
   */
  closed(error: unknown): void;
  /** Whether it takes more. False stops the changes until `LiveSubscription.resume`. */
  writable(): boolean;
}

/** An open live query, as its subscriber holds it. */
export interface LiveSubscription {
  /** Columns of the query, as written. */
  readonly schema: readonly ResultField[];
  /** The sequence that the subscription starts from: initial rows are of this snapshot. */
  readonly startSequence: bigint;
  /**
   * The next initial rows, once the former call is settled. LIVE_NO_BATCH when there are none, or
   * another call is under way. A failure to read ends the subscription too.
   */
  nextBatch(after?: bigint): Promise<SnapshotBatch>;
  /**
   * Let changes flow: to be called when the last batch has been passed on (without initial rows: at
   * once), and again whenever the sink has become writable. What happened meanwhile comes first.
   */
  resume(): void;
  /** End the subscription; the sink hears nothing more. Idempotent. */
  close(): void;
}

/** What a subscription is made of. */
export interface LiveQueryParts {
  readonly feed: ChangeFeed;
  readonly registry: Registry;
  readonly table: TableInfo;
  readonly partition: Partition;
  readonly view: View;
  readonly sink: LiveSink;
  readonly startSequence: bigint;
  /** Changes after this sequence are told. */
  readonly cursor: bigint;
  /** Called once, when the subscription has ended in whatever way. */
  readonly onEnd: (query: LiveQuery) => void;
}

type Mode = 'snapshot' | 'paused' | 'catching-up' | 'live' | 'closed';

/**
 * One subscription. It buffers nothing: its state is a cursor into the change log and a mode.
 *
 *     snapshot → paused ⇄ catching-up → live → paused …
 *
 * In `live` the registry tells it of changes as they happen; in all other modes changes are in the
 * log, after the cursor. Going live and learning that the cursor is at the feed's last sequence is
 * one step without an await in between, so no change falls between log and feed.
 */
export class LiveQuery implements LiveSubscription, Listener {
  readonly #parts: LiveQueryParts;
  #mode: Mode;
  /** Everything up to here was told, or does not concern the query. Stands still while live. */
  #cursor: bigint;
  /** Until its last batch was given. */
  #snapshot: Snapshot | undefined;
  #reading = false;

  /** Without `snapshot` there are no initial rows. */
  constructor(parts: LiveQueryParts, snapshot: Snapshot | undefined) {
    this.#parts = parts;
    this.#mode = snapshot === undefined ? 'paused' : 'snapshot';
    this.#snapshot = snapshot;
    this.#cursor = parts.cursor;
  }

  get table(): TableInfo {
    return this.#parts.table;
  }

  get view(): View {
    return this.#parts.view;
  }

  get schema(): readonly ResultField[] {
    return this.#parts.view.schema;
  }

  get startSequence(): bigint {
    return this.#parts.startSequence;
  }

  async nextBatch(after?: bigint): Promise<SnapshotBatch> {
    const snapshot = this.#snapshot;
    if (this.#mode !== 'snapshot' || snapshot === undefined) throw noBatch(this.#mode);
    if (this.#reading) {
      throw new LiveError('LIVE_NO_BATCH', 'the batch before is still being read', {
        hint: 'Wait for it, then ask for the next one.',
      });
    }
    this.#reading = true;
    try {
      const batch = await snapshot.next(after);
      if (this.#isClosed()) throw noBatch('closed');
      if (!batch.hasMore) {
        this.#mode = 'paused';
        this.#snapshot = undefined;
      }
      return batch;
    } catch (error) {
      if (!isCallersFault(error)) this.close();
      throw error;
    } finally {
      this.#reading = false;
    }
  }

  resume(): void {
    if (this.#mode !== 'paused') return;
    this.#mode = 'catching-up';
    if (this.#tryGoLive()) return;
    this.#catchUp().catch((error: unknown) => this.fail(error));
  }

  close(): void {
    if (this.#mode === 'closed') return;
    this.#leaveRegistry();
    this.#mode = 'closed';
    this.#parts.onEnd(this);
  }

  /** A change while live. When the sink is full, the change stays in the log and comes later. */
  deliver(change: LiveChange): void {
    if (this.#mode !== 'live' || change.sequence <= this.#cursor) return;
    if (this.#parts.sink.writable()) {
      this.#tell(change);
      return;
    }
    this.#leaveRegistry();
    this.#mode = 'paused';
    this.#cursor = change.sequence - 1n;
  }

  fail(error: unknown): void {
    if (this.#mode === 'closed') return;
    this.close();
    this.#parts.sink.closed(error);
  }

  #isClosed(): boolean {
    return this.#mode === 'closed';
  }

  /** True when nothing is left in the log: then changes come from the feed. */
  #tryGoLive(): boolean {
    const { feed, registry, partition, view } = this.#parts;
    if (registry.isDispatching || this.#cursor < feed.lastSequence) return false;
    registry.add(partition, view, this);
    this.#mode = 'live';
    return true;
  }

  #leaveRegistry(): void {
    const { registry, partition, view } = this.#parts;
    if (this.#mode === 'live') registry.remove(partition, view, this);
  }

  async #catchUp(): Promise<void> {
    const { feed, partition } = this.#parts;
    while (this.#mode === 'catching-up' && !this.#tryGoLive()) {
      checkCursor(feed, partition, this.#cursor);
      const upTo = feed.lastSequence;
      for await (const events of feed.readChanges(partition, this.#cursor, upTo)) {
        if (!this.#replay(events)) return;
        await nextTurn();
      }
      if (this.#mode === 'catching-up') this.#cursor = upTo;
    }
  }

  /** Tell changes of the log; false when it is over before the last one. */
  #replay(events: readonly ChangeEvent[]): boolean {
    for (const event of events) {
      if (!this.#mayGoOn()) return false;
      const change = viewChange(this.#parts.view, event);
      if (change !== undefined) this.#tell(change);
      this.#cursor = event.sequence;
    }
    return true;
  }

  /** Whether catching up may take the next event; a full sink pauses it, at the event before. */
  #mayGoOn(): boolean {
    if (this.#mode !== 'catching-up') return false;
    if (this.#parts.sink.writable()) return true;
    this.#mode = 'paused';
    return false;
  }

  #tell(change: LiveChange): void {
    try {
      this.#parts.sink.change(change);
    } catch (error) {
      this.fail(error);
    }
  }
}

function noBatch(mode: Mode): LiveError {
  if (mode === 'closed') return new LiveError('LIVE_CLOSED', 'the subscription is closed');
  return new LiveError('LIVE_NO_BATCH', 'there are no more initial rows: changes follow');
}

/** Errors of a call that leave the subscription as it was. */
function isCallersFault(error: unknown): boolean {
  return error instanceof LiveError && error.code === 'LIVE_INVALID_CURSOR';
}

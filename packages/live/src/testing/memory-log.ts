import type { ChangeEvent, ChangeFeed, Commit, Partition } from '@kalamdb/core';
import type { Row } from '@kalamdb/sql';

/** A version of a row in the log. `identity` is its key as text. */
export interface MemoryVersion {
  readonly identity: string;
  readonly event: ChangeEvent;
}

/** The change feed of a list of versions. Chunks are small, so that readers see many. */
export class MemoryLog implements ChangeFeed {
  readonly #versions: MemoryVersion[] = [];
  readonly #listeners = new Set<(commit: Commit) => void>();
  readonly #chunkRows: number;
  #oldestCursor = 0n;
  lastSequence = 0n;

  constructor(chunkRows: number) {
    this.#chunkRows = chunkRows;
  }

  /** Add the versions of one commit and tell the listeners. */
  publish(versions: readonly MemoryVersion[], sequence: bigint): void {
    this.#versions.push(...versions);
    this.lastSequence = sequence;
    const commit = { sequence, events: versions.map(({ event }) => event) };
    for (const listener of [...this.#listeners]) listener(commit);
  }

  /** Cursors before `sequence` have expired from now on. */
  expire(sequence: bigint): void {
    this.#oldestCursor = sequence;
  }

  subscribe(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async *readChanges(
    partition: Partition,
    after: bigint,
    upTo: bigint,
  ): AsyncGenerator<readonly ChangeEvent[]> {
    const events = this.#of(partition, upTo).map(({ event }) => event);
    yield* this.#chunks(events.filter(({ sequence }) => sequence > after));
  }

  async *readRows(
    partition: Partition,
    { at, after, reverse }: { at: bigint; after: bigint; reverse: boolean },
  ): AsyncGenerator<readonly Row[]> {
    const events = this.current(partition, at).filter(({ sequence }) => sequence > after);
    const ordered = reverse ? events.reverse() : events;
    yield* this.#chunks(ordered.map(({ after: row }) => row));
  }

  oldestCursor(): bigint {
    return this.#oldestCursor;
  }

  /** The newest versions of rows that are not deleted, ascending by `_seq`. */
  current(partition: Partition, at: bigint = this.lastSequence): ChangeEvent[] {
    const newest = new Map<string, ChangeEvent>();
    for (const { identity, event } of this.#of(partition, at)) newest.set(identity, event);
    return [...newest.values()]
      .filter(({ kind }) => kind !== 'delete')
      .sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  }

  /** The newest version of a row, deleted or not. */
  newest(partition: Partition, identity: string): ChangeEvent | undefined {
    return this.#of(partition, this.lastSequence).findLast(
      (version) => version.identity === identity,
    )?.event;
  }

  #of({ tableId, scope }: Partition, upTo: bigint): MemoryVersion[] {
    return this.#versions.filter(
      ({ event }) => event.tableId === tableId && event.scope === scope && event.sequence <= upTo,
    );
  }

  async *#chunks<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
    for (let start = 0; start < items.length; start += this.#chunkRows) {
      await Promise.resolve();
      yield items.slice(start, start + this.#chunkRows);
    }
  }
}

import type { KeyValueStore } from '@kalamdb/store';
import type { ChangeFeed } from '../change/change-feed.ts';
import type { PartitionView } from '../table/partition-view.ts';
import { advance } from './advance.ts';
import { bytesOf, type CachedPartition } from './cached-partition.ts';

/** What an entry takes besides its rows. */
const ENTRY_BYTES = 1024;

/** A single partition may take this share of the cache. */
const LARGEST_SHARE = 1 / 2;

interface Entry {
  readonly partition: CachedPartition;
  readonly bytes: number;
}

/**
 * The rows of recently scanned partitions, column by column, so that a scan of rows that are still
 * the same decodes nothing. Whole partitions at one sequence: a later reader brings one forward by
 * the change log, an earlier reader goes to the store. Bounded in bytes; what was not read for the
 * longest time goes first.
 */
export class ColumnCache {
  readonly #store: KeyValueStore;
  readonly #maxBytes: number;
  /** Least recently read first. */
  readonly #entries = new Map<string, Entry>();
  /** The last sequence before the start: no earlier change is after it. */
  readonly #startedAt: bigint;
  /** Sequence of the last change of a table since the start, by table. */
  readonly #lastChanges = new Map<number, bigint>();
  #bytes = 0;

  constructor(
    store: KeyValueStore,
    feed: Pick<ChangeFeed, 'subscribe' | 'lastSequence'>,
    maxBytes: number,
  ) {
    this.#store = store;
    this.#maxBytes = maxBytes;
    this.#startedAt = feed.lastSequence;
    feed.subscribe(({ events }) => {
      for (const { tableId, sequence } of events) this.#lastChanges.set(tableId, sequence);
    });
  }

  /** Bytes that the kept partitions take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Rows of one partition beyond this are not worth keeping. */
  get largestBytes(): number {
    return this.#maxBytes * LARGEST_SHARE;
  }

  /** The partition of a view as it was kept last, whatever its sequence and columns. */
  peek(view: PartitionView): CachedPartition | undefined {
    const partition = this.#entries.get(nameOf(view))?.partition;
    return partition?.table === view.table ? partition : undefined;
  }

  /** Whether nothing has changed in the partition between its sequence and the view's. */
  isCurrent({ table, at }: CachedPartition, view: PartitionView): boolean {
    if (at >= view.at) return at === view.at || this.#lastChange(table.definition.id) <= view.at;
    return this.#lastChange(table.definition.id) <= at;
  }

  /** The partition as the view shows it, if it is kept, or was shortly before. */
  async read(view: PartitionView): Promise<CachedPartition | undefined> {
    const known = this.peek(view);
    if (known === undefined) return undefined;
    this.#touch(nameOf(view));
    if (this.isCurrent(known, view)) return known;
    if (known.at > view.at) return undefined;
    const advanced = await advance(this.#store, known, view);
    if (advanced === undefined) this.#remove(nameOf(view));
    else this.keep(advanced);
    return advanced;
  }

  /** Keep a partition, unless a later state of it is kept with the same columns. */
  keep(partition: CachedPartition): void {
    const name = nameOf(partition);
    const known = this.#entries.get(name)?.partition;
    const isLater =
      known !== undefined && known.table === partition.table && known.at > partition.at;
    if (isLater && partition.columns.every((column) => known.columns.includes(column))) return;
    this.#remove(name);
    const bytes = bytesOf(partition) + ENTRY_BYTES;
    if (bytes > this.largestBytes) return;
    this.#entries.set(name, { partition, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#remove(oldest);
    }
  }

  #lastChange(tableId: number): bigint {
    return this.#lastChanges.get(tableId) ?? this.#startedAt;
  }

  #touch(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
  }

  #remove(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#bytes -= entry.bytes;
  }
}

function nameOf({ table, scope }: Pick<PartitionView, 'table' | 'scope'>): string {
  return `${table.definition.id} ${scope}`;
}

import { keyName } from '../write/commit/key-name.ts';
import type { RowLock } from './row-locks.ts';

/** Rows beyond this are forgotten: whoever might be concerned fails then. */
const MOST_ROWS = 100_000;

/** The last commits of transactions that had locked a row, as sequences; 0 for none. */
interface LockedRow {
  shared: bigint;
  exclusive: bigint;
}

/**
 * Which rows committed transactions had locked, as long as a transaction is open that began before
 * they committed: it may neither have changed nor locked the same rows.
 */
export class LockHistory {
  readonly #rows = new Map<string, LockedRow>();
  /** The snapshots of open transactions, oldest first. */
  readonly #open = new Map<object, bigint>();
  /** What was locked by commits up to it is no longer known. */
  #forgotten = 0n;

  /** A transaction has taken its snapshot. */
  enter(transaction: object, at: bigint): void {
    this.#open.set(transaction, at);
  }

  /** It has ended. */
  leave(transaction: object): void {
    const before = this.#oldest;
    if (!this.#open.delete(transaction) || this.#rows.size === 0) return;
    const oldest = this.#oldest;
    if (oldest === before) return;
    for (const [name, { shared, exclusive }] of this.#rows) {
      if (oldest === undefined || (shared <= oldest && exclusive <= oldest)) {
        this.#rows.delete(name);
      }
    }
  }

  get #oldest(): bigint | undefined {
    const [first] = this.#open.values();
    return first;
  }

  /** A transaction that had locked rows has committed changes, the last one as `sequence`. */
  record(locks: Iterable<RowLock>, sequence: bigint): void {
    for (const { key, isShared } of locks) {
      const name = keyName(key);
      const known = this.#rows.get(name) ?? { shared: 0n, exclusive: 0n };
      this.#rows.set(name, { ...known, [isShared ? 'shared' : 'exclusive']: sequence });
    }
    if (this.#rows.size <= MOST_ROWS) return;
    this.#rows.clear();
    this.#forgotten = sequence;
  }

  /** Whether it knows of no lock that could concern who began at `at`. */
  isEmpty(at: bigint): boolean {
    return this.#rows.size === 0 && at >= this.#forgotten;
  }

  /** Whether a row was locked by who committed after `at`, so that it may not be locked, or changed. */
  isLockedAfter(at: bigint, { key, isShared }: RowLock): boolean {
    if (at < this.#forgotten) return true;
    if (this.#rows.size === 0) return false;
    const row = this.#rows.get(keyName(key));
    return row !== undefined && (row.exclusive > at || (!isShared && row.shared > at));
  }
}

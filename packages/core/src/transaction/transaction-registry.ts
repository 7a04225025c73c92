import type { TransactionModes } from '@kalamdb/sql';
import type { Clock } from '../clock.ts';
import { CoreError } from '../error.ts';
import { LockHistory } from './lock-history.ts';
import type { RowLock } from './row-locks.ts';
import { Transaction, type TransactionBase } from './transaction.ts';
import { Turns } from './turns.ts';

/** Bounds on open transactions. */
export interface TransactionLimits {
  /** Without a statement; then it is rolled back. */
  readonly idleMs: number;
  /** Since BEGIN. */
  readonly ageMs: number;
  /** In memory, of one transaction. */
  readonly bytes: number;
  readonly perUser: number;
}

export const defaultTransactionLimits: TransactionLimits = {
  idleMs: 60_000,
  ageMs: 300_000,
  bytes: 100 * 1024 * 1024,
  perUser: 100,
};

/** An open transaction as others may know of it. Times in microseconds since 1970. */
export interface OpenTransaction {
  readonly transaction: Transaction;
  readonly ownerId: string;
  readonly startedAt: bigint;
  readonly usedAt: bigint;
  /** A request runs statements in it. */
  readonly isBusy: boolean;
}

/** Somebody who waits for transactions to end. */
interface Wait {
  readonly ids: Set<string>;
  resolve(): void;
}

interface Entry extends OpenTransaction {
  usedAt: bigint;
  isBusy: boolean;
}

export interface RegistryParts {
  readonly base: Omit<TransactionBase, 'maxBytes' | 'lockHistory'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly limits: TransactionLimits;
}

const MICROS_PER_MS = 1000n;

const noModes: TransactionModes = { isolation: undefined, readOnly: undefined };

/**
 * All open transactions by id. A transaction is its owner's alone. One that is left alone for too
 * long, or is too old, is rolled back when it is asked for next, or by `expire`.
 */
export class TransactionRegistry {
  /** Of transactions of one statement that have been in each other's way. */
  readonly turns = new Turns();
  readonly #parts: RegistryParts;
  readonly #open = new Map<string, Entry>();
  /** Those of one statement. */
  readonly #singles = new Set<Transaction>();
  readonly #counts = new Map<string, number>();
  readonly #waits = new Set<Wait>();
  readonly #lockHistory = new LockHistory();
  #isClosed = false;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /** Open a transaction, in use. CORE_TOO_MANY_TRANSACTIONS, CORE_CLOSED. */
  begin(ownerId: string, modes: TransactionModes): Transaction {
    const { clock, limits } = this.#parts;
    const count = this.#counts.get(ownerId) ?? 0;
    if (count >= limits.perUser) throw tooMany(limits.perUser);
    const transaction = this.#make(modes);
    const now = clock.now();
    const entry = { transaction, ownerId, startedAt: now, usedAt: now, isBusy: true };
    this.#open.set(transaction.id, entry);
    this.#counts.set(ownerId, count + 1);
    return transaction;
  }

  /** A transaction of one statement, which nobody else takes into use: its maker ends it. CORE_CLOSED. */
  single(): Transaction {
    const transaction = this.#make(noModes);
    this.#singles.add(transaction);
    return transaction;
  }

  /** Take a transaction into use. CORE_TRANSACTION_NOT_FOUND, CORE_TRANSACTION_BUSY. */
  acquire(id: string, ownerId: string): Transaction {
    const entry = this.#open.get(id);
    if (entry === undefined || entry.ownerId !== ownerId) throw notFound();
    if (entry.isBusy) throw busy();
    if (this.#isExpired(entry)) {
      this.end(entry.transaction);
      throw notFound();
    }
    entry.isBusy = true;
    return entry.transaction;
  }

  /** Let the next request use it. */
  release({ id }: Transaction): void {
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    entry.isBusy = false;
    entry.usedAt = this.#parts.clock.now();
  }

  /** Roll it back, unless it was committed, and forget it. */
  end(transaction: Transaction): void {
    this.forget(transaction);
    transaction.rollback();
  }

  /** No longer one of the open ones: it is about to be committed. */
  forget(transaction: Transaction): void {
    const { id } = transaction;
    this.#singles.delete(transaction);
    for (const wait of this.#waits) this.#endWait(wait, id);
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    this.#open.delete(id);
    const count = (this.#counts.get(entry.ownerId) ?? 0) - 1;
    if (count > 0) this.#counts.set(entry.ownerId, count);
    else this.#counts.delete(entry.ownerId);
  }

  /** Resolves when those have ended that have read anything by now, or after `signal`. */
  settled(signal?: AbortSignal): Promise<void> {
    const open = [...this.list().map(({ transaction }) => transaction), ...this.#singles];
    const begun = open.filter(({ snapshotSequence }) => snapshotSequence !== undefined);
    const ids = new Set(begun.map(({ id }) => id));
    if (ids.size === 0 || signal?.aborted) return Promise.resolve();
    return new Promise((done) => {
      const resolve = () => {
        this.#waits.delete(wait);
        signal?.removeEventListener('abort', resolve);
        done();
      };
      const wait: Wait = { ids, resolve };
      this.#waits.add(wait);
      signal?.addEventListener('abort', resolve);
    });
  }

  /** Oldest first. */
  list(): readonly OpenTransaction[] {
    return [...this.#open.values()];
  }

  /** Whether one that is open, but for `own`, has changed a row, or locked it against `lock`. */
  isHeld(lock: RowLock, own: Transaction | undefined): boolean {
    const isOther = (transaction: Transaction) => transaction !== own && transaction.holds(lock);
    for (const { transaction } of this.#open.values()) if (isOther(transaction)) return true;
    for (const transaction of this.#singles) if (isOther(transaction)) return true;
    return false;
  }

  /** Roll back what was left alone for too long. */
  expire(): void {
    for (const entry of this.list()) {
      if (!entry.isBusy && this.#isExpired(entry)) this.end(entry.transaction);
    }
  }

  /** Roll back everything; nothing begins any more. */
  close(): void {
    this.#isClosed = true;
    for (const { transaction } of this.list()) this.end(transaction);
  }

  #make(modes: TransactionModes): Transaction {
    const { base, newId, limits } = this.#parts;
    if (this.#isClosed) throw new CoreError('CORE_CLOSED', 'the database is closed');
    const own = { lockHistory: this.#lockHistory, maxBytes: limits.bytes };
    return new Transaction(newId(), { ...base, ...own }, modes);
  }

  #endWait(wait: Wait, id: string): void {
    wait.ids.delete(id);
    if (wait.ids.size === 0) wait.resolve();
  }

  #isExpired({ startedAt, usedAt }: Entry): boolean {
    const { clock, limits } = this.#parts;
    const now = clock.now();
    return (
      now - usedAt > BigInt(Math.ceil(limits.idleMs)) * MICROS_PER_MS ||
      now - startedAt > BigInt(Math.ceil(limits.ageMs)) * MICROS_PER_MS
    );
  }
}

/** The same for one that never was, one that has ended, and one of somebody else. */
function notFound(): CoreError {
  return new CoreError('CORE_TRANSACTION_NOT_FOUND', 'there is no open transaction with this id', {
    hint: 'It has ended, or was rolled back after being idle or open for too long: begin another.',
  });
}

function busy(): CoreError {
  return new CoreError('CORE_TRANSACTION_BUSY', 'another request runs in this transaction', {
    hint: 'Wait for its answer: the statements of a transaction come one after the other.',
  });
}

function tooMany(limit: number): CoreError {
  return new CoreError('CORE_TOO_MANY_TRANSACTIONS', `the user has ${limit} open transactions`, {
    hint: 'Commit or roll back one of them first.',
  });
}

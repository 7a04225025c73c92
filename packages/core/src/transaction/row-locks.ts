import { keyName } from '../write/commit/key-name.ts';

/** A row that a transaction has locked. */
export interface RowLock {
  /** Of its head. */
  readonly key: Uint8Array;
  /** Others may lock it too, but not change it. */
  readonly isShared: boolean;
}

/** About what an entry takes besides its key. */
const ENTRY_BYTES = 64;

/** The rows that a transaction has locked. Never forgets, also what came after a savepoint. */
export class RowLocks {
  readonly #locks = new Map<string, RowLock>();
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get size(): number {
    return this.#locks.size;
  }

  all(): Iterable<RowLock> {
    return this.#locks.values();
  }

  find(key: Uint8Array): RowLock | undefined {
    return this.#locks.get(keyName(key));
  }

  /** The stronger lock of a row counts. */
  add(lock: RowLock): void {
    const name = keyName(lock.key);
    const known = this.#locks.get(name);
    if (known === undefined) this.#sizeBytes += lock.key.length + ENTRY_BYTES;
    if (known === undefined || known.isShared) this.#locks.set(name, lock);
  }
}

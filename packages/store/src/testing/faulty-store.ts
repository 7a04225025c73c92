import { StoreError } from '../error.ts';
import type { KeyValueReader, KeyValueStore, StoreSnapshot } from '../key-value-store.ts';
import { WriteBatch } from '../write-batch.ts';

export type FaultyOperation = 'write' | 'clear' | 'getSync' | 'getMany' | 'scan' | 'snapshot';

/** A failure of one call: the `nth` (from 1) of its operation since the fault was set. */
export interface Fault {
  readonly operation: FaultyOperation;
  readonly nth: number;
  /** Whether the store does its part before the caller is told that it failed. */
  readonly applied: boolean;
}

/** A store that fails on demand with STORE_IO: `disk failure of write 3`. */
export interface FaultyStore extends KeyValueStore {
  /** Replace all faults that are set; counting starts again. */
  setFaults(faults: readonly Fault[]): void;
  /** Calls of the operation since faults were last set. */
  count(operation: FaultyOperation): number;
}

export interface FaultyStoreOptions {
  /** Awaited before each asynchronous operation, to make the store as slow as a test wants. */
  readonly delay?: (operation: FaultyOperation) => Promise<void>;
}

/** `inner` with faults, set later. Closing it closes `inner`. Reads of snapshots count too. */
export function createFaultyStore(
  inner: KeyValueStore,
  options: FaultyStoreOptions = {},
): FaultyStore {
  const schedule = new FaultSchedule();
  const { delay } = options;
  const reader = faultyReader(inner, schedule, delay);
  const perform = async (operation: FaultyOperation, run: () => Promise<void>) => {
    const failure = schedule.next(operation);
    // Without a delay nothing may be awaited: the operation begins within the call.
    if (delay !== undefined) await delay(operation);
    if (failure === undefined) return run();
    if (failure.applied) await run();
    throw failure.error;
  };
  return {
    ...reader,
    write(batch, writeOptions) {
      const copy = new WriteBatch();
      copy.append(batch);
      return perform('write', () => inner.write(copy, writeOptions));
    },
    clear: (range) => perform('clear', () => inner.clear(range)),
    snapshot(): StoreSnapshot {
      const failure = schedule.next('snapshot');
      if (failure !== undefined) throw failure.error;
      const snapshot = inner.snapshot();
      return { ...faultyReader(snapshot, schedule, delay), close: () => snapshot.close() };
    },
    close: () => inner.close(),
    setFaults: (faults) => schedule.set(faults),
    count: (operation) => schedule.count(operation),
  };
}

function faultyReader(
  inner: KeyValueReader,
  schedule: FaultSchedule,
  delay: FaultyStoreOptions['delay'],
): KeyValueReader {
  return {
    getSync(key) {
      const failure = schedule.next('getSync');
      if (failure !== undefined) throw failure.error;
      return inner.getSync(key);
    },
    async getMany(keys) {
      const failure = schedule.next('getMany');
      if (delay !== undefined) await delay('getMany');
      if (failure !== undefined) throw failure.error;
      return inner.getMany(keys);
    },
    scan(range, scanOptions) {
      const failure = schedule.next('scan');
      const entries = inner.scan(range, scanOptions);
      return failure === undefined ? entries : failAfterFirst(entries, failure);
    },
  };
}

/** Fails before the first chunk, or after it when the fault is `applied`. */
async function* failAfterFirst<T>(entries: AsyncIterable<T>, failure: Failure): AsyncIterable<T> {
  for await (const chunk of entries) {
    if (failure.applied) yield chunk;
    break;
  }
  throw failure.error;
}

interface Failure {
  readonly applied: boolean;
  readonly error: StoreError;
}

class FaultSchedule {
  #faults: readonly Fault[] = [];
  readonly #counts = new Map<FaultyOperation, number>();

  set(faults: readonly Fault[]): void {
    this.#faults = faults;
    this.#counts.clear();
  }

  count(operation: FaultyOperation): number {
    return this.#counts.get(operation) ?? 0;
  }

  /** Count a call; what it has to fail with, if it has to. */
  next(operation: FaultyOperation): Failure | undefined {
    const nth = this.count(operation) + 1;
    this.#counts.set(operation, nth);
    const fault = this.#faults.find(
      (candidate) => candidate.operation === operation && candidate.nth === nth,
    );
    if (fault === undefined) return undefined;
    const error = new StoreError('STORE_IO', `Disk failure of ${operation} ${nth}.`);
    return { applied: fault.applied, error };
  }
}

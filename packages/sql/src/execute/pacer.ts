import { SqlError } from '../error.ts';

/** How long an execution may hold the event loop, in milliseconds. */
const SLICE_MS = 8;

/**
 * Lets others run during a long execution, and notices its cancellation. Operators call `step`
 * about once per batch of work and await what it gives.
 */
export class Pacer {
  readonly #signal: AbortSignal | undefined;
  #sliceStart = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /**
   * `undefined` when work may go on at once; otherwise a promise that resolves after the event loop
   * has had a turn. Throws SQL_CANCELED when the signal is aborted, also through the promise.
   */
  step(): Promise<void> | undefined {
    this.#throwIfCanceled();
    return performance.now() - this.#sliceStart < SLICE_MS ? undefined : this.#yield();
  }

  async #yield(): Promise<void> {
    // A macrotask of the check phase: pending I/O is served first. It costs 2 µs.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#sliceStart = performance.now();
    this.#throwIfCanceled();
  }

  #throwIfCanceled(): void {
    if (this.#signal?.aborted === true) {
      throw new SqlError('SQL_CANCELED', 'The statement was canceled');
    }
  }
}

/** Background work: gives up early, at a point where it can be taken up again, once stopped. */
export type SweepTask = (stopped: () => boolean) => Promise<void>;

export interface SweeperOptions {
  /** Between rounds; 0: only when asked. */
  readonly intervalMs: number;
  /** Told of a task's failure; the next round tries again. */
  readonly onError: (error: unknown) => void;
}

/**
 * Runs the background work of a database, one round at a time: every so often by one timer, which
 * does not keep the process alive, and whenever asked.
 */
export class Sweeper {
  readonly #tasks: readonly SweepTask[];
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(tasks: readonly SweepTask[], { intervalMs, onError }: SweeperOptions) {
    this.#tasks = tasks;
    this.#onError = onError;
    if (intervalMs > 0) this.#timer = setInterval(() => this.wake(), intervalMs).unref();
  }

  /** A round soon; a round that is running is followed by another one. */
  wake(): void {
    void this.run();
  }

  /** Resolves after a round that began after this call, or when the sweeper is closed. */
  run(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#round === undefined) {
      this.#round = this.#runRounds();
    } else {
      this.#again = true;
    }
    return this.#round;
  }

  /** Waits for the running round to give up. */
  async close(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#round;
  }

  async #runRounds(): Promise<void> {
    do {
      this.#again = false;
      for (const task of this.#tasks) {
        try {
          await task(() => this.#stopped);
        } catch (error) {
          this.#onError(error);
        }
      }
    } while (this.#again && !this.#stopped);
    this.#round = undefined;
  }
}

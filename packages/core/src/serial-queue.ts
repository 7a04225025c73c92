import { CoreError } from './error.ts';

/** Tasks that may wait; one more is refused. */
const MAX_WAITING = 1000;

/**
 * Runs tasks one after the other, each to its end. Changes of definitions and users go through one,
 * so that what a task has checked still holds when its commit is staged.
 */
export class SerialQueue {
  readonly #what: string;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `what` the tasks are, for messages. */
  constructor(what: string) {
    this.#what = what;
  }

  /** No task runs or waits. */
  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  /** Resolves or rejects as `task` does. CORE_OVERLOADED when too many tasks wait. */
  run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING) {
      return Promise.reject(
        new CoreError('CORE_OVERLOADED', `too many ${this.#what} wait`, {
          hint: 'Try again in a moment.',
        }),
      );
    }
    this.#waiting += 1;
    const result = this.#last.then(task).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}

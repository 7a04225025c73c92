import { SerialQueue } from '../serial-queue.ts';

/** Lets tasks of one name run one after the other; names that nobody uses are forgotten. */
export class Turns {
  readonly #queues = new Map<string, SerialQueue>();

  /** Resolves or rejects as `task` does. CORE_OVERLOADED when too many of the name wait. */
  async take<T>(name: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(name) ?? new SerialQueue('statements that change the same rows');
    this.#queues.set(name, queue);
    try {
      return await queue.run(task);
    } finally {
      if (queue.isIdle) this.#queues.delete(name);
    }
  }
}

import { SqlError } from '@kalamdb/sql';

/**
 * The time that a statement may take, `undefined` for any, joined with the caller's wish to stop.
 * The clock runs from `start`; `stop` must be called when the statement ends. The timer does not
 * keep the process alive.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number | undefined;
  readonly #caller: AbortSignal | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number | undefined, caller: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#caller = caller;
  }

  /** Aborts with a SqlError SQL_CANCELED as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  start(): void {
    if (this.#caller?.aborted === true) this.#cancel();
    this.#caller?.addEventListener('abort', this.#cancel, { once: true });
    if (this.#timeoutMs === undefined) return;
    this.#timer = setTimeout(this.#expire, this.#timeoutMs);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#cancel);
  }

  /** What to throw for `error`: a statement that was cut off says why. */
  explain(error: unknown): unknown {
    const isCanceled = error instanceof SqlError && error.code === 'SQL_CANCELED';
    return isCanceled && this.signal.aborted ? this.signal.reason : error;
  }

  readonly #cancel = (): void => {
    const reason = new SqlError('SQL_CANCELED', 'the statement was canceled by its caller');
    this.#controller.abort(reason);
  };

  readonly #expire = (): void => {
    const reason = new SqlError(
      'SQL_CANCELED',
      `the statement took longer than ${this.#timeoutMs} ms`,
      { hint: 'Let it read fewer rows, or raise statement_timeout or the limit on query time.' },
    );
    this.#controller.abort(reason);
  };
}

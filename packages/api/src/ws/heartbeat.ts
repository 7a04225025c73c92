/** A connection that can be asked whether it is still there. */
export interface Beating {
  /** One round has passed. */
  beat(): void;
}

/** Connections per turn of the event loop. */
const CHUNK = 500;

/** One timer for all connections: every `intervalMs` each of them beats. */
export class Heartbeat {
  readonly #connections: ReadonlySet<Beating>;
  readonly #timer: NodeJS.Timeout;
  #running = false;

  /** The timer does not keep the process alive. */
  constructor(connections: ReadonlySet<Beating>, intervalMs: number) {
    this.#connections = connections;
    this.#timer = setInterval(() => void this.#round(), intervalMs);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #round(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let count = 0;
    for (const connection of [...this.#connections]) {
      connection.beat();
      count += 1;
      if (count % CHUNK === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }
}

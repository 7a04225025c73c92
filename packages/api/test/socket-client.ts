import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { WebSocket } from 'ws';

/** A message of the server. */
export type Received = Record<string, unknown>;

/** How a socket was closed. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A test's end of a socket: messages are taken one by one, in order, none is overlooked. */
export class SocketClient {
  readonly socket: WebSocket;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<Closed>;
  /** Texts as they came, with how they were framed. */
  readonly frames: { readonly text: string; readonly isBinary: boolean }[] = [];
  readonly #received: Received[] = [];
  readonly #waiting: ((message: Received) => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const text = (isBinary ? gunzipSync(data) : data).toString();
      this.frames.push({ text, isBinary });
      const message = JSON.parse(text) as Received;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#received.push(message);
      else waiting(message);
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  /** Rejects with `ws`'s error when the upgrade is refused. */
  static async open(
    url: string,
    options: { headers?: Record<string, string>; autoPong?: boolean; origin?: string } = {},
  ): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(url, options));
    await once(client.socket, 'open');
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message. */
  next(): Promise<Received> {
    const message = this.#received.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Send, and give the next message. */
  ask(message: object | string): Promise<Received> {
    this.send(message);
    return this.next();
  }

  /** Everything that the server has sent until it answers a ping. */
  async untilPong(): Promise<Received[]> {
    this.send({ type: 'ping' });
    const messages: Received[] = [];
    for (;;) {
      const message = await this.next();
      if (message.type === 'pong') return messages;
      messages.push(message);
    }
  }

  subscribe(id: string, sql: string, options?: object): Promise<Received> {
    const subscription = options === undefined ? { id, sql } : { id, sql, options };
    return this.ask({ type: 'subscribe', subscription });
  }
}

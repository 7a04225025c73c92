import type { Socket } from 'node:net';
import { departure } from '../departure.ts';
import { bodyText } from '../read-body.ts';
import type { SqlAnswer, SqlExchange } from '../sql-exchange.ts';
import { writePlainAnswer } from './plain-answer.ts';
import { type PlainHead, readPlainHead } from './plain-head.ts';

export interface PlainConnectionsParts {
  /** The path whose requests are answered here. */
  readonly path: string;
  readonly answer: (exchange: SqlExchange) => Promise<void>;
  /** A full server; it takes a connection as if nothing had been read from it. */
  readonly handOver: (socket: Socket) => void;
  readonly keepAliveMs: number;
}

/**
 * Connections on which every request so far was plain and arrived in one piece: these are answered
 * here, one at a time. The first other one goes to the full server, and the connection with it, for
 * good. See the decision "Plain requests of the SQL route do without node's HTTP server".
 */
export class PlainConnections {
  readonly #parts: PlainConnectionsParts;
  readonly #open = new Set<PlainConnection>();

  constructor(parts: PlainConnectionsParts) {
    this.#parts = parts;
  }

  /** Serve a connection that has just been accepted. */
  accept(socket: Socket): void {
    const connection = new PlainConnection(socket, this.#parts, () => {
      this.#open.delete(connection);
    });
    this.#open.add(connection);
  }

  /** Close the connections that wait for a request. */
  closeIdle(): void {
    for (const connection of this.#open) connection.closeIfIdle();
  }

  /** Cut all connections. */
  closeAll(): void {
    for (const connection of this.#open) connection.cut();
  }
}

class PlainConnection {
  readonly #socket: Socket;
  readonly #parts: PlainConnectionsParts;
  readonly #left: () => void;
  #isAnswering = false;
  /** What came while a request was being answered. */
  #early: Buffer | undefined;
  /** Clients send the same head again and again. */
  #knownHead: { readonly text: string; readonly head: PlainHead } | undefined;

  /** `left` is called once the connection is closed or handed over. */
  constructor(socket: Socket, parts: PlainConnectionsParts, left: () => void) {
    this.#socket = socket;
    this.#parts = parts;
    this.#left = left;
    socket.setTimeout(parts.keepAliveMs);
    socket.on('timeout', this.#onTimeout);
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', left);
  }

  closeIfIdle(): void {
    if (!this.#isAnswering && this.#socket.writableLength === 0) this.#socket.destroy();
  }

  cut(): void {
    this.#socket.destroy();
  }

  /** Nothing came for long, or a client does not take its answer. */
  readonly #onTimeout = (): void => {
    if (!this.#isAnswering) this.#socket.destroy();
  };

  readonly #onEnd = (): void => {
    this.#socket.end();
  };

  /** A reset by the client; the close that follows tells whom it concerns. */
  readonly #onError = (): void => {};

  readonly #onData = (chunk: Buffer): void => {
    if (this.#isAnswering) {
      this.#socket.pause();
      this.#early = this.#early === undefined ? chunk : Buffer.concat([this.#early, chunk]);
      return;
    }
    const exchange = this.#read(chunk);
    if (exchange === undefined) this.#handOver(chunk);
    else {
      this.#isAnswering = true;
      void this.#parts.answer(exchange);
    }
  };

  /** The one request that `chunk` is; `undefined` when it is not a plain one, whole and alone. */
  #read(chunk: Buffer): SqlExchange | undefined {
    const headSize = chunk.indexOf('\r\n\r\n');
    if (headSize < 0) return undefined;
    const head = this.#readHead(chunk.toString('latin1', 0, headSize));
    if (head === undefined) return undefined;
    const body = chunk.subarray(headSize + 4);
    if (body.length !== head.contentLength) return undefined;
    return new PlainExchange(this, head, departure(this.#socket), body);
  }

  send(answer: SqlAnswer): void {
    if (this.#socket.writable) {
      writePlainAnswer(this.#socket, answer, this.#parts.keepAliveMs / 1000);
    }
    this.#isAnswering = false;
    if (this.#early !== undefined) this.#handOver(this.#early);
  }

  #readHead(text: string): PlainHead | undefined {
    if (text === this.#knownHead?.text) return this.#knownHead.head;
    const head = readPlainHead(text, this.#parts.path);
    if (head !== undefined) this.#knownHead = { text, head };
    return head;
  }

  #handOver(unread: Buffer): void {
    const socket = this.#socket;
    socket.setTimeout(0);
    socket.off('timeout', this.#onTimeout);
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('error', this.#onError);
    socket.off('close', this.#left);
    this.#left();
    if (socket.destroyed) return;
    socket.pause();
    socket.unshift(unread);
    this.#parts.handOver(socket);
    socket.resume();
  }
}

class PlainExchange implements SqlExchange {
  readonly authorization: string | undefined;
  readonly requestId: string | undefined;
  readonly departed: AbortSignal;
  readonly #connection: PlainConnection;
  readonly #body: Buffer;

  constructor(connection: PlainConnection, head: PlainHead, departed: AbortSignal, body: Buffer) {
    this.authorization = head.authorization;
    this.requestId = head.requestId;
    this.departed = departed;
    this.#connection = connection;
    this.#body = body;
  }

  body(maxBytes: number): string {
    return bodyText(this.#body, maxBytes);
  }

  send(answer: SqlAnswer): void {
    this.#connection.send(answer);
  }
}

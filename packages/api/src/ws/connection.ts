import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { closeCodes } from './close-code.ts';
import type { Beating } from './heartbeat.ts';
import { DEFAULT_BUFFERED_BYTES } from './limits.ts';
import { Outbox } from './outbox.ts';
import { Session, type SessionParts } from './session.ts';
import type { UpgradeRequest } from './upgrade.ts';

/** How long a client has to answer a close before it is cut off. */
const CLOSE_GRACE_MS = 2_000;

/** One socket and its session, from the upgrade to the close. */
export class Connection implements Beating {
  readonly #socket: WebSocket;
  readonly #session: Session;
  readonly #outbox: Outbox;
  /** Whether the client did anything since the last beat. */
  #alive = true;

  /** `onClose` is called once, when the socket is closed. */
  constructor(parts: SessionParts, socket: WebSocket, stream: Duplex, onClose: () => void) {
    const { bufferedBytes = DEFAULT_BUFFERED_BYTES } = parts.limits;
    this.#socket = socket;
    this.#outbox = new Outbox(socket, stream, bufferedBytes, () => this.#drained());
    this.#session = new Session(parts, socket, this.#outbox);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      this.#alive = true;
      this.#receive(parts, data, isBinary);
    });
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('error', (error) => parts.logger.debug({ err: error }, 'socket failed'));
    socket.once('close', () => {
      this.#session.close();
      onClose();
    });
  }

  /** What the client has not taken yet. */
  get bufferedBytes(): number {
    return this.#outbox.bufferedBytes;
  }

  /** What the upgrade request has said already. */
  begin({ token, format }: UpgradeRequest): void {
    this.#outbox.compress = format?.compression === 'gzip';
    if (token !== undefined) this.#session.authenticate(token, format);
  }

  beat(): void {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    this.#session.checkToken();
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  /** Close with `code`; resolves when the socket is closed, at the latest after two seconds. */
  async close(code: number, reason: string): Promise<void> {
    this.#session.close();
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    // A client that has stopped reading would not get the close frame, nor we its answer.
    this.#socket.resume();
    this.#socket.close(code, reason);
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS);
    await closed;
    clearTimeout(cut);
  }

  #receive(parts: SessionParts, data: RawData, isBinary: boolean): void {
    try {
      this.#session.receive(data, isBinary);
    } catch (error) {
      parts.logger.error({ err: error }, 'a socket message failed');
      this.#socket.close(closeCodes.internal, 'the server failed');
    }
  }

  #drained(): void {
    this.#alive = true;
    this.#session.drained();
  }
}

import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { closeCodes } from './close-code.ts';
import type { Beating } from './heartbeat.ts';
import { DEFAULT_BUFFERED_BYTES } from './limits.ts';
import { Outbox } from './outbox.ts';
import { Session, type SessionParts } from './session.ts';
import type { UpgradeRequest } from './upgrade.ts';

/** Beats without a sign of life after which a client is cut off. */
const MOST_MISSED = 1;
/** The same of a client that has much to read before it comes to the ping. */
const MOST_MISSED_BEHIND = 10;
const MUCH_TO_READ_BYTES = 64 * 1024;

/** How long a client has to answer a close before it is cut off. */
const CLOSE_GRACE_MS = 2_000;

/** One socket and its session, from the upgrade to the close. */
export class Connection implements Beating {
  readonly #socket: WebSocket;
  readonly #session: Session;
  readonly #outbox: Outbox;
  /** Beats since the client did anything. */
  #missed = 0;
  /** What was sent before the ping that the client has answered last. */
  #readBytes = 0;

  /** `onClose` is called once, when the socket is closed. */
  constructor(parts: SessionParts, socket: WebSocket, stream: Duplex, onClose: () => void) {
    const { bufferedBytes = DEFAULT_BUFFERED_BYTES } = parts.limits;
    this.#socket = socket;
    this.#outbox = new Outbox(socket, stream, bufferedBytes, () => this.#drained());
    this.#session = new Session(parts, socket, this.#outbox);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      this.#missed = 0;
      this.#receive(parts, data, isBinary);
    });
    socket.on('pong', (data: Buffer) => {
      this.#missed = 0;
      this.#readBytes = Number(data);
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
    const { sentBytes } = this.#outbox;
    const isBehind = sentBytes - this.#readBytes > MUCH_TO_READ_BYTES;
    if (this.#missed >= (isBehind ? MOST_MISSED_BEHIND : MOST_MISSED)) {
      this.#socket.terminate();
      return;
    }
    this.#missed += 1;
    this.#session.checkToken();
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping(String(sentBytes));
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
    this.#missed = 0;
    this.#session.drained();
  }
}

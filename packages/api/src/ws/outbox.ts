import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { WebSocket } from 'ws';
import type { Frame } from './frame.ts';

/** Compressing more than this at once would hold up everybody else. */
const SYNC_COMPRESSION_BYTES = 64 * 1024;

const gzipLater = promisify(gzip);

/** The way out to one client: frames in order, with a measure of how many are unsent. */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #boundBytes: number;
  readonly #onDrain: () => void;
  readonly #waiting: (() => void)[] = [];
  /** Compress frames from now on. */
  compress = false;
  /** Frames behind one that is being compressed. */
  #tail: Promise<void> | undefined;
  #tailBytes = 0;
  #sentBytes = 0;

  /** `stream` is what `socket` writes to; `onDrain` is called when there is room again. */
  constructor(socket: WebSocket, stream: Duplex, boundBytes: number, onDrain: () => void) {
    this.#socket = socket;
    this.#boundBytes = boundBytes;
    this.#onDrain = onDrain;
    stream.on('drain', () => this.#drained());
    socket.once('close', () => this.#release());
  }

  /** What the client has not taken yet. */
  get bufferedBytes(): number {
    return this.#tailBytes + this.#socket.bufferedAmount;
  }

  /** About how much was sent since the beginning, buffered or not. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Whether the unsent bytes are within the bound. */
  get isWritable(): boolean {
    return this.bufferedBytes < this.#boundBytes;
  }

  /** Resolves when there is room, or the socket is closed. */
  whenWritable(): Promise<void> {
    if (this.isWritable || this.#socket.readyState !== WebSocket.OPEN) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Never refuses: whoever sends asks `isWritable` first. Nothing happens on a closed socket. */
  send(frame: Frame): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#sentBytes += frame.text.length;
    const slow = this.compress && frame.text.length > SYNC_COMPRESSION_BYTES;
    if (this.#tail === undefined && !slow) this.#write(frame);
    else this.#append(frame);
  }

  #write(frame: Frame): void {
    const compressed = this.compress ? frame.compressed() : undefined;
    if (compressed === undefined) this.#socket.send(frame.text, { binary: false });
    else this.#socket.send(compressed, { binary: true });
  }

  #append(frame: Frame): void {
    this.#tailBytes += frame.text.length;
    const turn = (this.#tail ?? Promise.resolve()).then(() => this.#writeInTurn(frame));
    this.#tail = turn;
    void turn.then(() => {
      if (this.#tail === turn) this.#tail = undefined;
      this.#drained();
    });
  }

  async #writeInTurn(frame: Frame): Promise<void> {
    const { text } = frame;
    const large = text.length > SYNC_COMPRESSION_BYTES ? await gzipLater(text) : undefined;
    this.#tailBytes -= text.length;
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (large === undefined) this.#write(frame);
    else if (large.length < text.length) this.#socket.send(large, { binary: true });
    else this.#socket.send(text, { binary: false });
  }

  #drained(): void {
    if (!this.isWritable) return;
    this.#release();
    this.#onDrain();
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

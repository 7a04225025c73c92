import type { Principal } from '@kalamdb/core';
import {
  type LiveChange,
  LiveError,
  type LiveQueries,
  type LiveSink,
  type LiveSubscription,
} from '@kalamdb/live';
import type { SubscribeMessage } from '../protocol/messages.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { batchControl, serializeAck, serializeBatch } from '../protocol/serialize.ts';
import type { ChangeFrames } from './change-frames.ts';
import { createFrame } from './frame.ts';
import type { Outbox } from './outbox.ts';
import type { Step } from './socket-error.ts';

/** What a subscription needs of its connection. */
export interface SubscriptionHost {
  readonly live: LiveQueries;
  readonly frames: ChangeFrames;
  readonly outbox: Outbox;
  /** Run `read` when the batches asked for before are sent and the connection has room. */
  inTurn(read: () => Promise<void>): void;
  /** Tell the client of `error`. */
  report(subscription: SocketSubscription, error: unknown, step: Step): void;
  /** The subscription has ended by itself. */
  ended(subscription: SocketSubscription): void;
}

/** One live query of one connection: turns what it gives into messages. */
export class SocketSubscription implements LiveSink {
  readonly id: string;
  readonly sql: string;
  /** Whose it is. */
  readonly userId: string;
  readonly #host: SubscriptionHost;
  readonly #live: LiveSubscription;
  readonly #wantsRows: boolean;
  #closed = false;
  #batchAsked = false;

  /** Throws LiveError, SqlError, CoreError for a query that cannot be subscribed to. */
  constructor(host: SubscriptionHost, principal: Principal, message: SubscribeMessage) {
    const { id, sql, namespace, options } = message;
    this.id = id;
    this.sql = sql;
    this.userId = principal.userId;
    this.#host = host;
    this.#wantsRows = options !== undefined;
    this.#live = host.live.subscribe({ principal, namespace, sql, options }, this);
  }

  /** Acknowledge, with the first initial rows if any were asked for. */
  start(): void {
    if (this.#wantsRows) {
      this.#askBatch('acknowledged', undefined);
      return;
    }
    const { schema, startSequence: lastSequence } = this.#live;
    const control = batchControl({ number: 0, hasMore: false, lastSequence });
    this.#send(serializeAck(this.id, control, schema));
    this.#live.resume();
  }

  /** Send the next initial rows. Throws ProtocolError while those before are still to be sent. */
  nextBatch(after: bigint | undefined): void {
    if (this.#batchAsked) {
      const message = 'the batch before is still to come';
      throw new ProtocolError('BATCH_FETCH_FAILED', message, { subscriptionId: this.id });
    }
    this.#askBatch('plain', after);
  }

  /** The connection has room again. */
  resume(): void {
    this.#live.resume();
  }

  /** Idempotent; nothing is sent any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#live.close();
  }

  writable(): boolean {
    return this.#host.outbox.isWritable;
  }

  change(change: LiveChange): void {
    if (!this.#closed) this.#host.outbox.send(this.#host.frames.frame(change, this.id));
  }

  closed(error: unknown): void {
    this.#fail(error, 'change');
  }

  #askBatch(form: BatchForm, after: bigint | undefined): void {
    this.#batchAsked = true;
    this.#host.inTurn(async () => {
      try {
        if (!this.#closed) await this.#sendBatch(form, after);
      } catch (error) {
        if (leavesOpen(error)) this.#host.report(this, error, 'batch');
        else this.#fail(error, 'batch');
      } finally {
        this.#batchAsked = false;
      }
    });
  }

  async #sendBatch(form: BatchForm, after: bigint | undefined): Promise<void> {
    const batch = await this.#live.nextBatch(after);
    if (this.#closed) return;
    const text = serializeBatch(this.id, batch);
    if (form === 'acknowledged') {
      this.#send(serializeAck(this.id, batchControl(batch), this.#live.schema));
    }
    this.#send(text);
    if (!batch.hasMore) this.#live.resume();
  }

  #send(text: Buffer): void {
    this.#host.outbox.send(createFrame(text));
  }

  #fail(error: unknown, step: Step): void {
    if (this.#closed) return;
    this.close();
    this.#host.report(this, error, step);
    this.#host.ended(this);
  }
}

/** With batch 0 goes the acknowledgement. */
type BatchForm = 'acknowledged' | 'plain';

/** Errors of a request that leave the subscription as it was. */
function leavesOpen(error: unknown): boolean {
  if (!(error instanceof LiveError)) return false;
  return error.code === 'LIVE_NO_BATCH' || error.code === 'LIVE_INVALID_CURSOR';
}

import { AuthError, type Authenticator, type Principal } from '@kalamdb/auth';
import type { LiveQueries } from '@kalamdb/live';
import type { RawData, WebSocket } from 'ws';
import type { Logger } from '../logger.ts';
import type {
  ClientMessage,
  ErrorMessage,
  PlainServerMessage,
  SubscribeMessage,
  WireFormat,
} from '../protocol/messages.ts';
import { parseMessage } from '../protocol/parse-message.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { serializeMessage } from '../protocol/serialize.ts';
import type { ChangeFrames } from './change-frames.ts';
import { closeCodes } from './close-code.ts';
import { createFrame } from './frame.ts';
import { Identity } from './identity.ts';
import type { SocketLimits } from './limits.ts';
import type { Outbox } from './outbox.ts';
import { authCode, describeSocketError, protocolErrorMessage, type Step } from './socket-error.ts';
import { SocketSubscription, type SubscriptionHost } from './socket-subscription.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';
import type { UserQuotas } from './user-quota.ts';

/** What every session of a server shares. */
export interface SessionParts {
  readonly live: LiveQueries;
  readonly authenticator: Pick<Authenticator, 'verify'>;
  readonly logger: Logger;
  readonly limits: SocketLimits;
  readonly frames: ChangeFrames;
  readonly quotas: UserQuotas;
}

const plainJson: WireFormat = { serialization: 'json', compression: 'none' };

/** One client: who it is, and its subscriptions. */
export class Session implements SubscriptionHost {
  readonly outbox: Outbox;
  readonly #parts: SessionParts;
  readonly #socket: WebSocket;
  readonly #bucket: TokenBucket;
  readonly #subscriptions = new Map<string, SocketSubscription>();
  readonly #identity: Identity;
  readonly #authTimer: NodeJS.Timeout;
  /** The user whose connections it counts among. */
  #countedFor: string | undefined;
  #batches: Promise<void> = Promise.resolve();

  /** The client has `authTimeoutMs` to authenticate. */
  constructor(parts: SessionParts, socket: WebSocket, outbox: Outbox) {
    this.#parts = parts;
    this.#socket = socket;
    this.outbox = outbox;
    this.#identity = new Identity(parts.authenticator);
    this.#bucket = createTokenBucket(parts.limits.messagesPerSecond, performance.now());
    this.#authTimer = setTimeout(
      () => this.#refuse('AUTH_REQUIRED', 'no authenticate message in time'),
      parts.limits.authTimeoutMs,
    );
  }

  get live(): LiveQueries {
    return this.#parts.live;
  }

  get frames(): ChangeFrames {
    return this.#parts.frames;
  }

  /** One frame of the client. Never throws: what is wrong with it is answered. */
  receive(data: RawData, isBinary: boolean): void {
    try {
      this.#obey(this.#read(data, isBinary));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#send(protocolErrorMessage(error));
    }
    // A client that does not read its answers may not ask for more of them.
    if (!this.outbox.isWritable) this.#socket.pause();
  }

  /** There is room in the outbox again. */
  drained(): void {
    this.#socket.resume();
    for (const subscription of this.#subscriptions.values()) {
      if (!this.outbox.isWritable) return;
      subscription.resume();
    }
  }

  /**
   * Look whether the token still holds: it may have expired, its user may be gone or have another
   * role. If it does not, the client is told and the connection closed with 4401.
   */
  checkToken(): void {
    try {
      this.#identity.check();
    } catch (error) {
      if (error instanceof AuthError) this.#expire(error);
      else this.#parts.logger.error({ err: error }, 'a token could not be verified');
    }
  }

  /** End everything the session holds; the socket is closed by whoever calls. Idempotent. */
  close(): void {
    clearTimeout(this.#authTimer);
    for (const subscription of this.#subscriptions.values()) {
      subscription.close();
      this.ended(subscription);
    }
    if (this.#countedFor !== undefined) {
      this.#parts.quotas.connections.giveBack(this.#countedFor);
      this.#countedFor = undefined;
    }
  }

  /**
   * Authenticate with `token`, which came by message or by the upgrade's header. The first one must
   * be valid, and the user's connections within their limit, or the connection is closed; a wrong
   * one later changes nothing (ProtocolError).
   */
  authenticate(token: string, protocol: WireFormat | undefined): void {
    const isFirst = this.#identity.principal === undefined;
    try {
      const { userId, role } = this.#identity.accept(token);
      clearTimeout(this.#authTimer);
      if (isFirst && !this.#count(userId)) return;
      const format = protocol ?? this.#format();
      this.#send({ type: 'auth_success', user: userId, role, protocol: format });
      this.outbox.compress = format.compression === 'gzip';
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      if (!isFirst) throw new ProtocolError(authCode(error), error.message);
      this.#refuse(authCode(error), error.message, error.code);
    }
  }

  inTurn(read: () => Promise<void>): void {
    this.#batches = this.#batches.then(() => this.outbox.whenWritable()).then(read);
  }

  report({ id, sql }: SocketSubscription, error: unknown, step: Step): void {
    this.#send(this.#describe(error, id, sql, step));
  }

  ended({ id, userId }: SocketSubscription): void {
    if (this.#subscriptions.delete(id)) this.#parts.quotas.subscriptions.giveBack(userId);
  }

  #read(data: RawData, isBinary: boolean): ClientMessage {
    if (!this.#bucket.take(performance.now())) {
      const { messagesPerSecond } = this.#parts.limits;
      const message = `more than ${messagesPerSecond} messages per second; this one was dropped`;
      throw new ProtocolError('RATE_LIMIT_EXCEEDED', message, { subscriptionId: 'rate_limit' });
    }
    if (isBinary) throw new ProtocolError('UNSUPPORTED_DATA', 'send text frames that hold JSON');
    const bytes = data as Buffer;
    const { messageBytes } = this.#parts.limits;
    if (bytes.length > messageBytes) {
      const message = `the message has ${bytes.length} bytes; the limit is ${messageBytes}`;
      throw new ProtocolError('MESSAGE_TOO_LARGE', message);
    }
    return parseMessage(bytes.toString());
  }

  #obey(message: ClientMessage): void {
    switch (message.type) {
      case 'authenticate':
        this.authenticate(message.token, message.protocol);
        break;
      case 'subscribe':
        this.#subscribe(message);
        break;
      case 'next_batch':
        this.#find(message.id).nextBatch(message.lastSequence);
        // The server sets this pace: a client with small batches must not run into the rate limit.
        this.#bucket.giveBack();
        break;
      case 'unsubscribe':
        this.#unsubscribe(message.id, message.ack);
        break;
      case 'ping':
        this.#send({ type: 'pong' });
        break;
      default:
        throw new TypeError(`unknown message ${String(message satisfies never)}`);
    }
  }

  #subscribe(message: SubscribeMessage): void {
    const { id, sql } = message;
    const principal = this.#principal(id);
    if (this.#subscriptions.has(id)) {
      throw new ProtocolError('INVALID_SUBSCRIPTION_ID', `subscription "${id}" exists already`, {
        subscriptionId: id,
        hint: 'Unsubscribe it first, or choose another id.',
      });
    }
    const { subscriptions: limit } = this.#parts.limits;
    if (this.#subscriptions.size >= limit) {
      const text = `a connection may have ${limit} subscriptions`;
      throw new ProtocolError('SUBSCRIPTION_LIMIT_EXCEEDED', text, { subscriptionId: id });
    }
    const { subscriptions: quota } = this.#parts.quotas;
    if (!quota.take(principal.userId)) {
      const text = `all connections of a user together may have ${quota.limit} subscriptions`;
      throw new ProtocolError('SUBSCRIPTION_LIMIT_EXCEEDED', text, { subscriptionId: id });
    }
    try {
      const subscription = new SocketSubscription(this, principal, message);
      this.#subscriptions.set(id, subscription);
      subscription.start();
    } catch (error) {
      if (!this.#subscriptions.has(id)) quota.giveBack(principal.userId);
      this.#send(this.#describe(error, id, sql, 'subscribe'));
    }
  }

  #unsubscribe(id: string, ack: boolean): void {
    const subscription = this.#find(id);
    subscription.close();
    this.ended(subscription);
    if (ack) this.#send({ type: 'unsubscribed', subscription_id: id });
  }

  #find(id: string): SocketSubscription {
    this.#principal(id);
    const subscription = this.#subscriptions.get(id);
    if (subscription !== undefined) return subscription;
    throw new ProtocolError('NOT_FOUND', `there is no subscription "${id}"`, {
      subscriptionId: id,
    });
  }

  /** Who asks about subscription `id`. Throws ProtocolError before authentication. */
  #principal(id: string): Principal {
    const { principal } = this.#identity;
    if (principal !== undefined) return principal;
    throw new ProtocolError('AUTH_REQUIRED', 'authenticate first', { subscriptionId: id });
  }

  /** False, with the connection refused, when the user has too many of them. */
  #count(userId: string): boolean {
    const { connections: quota } = this.#parts.quotas;
    if (quota.take(userId)) {
      this.#countedFor = userId;
      return true;
    }
    this.#refuse('CONNECTION_LIMIT_EXCEEDED', `a user may have ${quota.limit} connections`);
    return false;
  }

  #format(): WireFormat {
    return this.outbox.compress ? { ...plainJson, compression: 'gzip' } : plainJson;
  }

  #expire(error: AuthError): void {
    const facts = { type: 'error', subscription_id: 'protocol' } as const;
    this.#send({ ...facts, code: authCode(error), message: error.message, reason: error.code });
    this.close();
    this.#socket.close(closeCodes.unauthorized, error.message);
  }

  #refuse(code: string, message: string, reason?: string): void {
    const text = { type: 'auth_error', message, code } as const;
    this.#send(reason === undefined ? text : { ...text, reason });
    this.close();
    this.#socket.close(closeCodes.policy, message);
  }

  #describe(error: unknown, subscriptionId: string, sql: string, step: Step): ErrorMessage {
    const { message, expected } = describeSocketError(error, { subscriptionId, sql, step });
    if (!expected) this.#parts.logger.error({ err: error, subscriptionId }, 'live query failed');
    return message;
  }

  #send(message: PlainServerMessage): void {
    this.outbox.send(createFrame(serializeMessage(message)));
  }
}

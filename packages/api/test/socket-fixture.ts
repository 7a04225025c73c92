import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, type VerifiedToken } from '@kalamdb/auth';
import { createLiveQueries, type LiveQueries } from '@kalamdb/live';
import { createMemoryLiveDatabase, type MemoryLiveDatabase } from '@kalamdb/live/testing';
import { sqlTypes, type TableInfo, type Value } from '@kalamdb/sql';
import { tableInfo } from '@kalamdb/sql/testing';
import type { Logger } from '../src/logger.ts';
import type { SocketLimits } from '../src/ws/limits.ts';
import { createSocketServer, type SocketServer } from '../src/ws/socket-server.ts';
import { SocketClient } from './socket-client.ts';

const defaultLimits: SocketLimits = {
  authTimeoutMs: 3_000,
  heartbeatMs: 30_000,
  messageBytes: 10_000,
  subscriptions: 5,
  connectionsPerUser: 600,
  subscriptionsPerUser: 600,
  messagesPerSecond: 1_000,
};

/** `default.messages (id BIGINT PRIMARY KEY, body TEXT, score DOUBLE)`, a table per user. */
export const messages: TableInfo = {
  ...tableInfo({
    id: 1,
    name: 'messages',
    columns: [
      { name: 'id', type: sqlTypes.bigint, nullable: false },
      { name: 'body', type: sqlTypes.text },
      { name: 'score', type: sqlTypes.double },
      { name: '_seq', type: sqlTypes.bigint, nullable: false, system: true },
      { name: '_deleted', type: sqlTypes.boolean, nullable: false, system: true },
    ],
    primaryKey: ['id'],
  }),
  kind: 'user',
};

/** A socket server on a port of its own, over a database in memory. Tokens are user ids. */
export class SocketFixture {
  readonly database: MemoryLiveDatabase = createMemoryLiveDatabase([messages]);
  readonly live: LiveQueries = createLiveQueries(this.database);
  /** What was logged as an error. */
  readonly errors: unknown[] = [];
  /** Users whose tokens have expired, or who are gone. */
  readonly expired = new Set<string>();
  readonly gone = new Set<string>();
  readonly sockets: SocketServer;
  readonly #http: Server;
  #url = '';

  private constructor(limits: Partial<SocketLimits>, allowedOrigins: readonly string[]) {
    const logger: Logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (fields) => this.errors.push(fields),
    };
    this.sockets = createSocketServer({
      live: this.live,
      authenticator: { verify: (token) => this.#verify(token) },
      logger,
      allowedOrigins,
      limits: { ...defaultLimits, ...limits },
    });
    this.#http = createServer();
    this.#http.on('upgrade', (request, stream, head) =>
      this.sockets.handleUpgrade(request, stream, head),
    );
  }

  static async start(
    limits: Partial<SocketLimits> = {},
    allowedOrigins: readonly string[] = [],
  ): Promise<SocketFixture> {
    const fixture = new SocketFixture(limits, allowedOrigins);
    fixture.#http.listen(0, '127.0.0.1');
    await once(fixture.#http, 'listening');
    const { port } = fixture.#http.address() as AddressInfo;
    fixture.#url = `ws://127.0.0.1:${port}`;
    return fixture;
  }

  url(path = '/v1/ws'): string {
    return this.#url + path;
  }

  open(...options: Parameters<typeof SocketClient.open> extends [string, ...infer R] ? R : never) {
    return SocketClient.open(this.url(), ...options);
  }

  /** A client that is signed in. */
  async signIn(user: string, compression: 'gzip' | 'none' = 'none'): Promise<SocketClient> {
    const client = await this.open();
    const protocol = { serialization: 'json', compression };
    await client.ask({ type: 'authenticate', method: 'jwt', token: user, protocol });
    return client;
  }

  /** Write a row of `user`; no values: delete it. */
  put(user: string, id: bigint, ...values: readonly Value[]): void {
    const [body, score = null] = values;
    const row = body === undefined ? undefined : [id, body, score];
    this.database.commit([{ table: messages, scope: user, identity: String(id), values: row }]);
  }

  async stop(): Promise<void> {
    await this.sockets.close();
    this.live.close();
    this.#http.closeAllConnections();
    this.#http.close();
  }

  #verify(token: string): VerifiedToken {
    if (this.expired.has(token)) {
      throw new AuthError('AUTH_TOKEN_EXPIRED', 'the token has expired; sign in again');
    }
    if (this.gone.has(token) || !/^[a-z]+$/.test(token)) {
      throw new AuthError('AUTH_INVALID_TOKEN', 'the token is not valid');
    }
    return {
      principal: { userId: token, role: 'user' },
      version: 0,
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    };
  }
}

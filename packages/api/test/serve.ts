import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import type { Account, Authenticator } from '@kalamdb/auth';
import { AuthError } from '@kalamdb/auth';
import type { ExecuteRequest, StatementResult } from '@kalamdb/core';
import { createHttpServer, type HttpParts } from '../src/http/http-server.ts';
import type { Logger } from '../src/logger.ts';

/** A line that the server under test has logged. */
interface LogLine {
  readonly level: keyof Logger;
  readonly fields: object;
  readonly message: string;
}

/** A server under test, on a free port, and what it did. */
export interface Served {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ExecuteRequest[];
  readonly log: readonly LogLine[];
  /** Requests that node's HTTP server has answered. */
  nodeRequests(): number;
  close(): Promise<void>;
}

type Execute = (request: ExecuteRequest) => Promise<readonly StatementResult[]>;

export const alice: Account = {
  userId: 'alice',
  role: 'user',
  passwordHash: undefined,
  email: 'alice@example.org',
  failedLoginAttempts: 0,
  lockedUntil: undefined,
  createdAt: 1_700_000_000_000_000n,
  updatedAt: 1_700_000_001_000_000n,
};

/** Serves `execute` over HTTP; the only valid access token is `good`. */
export async function serve(execute: Execute, overrides: Partial<HttpParts> = {}): Promise<Served> {
  const requests: ExecuteRequest[] = [];
  const log: LogLine[] = [];
  const http = createHttpServer({
    database: {
      execute: (request) => {
        requests.push(request);
        return execute(request);
      },
      // A transaction stays open unless the text is COMMIT.
      executeInTransaction: async ({ transactionId = 'new', ...request }) => {
        requests.push({ ...request, transactionId } as ExecuteRequest);
        const results = await execute(request);
        return { results, transactionId: request.sql === 'COMMIT' ? undefined : transactionId };
      },
    },
    authenticator: tokenOnly,
    accounts: { find: (userId) => (userId === alice.userId ? alice : undefined) },
    logger: recorder(log),
    limits: { bodyBytes: 1000, resultBytes: 1000 },
    isReady: () => true,
    version: '1.2.3',
    signInsPerMinute: 1000,
    secureCookies: false,
    allowedOrigins: [],
    ...overrides,
  });
  const { server } = http;
  let nodeRequests = 0;
  server.on('request', () => {
    nodeRequests += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    server.close();
    http.closeAllConnections();
    await once(server, 'close');
  };
  const url = `http://127.0.0.1:${port}`;
  return { url, port, requests, log, nodeRequests: () => nodeRequests, close };
}

const tokenOnly: Authenticator = {
  signIn: () => Promise.reject(new AuthError('AUTH_INVALID_CREDENTIALS', 'nobody signs in here')),
  refresh: () => {
    throw new AuthError('AUTH_INVALID_TOKEN', 'nothing is refreshed here');
  },
  verify: (token) => {
    if (token === 'expired') throw new AuthError('AUTH_TOKEN_EXPIRED', 'the token has expired');
    if (token !== 'good') throw new AuthError('AUTH_INVALID_TOKEN', 'the token is not valid');
    return { principal: { userId: 'alice', role: 'user' }, version: 0, expiresAtMs: 2e12 };
  },
};

function recorder(log: LogLine[]): Logger {
  const at = (level: keyof Logger) => (fields: object, message: string) => {
    log.push({ level, fields, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request without fetch's conveniences; `body` may be sent in pieces. */
export function send(
  port: number,
  options: RequestOptions,
  body: readonly (string | Buffer)[] = [],
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on('error', reject);
    for (const piece of body) request.write(piece);
    request.end();
  });
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Authenticator } from '@kalamdb/auth';
import type { Database, ExecuteRequest, TransactionResults } from '@kalamdb/core';
import { ApiError } from '../error.ts';
import { describeError, type ErrorDescription } from '../error-status.ts';
import type { Logger } from '../logger.ts';
import { answerEarly } from './answer-early.ts';
import { bearerToken } from './bearer-token.ts';
import { departure } from './departure.ts';
import { atEndOfTurn } from './end-of-turn.ts';
import { readBody } from './read-body.ts';
import { requestId } from './request-id.ts';
import { giveBackBuffer, takeBuffer } from './spare-buffers.ts';
import { parseSqlRequest, type SqlRequest } from './sql-request.ts';
import { type ResponseLimits, tookMs, writeSuccess } from './sql-response.ts';

interface SqlRouteLimits extends ResponseLimits {
  readonly bodyBytes: number;
}

export interface SqlRouteParts {
  readonly database: Pick<Database, 'execute' | 'executeInTransaction'>;
  readonly authenticator: Pick<Authenticator, 'verify'>;
  readonly logger: Logger;
  readonly limits: SqlRouteLimits;
  /** False while draining: new requests are refused, running ones finish. */
  readonly isReady: () => boolean;
}

/**
 * The handler of POST /v1/api/sql, without any framework (see the decision "The SQL route stands in
 * front of express"). Never rejects: every failure becomes an answer. Running queries are canceled
 * when the client leaves.
 */
export function createSqlRoute(
  parts: SqlRouteParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const startedAt = performance.now();
    const id = requestId(request);
    let sqlText = '';
    try {
      if (!parts.isReady()) throw shuttingDown();
      const { principal } = parts.authenticator.verify(bearerToken(request));
      const body = parseSqlRequest(await readBody(request, parts.limits.bodyBytes));
      sqlText = body.sql;
      const { results, transactionId } = await run(parts.database, body, {
        principal,
        namespace: body.namespace ?? 'default',
        sql: sqlText,
        parameters: body.parameters,
        signal: departure(request.socket),
      });
      const answer = takeBuffer();
      await writeSuccess(answer, { results, transactionId, startedAt }, parts.limits);
      const write = () => {
        send(request, response, { status: 200, id, body: answer.bytes() });
        if (answer.size <= ONE_WRITE_BYTES) giveBackBuffer(answer);
      };
      // Answers to writes come together as it is: those of a group commit.
      if (results[0]?.kind === 'rows') atEndOfTurn(write);
      else write();
    } catch (error) {
      const description = describeError(error, sqlText);
      logFailure(parts.logger, id, error, description);
      const body = errorBody(description, id, startedAt);
      send(request, response, { status: description.status, id, body });
    }
  };
}

async function run(
  database: SqlRouteParts['database'],
  { transactionId, keepTransaction }: SqlRequest,
  request: ExecuteRequest,
): Promise<TransactionResults> {
  if (transactionId === undefined && !keepTransaction) {
    return { results: await database.execute(request), transactionId: undefined };
  }
  return database.executeInTransaction({ ...request, transactionId });
}

function shuttingDown(): ApiError {
  return new ApiError('SHUTTING_DOWN', 'the server is stopping; try again in a moment');
}

/** Expected failures without their message, which may quote the text, and a password in it. */
function logFailure(logger: Logger, id: string, error: unknown, found: ErrorDescription): void {
  if (!found.expected) logger.error({ request_id: id, err: error }, 'statement failed');
  else logger.debug({ request_id: id, code: found.code, reason: found.reason }, 'refused');
}

function errorBody(description: ErrorDescription, id: string, startedAt: number): Buffer {
  const { status: _, expected: __, ...error } = description;
  const took = tookMs(startedAt);
  return Buffer.from(
    JSON.stringify({ status: 'error', results: [], took, error: { ...error, request_id: id } }),
  );
}

/**
 * Bodies up to this size go to the socket as one string with the headers. A buffer would be a
 * second part of a `writev`, which costs more than copying: a bare server answers 1.1x as many.
 */
const ONE_WRITE_BYTES = 32 * 1024;

interface Answer {
  readonly status: number;
  readonly id: string;
  readonly body: Buffer;
}

/** A request whose body was not read to its end cannot share its connection with another one. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, id, body }: Answer,
): void {
  const headers: Record<string, string | number> = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    'x-request-id': id,
  };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 503) headers['retry-after'] = '1';
  if (!request.complete) headers.connection = 'close';
  response.writeHead(status, headers);
  if (!request.complete) answerEarly(request, response, body);
  else if (body.length > ONE_WRITE_BYTES || response.socket === null) response.end(body);
  else endInOneWrite(response, response.socket, body);
}

/** `end` with a text would be two writes: the text with the headers, and an empty one to know of. */
function endInOneWrite(response: ServerResponse, socket: Socket, body: Buffer): void {
  socket.cork();
  response.write(body.toString('latin1'), 'latin1');
  socket.uncork();
  response.end();
}

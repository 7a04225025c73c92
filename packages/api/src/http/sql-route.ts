import type { Authenticator } from '@kalamdb/auth';
import type { Database, ExecuteRequest } from '@kalamdb/core';
import { ApiError } from '../error.ts';
import { describeError, type ErrorDescription } from '../error-status.ts';
import type { Logger } from '../logger.ts';
import { bearerToken } from './bearer-token.ts';
import { atEndOfTurn } from './end-of-turn.ts';
import { requestId } from './request-id.ts';
import { giveBackBuffer, takeBuffer } from './spare-buffers.ts';
import { ONE_WRITE_BYTES, type SqlAnswer, type SqlExchange } from './sql-exchange.ts';
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
export function createSqlRoute(parts: SqlRouteParts): (exchange: SqlExchange) => Promise<void> {
  return async (exchange) => {
    const startedAt = performance.now();
    const id = requestId(exchange.requestId);
    let sqlText = '';
    try {
      if (!parts.isReady()) throw shuttingDown();
      const { principal } = parts.authenticator.verify(bearerToken(exchange.authorization));
      const text = exchange.body(parts.limits.bodyBytes);
      // Here and below: waiting for what is at hand costs as much as reading a row.
      const body = parseSqlRequest(text instanceof Promise ? await text : text);
      sqlText = body.sql;
      const request: ExecuteRequest = {
        principal,
        namespace: body.namespace ?? 'default',
        sql: sqlText,
        parameters: body.parameters,
        signal: exchange.departed,
      };
      const executed = isOfTransaction(body)
        ? await parts.database.executeInTransaction({
            ...request,
            transactionId: body.transactionId,
          })
        : { results: await parts.database.execute(request), transactionId: undefined };
      const answer = takeBuffer();
      const written = writeSuccess(answer, { ...executed, startedAt }, parts.limits);
      if (written instanceof Promise) await written;
      const write = () => {
        exchange.send(answerOf(200, id, answer.bytes()));
        if (answer.size <= ONE_WRITE_BYTES) giveBackBuffer(answer);
      };
      // Answers to writes come together as it is: those of a group commit.
      if (executed.results[0]?.kind === 'rows') atEndOfTurn(write);
      else write();
    } catch (error) {
      const description = describeError(error, sqlText);
      logFailure(parts.logger, id, error, description);
      const body = errorBody(description, id, startedAt);
      exchange.send(answerOf(description.status, id, body));
    }
  };
}

/** Whether it goes on in a transaction, or may leave one open. */
function isOfTransaction({ transactionId, keepTransaction }: SqlRequest): boolean {
  return transactionId !== undefined || keepTransaction;
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

const commonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
};
const unauthorizedHeaders = { ...commonHeaders, 'www-authenticate': 'Bearer' };
const unavailableHeaders = { ...commonHeaders, 'retry-after': '1' };

function answerOf(status: number, requestId: string, body: Buffer): SqlAnswer {
  const headers =
    status === 401 ? unauthorizedHeaders : status === 503 ? unavailableHeaders : commonHeaders;
  return { status, headers, requestId, body };
}

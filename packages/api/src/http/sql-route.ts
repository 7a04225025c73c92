import type { Authenticator } from '@kalamdb/auth';
import type { Database, ExecuteRequest, TransactionResults } from '@kalamdb/core';
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
      const body = parseSqlRequest(await exchange.body(parts.limits.bodyBytes));
      sqlText = body.sql;
      const { results, transactionId } = await run(parts.database, body, {
        principal,
        namespace: body.namespace ?? 'default',
        sql: sqlText,
        parameters: body.parameters,
        signal: exchange.departed,
      });
      const answer = takeBuffer();
      await writeSuccess(answer, { results, transactionId, startedAt }, parts.limits);
      const write = () => {
        exchange.send(answerOf(200, id, answer.bytes()));
        if (answer.size <= ONE_WRITE_BYTES) giveBackBuffer(answer);
      };
      // Answers to writes come together as it is: those of a group commit.
      if (results[0]?.kind === 'rows') atEndOfTurn(write);
      else write();
    } catch (error) {
      const description = describeError(error, sqlText);
      logFailure(parts.logger, id, error, description);
      const body = errorBody(description, id, startedAt);
      exchange.send(answerOf(description.status, id, body));
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

function answerOf(status: number, id: string, body: Buffer): SqlAnswer {
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-request-id': id,
  };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 503) headers['retry-after'] = '1';
  return { status, headers, body };
}

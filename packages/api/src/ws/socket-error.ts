import { AuthError } from '@kalamdb/auth';
import { CoreError, type CoreErrorCode } from '@kalamdb/core';
import { LiveError, type LiveErrorCode } from '@kalamdb/live';
import { locate, SqlError, type SqlErrorCode } from '@kalamdb/sql';
import type { ErrorMessage, SocketErrorCode } from '../protocol/messages.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';

/** Codes not listed get the fallback of the step that failed. */
const sqlCodes: Partial<Record<SqlErrorCode, SocketErrorCode>> = {
  SQL_UNKNOWN_TABLE: 'NOT_FOUND',
  SQL_UNKNOWN_NAMESPACE: 'NOT_FOUND',
  SQL_UNSUPPORTED: 'UNSUPPORTED',
  SQL_OUT_OF_RANGE: 'CONVERSION_ERROR',
};

const coreCodes: Partial<Record<CoreErrorCode, SocketErrorCode>> = {
  CORE_PERMISSION_DENIED: 'UNAUTHORIZED',
  CORE_TABLE_NOT_FOUND: 'NOT_FOUND',
  CORE_NAMESPACE_NOT_FOUND: 'NOT_FOUND',
};

const liveCodes: Record<LiveErrorCode, SocketErrorCode> = {
  LIVE_UNSUPPORTED: 'UNSUPPORTED',
  LIVE_INVALID_OPTION: 'UNSUPPORTED',
  LIVE_INVALID_CURSOR: 'SUBSCRIPTION_FAILED',
  LIVE_CURSOR_EXPIRED: 'SUBSCRIPTION_FAILED',
  LIVE_NO_BATCH: 'BATCH_FETCH_FAILED',
  LIVE_BATCH_TOO_LARGE: 'BATCH_FETCH_FAILED',
  LIVE_TABLE_DROPPED: 'NOT_FOUND',
  LIVE_CLOSED: 'SUBSCRIPTION_FAILED',
};

/** What was being done: says what an error means that could mean several things. */
export type Step = 'subscribe' | 'batch' | 'change';

const fallbacks: Record<Step, SocketErrorCode> = {
  subscribe: 'SUBSCRIPTION_FAILED',
  batch: 'BATCH_FETCH_FAILED',
  change: 'SUBSCRIPTION_FAILED',
};

/** An error as a client sees it. `expected` is false for what must be logged. */
export interface DescribedError {
  readonly message: ErrorMessage;
  readonly expected: boolean;
}

/** Any error of a subscription as a message; what was not foreseen is told without internals. */
export function describeSocketError(
  error: unknown,
  { subscriptionId, sql, step }: { subscriptionId: string; sql: string; step: Step },
): DescribedError {
  const code = codeOf(error, step);
  const base = { type: 'error', subscription_id: subscriptionId } as const;
  if (code === undefined || !(error instanceof Error)) {
    const message = 'the server failed; see its log';
    return {
      message: { ...base, code: fallbacks[step], message, reason: 'INTERNAL_ERROR' },
      expected: false,
    };
  }
  return {
    message: { ...base, code, message: error.message, ...details(error, sql) },
    expected: true,
  };
}

/** A refused message as a message. */
export function protocolErrorMessage(error: ProtocolError): ErrorMessage {
  const { code, message, subscriptionId, hint } = error;
  const base = { type: 'error', subscription_id: subscriptionId, code, message } as const;
  return hint === undefined ? base : { ...base, hint };
}

/** `undefined` for errors that are not meant for clients. */
function codeOf(error: unknown, step: Step): SocketErrorCode | undefined {
  if (error instanceof ProtocolError) return error.code;
  if (error instanceof AuthError) return authCode(error);
  if (error instanceof LiveError) return liveCodes[error.code];
  if (error instanceof CoreError) return coreCodes[error.code] ?? fallbacks[step];
  if (!(error instanceof SqlError)) return undefined;
  return sqlCodes[error.code] ?? (step === 'subscribe' ? 'INVALID_SQL' : fallbacks[step]);
}

/** What a refused token means to a connection. */
export function authCode(error: AuthError): 'TOKEN_EXPIRED' | 'UNAUTHORIZED' {
  return error.code === 'AUTH_TOKEN_EXPIRED' ? 'TOKEN_EXPIRED' : 'UNAUTHORIZED';
}

function details(error: Error, sql: string): Partial<ErrorMessage> {
  if (error instanceof AuthError) return { reason: error.code };
  if (error instanceof ProtocolError) return error.hint === undefined ? {} : { hint: error.hint };
  if (!isPlaced(error)) return {};
  return {
    reason: error.code,
    ...(error.position === undefined ? {} : { position: locate(sql, error.position) }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

function isPlaced(error: Error): error is SqlError | CoreError | LiveError {
  return error instanceof SqlError || error instanceof CoreError || error instanceof LiveError;
}

/** Stable codes of requests that fail before they reach the database. Wire names; see docs. */
export type ApiErrorCode =
  | 'MISSING_AUTHORIZATION'
  | 'INVALID_INPUT'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'SHUTTING_DOWN';

/** A request that cannot be understood or served. The message names the offender and the remedy. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
  }
}

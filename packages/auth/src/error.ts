/** Stable codes of refused sign-ins and tokens. */
export type AuthErrorCode =
  | 'AUTH_INVALID_CREDENTIALS'
  | 'AUTH_ACCOUNT_LOCKED'
  | 'AUTH_WEAK_PASSWORD'
  | 'AUTH_INVALID_TOKEN'
  | 'AUTH_TOKEN_EXPIRED';

/** An expected failure to prove who is asking. Messages never tell whether a user exists. */
export class AuthError extends Error {
  readonly code: AuthErrorCode;

  constructor(code: AuthErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AuthError';
    this.code = code;
  }
}

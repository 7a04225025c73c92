import type { Account, Authenticator, SignedIn } from '@kalamdb/auth';
import { type CookieOptions, type Request, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { ApiError } from '../error.ts';
import { bearerToken, cookieValue } from './bearer-token.ts';

/** Finds the account of a verified principal. */
interface AccountFinder {
  find(userId: string): Account | undefined;
}

export interface AuthRouteParts {
  readonly authenticator: Authenticator;
  readonly accounts: AccountFinder;
  readonly signInsPerMinute: number;
  /** Set the `Secure` attribute: the server is reached by https. */
  readonly secureCookies: boolean;
}

const ACCESS_COOKIE = 'kalamdb_auth';
const REFRESH_COOKIE = 'kalamdb_refresh';

const credentials = z
  .strictObject({
    user: z.string().max(128).optional(),
    username: z.string().max(128).optional(),
    password: z.string().max(256),
  })
  .refine(({ user, username }) => (user === undefined) !== (username === undefined), {
    message: 'exactly one of "user" and "username" is needed',
  });

/** POST login, refresh, logout and GET me, below /v1/api/auth. Failures go to the error handler. */
export function authRoutes(parts: AuthRouteParts): Router {
  const router = Router();
  const limiter = signInLimiter(parts.signInsPerMinute);
  router.post('/login', limiter, async (request, response) => {
    const { user, username, password } = parseCredentials(request.body);
    const signedIn = await parts.authenticator.signIn(user ?? username ?? '', password);
    answer(parts, response, signedIn);
  });
  router.post('/refresh', limiter, (request, response) => {
    const token =
      cookieValue(request, REFRESH_COOKIE) ?? bearerToken(request.headers.authorization);
    answer(parts, response, parts.authenticator.refresh(token));
  });
  router.post('/logout', (_request, response) => {
    response.clearCookie(ACCESS_COOKIE).clearCookie(REFRESH_COOKIE);
    response.json({ message: 'Logged out successfully' });
  });
  router.get('/me', (request, response) => {
    const { principal } = parts.authenticator.verify(accessToken(request));
    const account = parts.accounts.find(principal.userId);
    if (account === undefined) throw new ApiError('MISSING_AUTHORIZATION', 'the user is gone');
    response.json({ user: wireUser(account), admin_ui_access: mayAdminister(account) });
  });
  return router;
}

function signInLimiter(perMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: true,
    legacyHeaders: false,
    // Addresses are those of connections; a forwarded one could be anybody's invention.
    validate: { xForwardedForHeader: false },
    message: {
      error: 'rate_limited',
      message: 'too many sign-ins from this address; wait a minute',
    },
  });
}

function parseCredentials(body: unknown) {
  const result = credentials.safeParse(body);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new ApiError(
    'INVALID_INPUT',
    `the body must be {"user": text, "password": text}: ${problems.join('; ').trim()}`,
  );
}

function accessToken(request: Request): string {
  const { authorization } = request.headers;
  const cookie = authorization === undefined ? cookieValue(request, ACCESS_COOKIE) : undefined;
  return cookie ?? bearerToken(authorization);
}

function answer(parts: AuthRouteParts, response: Response, { account, tokens }: SignedIn): void {
  const cookie = (expiresAtMs: number): CookieOptions => ({
    httpOnly: true,
    sameSite: 'strict',
    secure: parts.secureCookies,
    expires: new Date(expiresAtMs),
  });
  response.cookie(ACCESS_COOKIE, tokens.accessToken, cookie(tokens.accessExpiresAtMs));
  response.cookie(REFRESH_COOKIE, tokens.refreshToken, cookie(tokens.refreshExpiresAtMs));
  response.json({
    user: wireUser(account),
    admin_ui_access: mayAdminister(account),
    expires_at: new Date(tokens.accessExpiresAtMs).toISOString(),
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    refresh_expires_at: new Date(tokens.refreshExpiresAtMs).toISOString(),
  });
}

function wireUser(account: Account): object {
  const time = (microseconds: bigint) => new Date(Number(microseconds / 1000n)).toISOString();
  return {
    id: account.userId,
    role: account.role,
    email: account.email ?? null,
    created_at: time(account.createdAt),
    updated_at: time(account.updatedAt),
  };
}

function mayAdminister({ role }: Account): boolean {
  return role === 'dba' || role === 'system';
}

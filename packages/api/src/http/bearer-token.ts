import type { IncomingMessage } from 'node:http';
import { ApiError } from '../error.ts';

/**
 * The token of `Bearer …`, the value of an Authorization header. Throws ApiError
 * MISSING_AUTHORIZATION when there is no header or another scheme in it.
 */
export function bearerToken(header: string | undefined): string {
  if (header === undefined) {
    throw new ApiError(
      'MISSING_AUTHORIZATION',
      'send the header "Authorization: Bearer <access token>"; POST /v1/api/auth/login gives one',
    );
  }
  const token = header.startsWith('Bearer ')
    ? header.slice('Bearer '.length).trim()
    : /^bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined || token === '') {
    throw new ApiError(
      'MISSING_AUTHORIZATION',
      'the Authorization header must be "Bearer <token>"',
    );
  }
  return token;
}

/** The value of a cookie of the request, as it was set. */
export function cookieValue(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

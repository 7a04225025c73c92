import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';

/** Adds the headers that let web pages of other origins in, and answers their preflights. */
export type CorsHandler = (
  request: IncomingMessage & { method?: string | undefined },
  response: ServerResponse,
  next: () => void,
) => void;

/**
 * CORS for these origins; `*` is any. None: no page of another origin may use the server. Cookies
 * are allowed for origins that are named, and not for `*`.
 */
export function allowOrigins(origins: readonly string[]): CorsHandler {
  const isAny = origins.includes('*');
  return cors<IncomingMessage>({
    origin: isAny ? '*' : origins.length > 0 && [...origins],
    credentials: !isAny && origins.length > 0,
    exposedHeaders: ['X-Request-Id', 'Retry-After'],
    maxAge: 3600,
  });
}

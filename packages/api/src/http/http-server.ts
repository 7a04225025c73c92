import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AppParts, createApp } from './app.ts';
import { allowOrigins } from './cors.ts';
import { createSqlRoute, type SqlRouteParts } from './sql-route.ts';

/** What the HTTP side is made of. */
export interface HttpParts
  extends Omit<AppParts, 'allowOrigins'>,
    Omit<SqlRouteParts, 'authenticator'> {
  /** Origins of web pages that may use the server; `*` is any. */
  readonly allowedOrigins: readonly string[];
}

const SQL_PATH = '/v1/api/sql';

/** Longer than the idle time of usual clients and proxies, so that they close first. */
const KEEP_ALIVE_MS = 75_000;

/** A node HTTP server that answers every route; not yet listening. */
export function createHttpServer(parts: HttpParts): Server {
  const cors = allowOrigins(parts.allowedOrigins);
  const app = createApp({ ...parts, allowOrigins: cors });
  const sqlRoute = createSqlRoute(parts);
  return createServer(
    { noDelay: true, keepAliveTimeout: KEEP_ALIVE_MS },
    (request: IncomingMessage, response: ServerResponse) => {
      if (request.method !== 'POST' || !isSqlPath(request.url)) app(request, response);
      else if (request.headers.origin === undefined) void sqlRoute(request, response);
      else cors(request, response, () => void sqlRoute(request, response));
    },
  );
}

function isSqlPath(url: string | undefined): boolean {
  return url === SQL_PATH || url?.startsWith(`${SQL_PATH}?`) === true;
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type AppParts, createApp } from './app.ts';
import { allowOrigins } from './cors.ts';
import { nodeExchange } from './node-exchange.ts';
import { PlainConnections } from './plain/plain-connections.ts';
import { createSqlRoute, type SqlRouteParts } from './sql-route.ts';

/** What the HTTP side is made of. */
export interface HttpParts
  extends Omit<AppParts, 'allowOrigins'>,
    Omit<SqlRouteParts, 'authenticator'> {
  /** Origins of web pages that may use the server; `*` is any. */
  readonly allowedOrigins: readonly string[];
}

/** Answers every route; its connections are of two kinds. */
export interface HttpServer {
  /** Not yet listening. */
  readonly server: Server;
  /** Close the connections that wait for a request. */
  closeIdleConnections(): void;
  /** Cut all connections but those of WebSockets. */
  closeAllConnections(): void;
}

const SQL_PATH = '/v1/api/sql';

/** Longer than the idle time of usual clients and proxies, so that they close first. */
const KEEP_ALIVE_MS = 75_000;

/** Plain requests of the SQL route do without node's HTTP server; all others go to it. */
export function createHttpServer(parts: HttpParts): HttpServer {
  const sqlRoute = createSqlRoute(parts);
  const server = createNodeServer(parts, sqlRoute);
  const plain = new PlainConnections({
    path: SQL_PATH,
    answer: sqlRoute,
    handOver: takeConnections(server, (socket) => plain.accept(socket)),
    keepAliveMs: KEEP_ALIVE_MS,
  });
  return {
    server,
    closeIdleConnections: () => {
      plain.closeIdle();
      server.closeIdleConnections();
    },
    closeAllConnections: () => {
      plain.closeAll();
      server.closeAllConnections();
    },
  };
}

/** Every route on node's HTTP server. */
function createNodeServer(parts: HttpParts, sqlRoute: ReturnType<typeof createSqlRoute>): Server {
  const cors = allowOrigins(parts.allowedOrigins);
  const app = createApp({ ...parts, allowOrigins: cors });
  return createServer(
    { noDelay: true, keepAliveTimeout: KEEP_ALIVE_MS },
    (request: IncomingMessage, response: ServerResponse) => {
      const answer = () => void sqlRoute(nodeExchange(request, response));
      if (request.method !== 'POST' || !isSqlPath(request.url)) app(request, response);
      else if (request.headers.origin === undefined) answer();
      else cors(request, response, answer);
    },
  );
}

/** Give `accept` the connections of `server` first; gives what hands one back to it. */
function takeConnections(
  server: Server,
  accept: (socket: Socket) => void,
): (socket: Socket) => void {
  const serve = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', accept);
  return (socket) => {
    for (const listener of serve) Reflect.apply(listener, server, [socket]);
  };
}

function isSqlPath(url: string | undefined): boolean {
  return url === SQL_PATH || url?.startsWith(`${SQL_PATH}?`) === true;
}

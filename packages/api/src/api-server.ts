import { once } from 'node:events';
import type { Server } from 'node:http';
import type { LiveQueries } from '@kalamdb/live';
import { createHttpServer, type HttpParts, type HttpServer } from './http/http-server.ts';
import { createSocketServer, type SocketLimits } from './ws/socket-server.ts';

/** Everything that the API needs; `apps/server` puts it together. */
export interface ApiParts extends Omit<HttpParts, 'isReady'> {
  readonly live: LiveQueries;
  readonly socketLimits: SocketLimits;
}

export interface ApiServer {
  /** Listen; gives the port, which differs from the one asked for when that was 0. */
  listen(port: number, host: string): Promise<number>;
  /**
   * Stop listening, tell the sockets to come back later (code 1001), let running requests finish
   * for up to `graceMs`, then cut what is left. Idempotent.
   */
  close(graceMs: number): Promise<void>;
}

/** SQL over HTTP and live rows over WebSocket, on one port. */
export function createApiServer(parts: ApiParts): ApiServer {
  let ready = false;
  const sockets = createSocketServer({ ...parts, limits: parts.socketLimits });
  const http = createHttpServer({ ...parts, isReady: () => ready });
  const { server } = http;
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head));
  let closed: Promise<void> | undefined;
  return {
    listen: async (port, host) => {
      await listening(server, port, host);
      ready = true;
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    close: (graceMs) => {
      ready = false;
      closed ??= drain(http, () => sockets.close(), graceMs);
      return closed;
    },
  };
}

/** How often connections that have become idle are looked for while draining. */
const SWEEP_MS = 25;

async function drain(
  http: HttpServer,
  closeSockets: () => Promise<void>,
  graceMs: number,
): Promise<void> {
  const { server } = http;
  const closed = server.listening ? once(server, 'close') : undefined;
  if (closed !== undefined) server.close();
  // Closing them once is not enough: those that finish a request later would linger.
  const sweep = setInterval(() => http.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => http.closeAllConnections(), graceMs);
  await Promise.all([closeSockets(), closed]);
  clearInterval(sweep);
  clearTimeout(cut);
}

/** Resolves when the server listens; rejects with node's error (EADDRINUSE …). */
function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

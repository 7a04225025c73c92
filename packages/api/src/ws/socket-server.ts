import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Authenticator } from '@kalamdb/auth';
import type { LiveQueries } from '@kalamdb/live';
import { WebSocketServer } from 'ws';
import type { Logger } from '../logger.ts';
import { createChangeFrames } from './change-frames.ts';
import { closeCodes } from './close-code.ts';
import { Connection } from './connection.ts';
import { Heartbeat } from './heartbeat.ts';
import type { SocketLimits } from './limits.ts';
import type { SessionParts } from './session.ts';
import { readUpgrade, refuseUpgrade, type UpgradeRequest } from './upgrade.ts';
import { UserQuota } from './user-quota.ts';

export type { SocketLimits } from './limits.ts';

/** What the socket side is made of. */
export interface SocketParts {
  readonly live: LiveQueries;
  readonly authenticator: Pick<Authenticator, 'verify'>;
  readonly logger: Logger;
  /** Origins of pages that may connect; empty or `*`: any. */
  readonly allowedOrigins: readonly string[];
  readonly limits: SocketLimits;
}

interface SocketStatistics {
  /** Open connections. */
  readonly connectionCount: number;
  /** What they have not taken yet, all together. */
  readonly bufferedBytes: number;
}

/** The socket side of a server. */
export interface SocketServer {
  /** For the HTTP server's `upgrade` event. */
  handleUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  statistics(): SocketStatistics;
  /**
   * Refuse new connections with 503, tell clients to come back later (1001) and wait until they
   * are gone, a few seconds at most. Idempotent.
   */
  close(): Promise<void>;
}

/**
 * A message longer than the limit is answered with an error as long as it is not longer than this
 * many limits; beyond, the connection is closed with 1009 before the message is in memory.
 */
const HARD_LIMIT_FACTOR = 4;

/** Live queries over WebSocket, at /v1/ws. */
export function createSocketServer(parts: SocketParts): SocketServer {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: parts.limits.messageBytes * HARD_LIMIT_FACTOR,
  });
  const connections = new Set<Connection>();
  const quotas = {
    connections: new UserQuota(parts.limits.connectionsPerUser),
    subscriptions: new UserQuota(parts.limits.subscriptionsPerUser),
  };
  const sessionParts: SessionParts = { ...parts, frames: createChangeFrames(), quotas };
  const heartbeat = new Heartbeat(connections, parts.limits.heartbeatMs);
  let closing = false;

  const accept = (
    upgrade: UpgradeRequest,
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
  ) =>
    server.handleUpgrade(request, stream, head, (socket) => {
      const connection = new Connection(sessionParts, socket, stream, () =>
        connections.delete(connection),
      );
      connections.add(connection);
      connection.begin(upgrade);
    });

  return {
    handleUpgrade: (request, stream, head) => {
      const upgrade = closing
        ? { status: 503, code: 'SHUTTING_DOWN', message: 'the server is shutting down' }
        : readUpgrade(request, parts.allowedOrigins);
      if ('status' in upgrade) refuseUpgrade(stream, upgrade);
      else accept(upgrade, request, stream, head);
    },
    statistics: () => {
      let bufferedBytes = 0;
      for (const connection of connections) bufferedBytes += connection.bufferedBytes;
      return { connectionCount: connections.size, bufferedBytes };
    },
    close: async () => {
      closing = true;
      heartbeat.close();
      const farewell = 'Server shutting down';
      await Promise.all(
        [...connections].map((connection) => connection.close(closeCodes.goingAway, farewell)),
      );
    },
  };
}

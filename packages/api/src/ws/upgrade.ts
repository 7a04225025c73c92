import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WireFormat } from '../protocol/messages.ts';

const SOCKET_PATH = '/v1/ws';

/** Why an upgrade is not granted, as an HTTP answer. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What a client says when it connects. */
export interface UpgradeRequest {
  /** Of `Authorization: Bearer …`; `undefined`: it will send `authenticate`. */
  readonly token: string | undefined;
  /** From `?serialization=json&compression=gzip`; `undefined` when neither is given. */
  readonly format: WireFormat | undefined;
}

/**
 * Read an upgrade request. Refused: another path than /v1/ws, an Origin that is not allowed (an
 * empty list or `*` allows any; a request without one does not come from a page), another
 * authorization than Bearer, a serialization that is not served.
 */
export function readUpgrade(
  request: IncomingMessage,
  allowedOrigins: readonly string[],
): UpgradeRequest | Refusal {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname !== SOCKET_PATH) {
    return refusal(404, 'NOT_FOUND', `there is no socket at ${pathname}; use ${SOCKET_PATH}`);
  }
  const { origin, authorization } = request.headers;
  if (origin !== undefined && !isAllowed(origin, allowedOrigins)) {
    return refusal(403, 'ORIGIN_NOT_ALLOWED', `origin ${origin} is not allowed`);
  }
  const token = authorization === undefined ? undefined : bearer(authorization);
  if (authorization !== undefined && token === undefined) {
    return refusal(401, 'MISSING_AUTHORIZATION', 'the header must be "Bearer <token>"');
  }
  const serialization = searchParams.get('serialization') ?? 'json';
  if (serialization !== 'json') {
    return refusal(400, 'UNSUPPORTED', `serialization ${serialization} is not served, only json`);
  }
  return { token, format: formatOf(searchParams) };
}

/** Answer an upgrade with an HTTP error and end the connection. */
export function refuseUpgrade(stream: Duplex, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ error: code, message });
  stream.on('error', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      'Connection: close\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function refusal(status: number, code: string, message: string): Refusal {
  return { status, code, message };
}

function isAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.length === 0 || allowed.includes('*') || allowed.includes(origin);
}

function bearer(header: string): string | undefined {
  return /^bearer +(\S+)$/i.exec(header)?.[1];
}

/** `compress=false` turns compression off whatever else is said. */
function formatOf(query: URLSearchParams): WireFormat | undefined {
  if (query.get('compress') === 'false') return { serialization: 'json', compression: 'none' };
  if (query.get('compression') === 'gzip') return { serialization: 'json', compression: 'gzip' };
  return undefined;
}

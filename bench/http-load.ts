import { connect, type Socket } from 'node:net';

/** A keep-alive HTTP/1.1 POST, ready to be written to a socket again and again. */
export interface HttpTarget {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the n-th request of this run. */
  readonly body: (n: number) => string;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Send requests over `connections` sockets for `durationMs`, one at a time on each. A client of our
 * own because node's costs more than the servers measured; it understands Content-Length only.
 * Throws on the first answer that is not 200.
 */
export async function httpLoad(
  target: HttpTarget,
  connections: number,
  durationMs: number,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const endsAt = performance.now() + durationMs;
  const head = requestHead(target);
  let sent = 0;
  const startedAt = performance.now();
  const client = () => {
    const next = () => {
      const body = target.body(sent++);
      return `${head}${Buffer.byteLength(body)}\r\n\r\n${body}`;
    };
    return runClient(target.port, next, endsAt, latencies);
  };
  await Promise.all(Array.from({ length: connections }, client));
  return summarize(latencies, performance.now() - startedAt);
}

/** Rate and latency percentiles of finished requests, `latencies` in milliseconds. */
export function summarize(latencies: number[], elapsedMs: number): LoadResult {
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { perSecond: (sorted.length * 1000) / elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** The request up to its length: the same for all of a target's requests. */
export function requestHead({ path, headers }: Pick<HttpTarget, 'path' | 'headers'>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${lines.join('')}Content-Length: `;
}

function runClient(
  port: number,
  next: () => string,
  endsAt: number,
  latencies: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let pending = '';
    const send = () => {
      sentAt = performance.now();
      socket.write(next(), 'latin1');
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      pending += chunk;
      const end = answerEnd(pending);
      if (end === undefined) return;
      if (!pending.startsWith('HTTP/1.1 200')) return fail(socket, pending, reject);
      pending = pending.slice(end);
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now < endsAt) send();
      else {
        socket.end();
        resolve();
      }
    });
  });
}

/** Where the first answer in `text` ends; `undefined` while it is not all there. */
export function answerEnd(text: string): number | undefined {
  const headersEnd = text.indexOf('\r\n\r\n');
  if (headersEnd < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(text.slice(0, headersEnd))?.[1];
  if (length === undefined) throw new Error(`no Content-Length in: ${text.slice(0, headersEnd)}`);
  const end = headersEnd + 4 + Number(length);
  return text.length >= end ? end : undefined;
}

function fail(socket: Socket, answer: string, reject: (error: Error) => void): void {
  socket.destroy();
  reject(new Error(`unexpected answer: ${answer.slice(0, 500)}`));
}

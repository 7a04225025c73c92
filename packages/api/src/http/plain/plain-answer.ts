import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ONE_WRITE_BYTES, type SqlAnswer } from '../sql-exchange.ts';

/** Write an answer as node's server would, on a connection that goes on. */
export function writePlainAnswer(
  socket: Socket,
  { status, headers, requestId, body }: SqlAnswer,
  keepAliveSeconds: number,
): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${linesOf(headers)}x-request-id: ${requestId}\r\ncontent-length: ${body.length}\r\nDate: ${httpDate()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\n\r\n`;
  if (body.length <= ONE_WRITE_BYTES) {
    socket.write(head + body.toString('latin1'), 'latin1');
    return;
  }
  socket.cork();
  socket.write(head, 'latin1');
  socket.write(body);
  socket.uncork();
}

const knownLines = new WeakMap<SqlAnswer['headers'], string>();

/** Headers as they are sent, each with its line's end. */
function linesOf(headers: SqlAnswer['headers']): string {
  let lines = knownLines.get(headers);
  if (lines === undefined) {
    lines = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    knownLines.set(headers, lines);
  }
  return lines;
}

let date = '';
let dateSecond = -1;

/** Now, as the header Date wants it; made once a second. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    date = new Date(second * 1000).toUTCString();
    dateSecond = second;
  }
  return date;
}

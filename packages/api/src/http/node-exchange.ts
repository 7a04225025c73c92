import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerEarly } from './answer-early.ts';
import { departure } from './departure.ts';
import { readBody } from './read-body.ts';
import { ONE_WRITE_BYTES, type SqlAnswer, type SqlExchange } from './sql-exchange.ts';

/** A request of the SQL route as node's HTTP server gives it. */
export function nodeExchange(request: IncomingMessage, response: ServerResponse): SqlExchange {
  const requestId = request.headers['x-request-id'];
  return {
    authorization: request.headers.authorization,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    departed: departure(request.socket),
    body: (maxBytes) => readBody(request, maxBytes),
    send: (answer) => send(request, response, answer),
  };
}

/** A request whose body was not read to its end cannot share its connection with another one. */
function send(request: IncomingMessage, response: ServerResponse, answer: SqlAnswer): void {
  const { status, headers, requestId, body } = answer;
  const framing = { ...headers, 'x-request-id': requestId, 'content-length': body.length };
  response.writeHead(status, request.complete ? framing : { ...framing, connection: 'close' });
  const kept = body.length > ONE_WRITE_BYTES ? body : undefined;
  if (!request.complete) answerEarly(request, response, kept ?? Buffer.from(body));
  else if (kept !== undefined) response.end(kept);
  // It waits for the answers before it on the connection, longer than the body's bytes are ours.
  else if (response.socket === null) response.end(Buffer.from(body));
  else endInOneWrite(response, response.socket, body);
}

/** `end` with a text would be two writes: the text with the headers, and an empty one to know of. */
function endInOneWrite(response: ServerResponse, socket: Socket, body: Buffer): void {
  socket.cork();
  response.write(body.toString('latin1'), 'latin1');
  socket.uncork();
  response.end();
}

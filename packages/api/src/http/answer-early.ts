import type { IncomingMessage, ServerResponse } from 'node:http';

const PATIENCE_MS = 2000;

/**
 * Send the whole answer while the client is still sending its request, and discard what comes until
 * it has finished or the patience is over. Closing at once would reset the connection, and most
 * clients would lose the answer with it. The answer must carry `connection: close`.
 */
export function answerEarly(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, PATIENCE_MS);
  response.write(body);
  request.once('end', end);
  request.once('close', end);
  request.resume();
}

import { connect, type Socket } from 'node:net';
import { answerEnd, requestHead } from './http-load.ts';

/** One keep-alive connection to our server: a statement at a time, by a socket of our own. */
export interface SqlClient {
  /** The text of the answer's body. Throws on any answer but 200. */
  run(sql: string): Promise<string>;
  close(): void;
}

/** Connects to the server at `port` with an access token. */
export async function connectSql(port: number, token: string): Promise<SqlClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.setEncoding('latin1');
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  const head = requestHead({
    path: '/v1/api/sql',
    headers: { Authorization: `Bearer ${token}` },
  });
  return {
    run: (sql) => request(socket, head, JSON.stringify({ sql })),
    close: () => socket.destroy(),
  };
}

/** An access token of a user. */
export async function signIn(port: number, password: string, user = 'root'): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password }),
  });
  const answer = (await response.json()) as { access_token: string };
  return answer.access_token;
}

function request(socket: Socket, head: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let pending = '';
    const onData = (chunk: string): void => {
      pending += chunk;
      if (answerEnd(pending) === undefined) return;
      socket.off('data', onData);
      const answer = pending.slice(pending.indexOf('\r\n\r\n') + 4);
      if (pending.startsWith('HTTP/1.1 200')) resolve(answer);
      else reject(new Error(answer.slice(0, 500)));
    };
    socket.on('data', onData);
    socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
}

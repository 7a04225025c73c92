import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** An answer of the server, whatever its status. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AnswerBody;
}

/** Members of every kind of answer; the test knows which there are. */
interface AnswerBody {
  readonly status: 'success' | 'error';
  readonly results: readonly ResultEntry[];
  readonly took: number;
  readonly error: ErrorEntry;
  readonly access_token: string;
}

interface ResultEntry {
  readonly schema: readonly { readonly name: string; readonly data_type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly row_count: number;
  readonly message?: string;
  readonly as_user: string;
}

interface ErrorEntry {
  readonly code: string;
  readonly message: string;
  readonly reason: string;
  readonly position?: { readonly offset: number; readonly line: number; readonly column: number };
  readonly hint?: string;
}

/** One user on one connection; requests are answered in the order they were made. */
export interface SqlClient {
  readonly token: string;
  /** Any answer. Rejects when there is none. */
  send(body: unknown): Promise<Answer>;
  /** The results of statements that succeed; throws the answer's error. */
  run(sql: string, params?: readonly unknown[]): Promise<readonly ResultEntry[]>;
  /** The rows of one query. */
  rows(sql: string, params?: readonly unknown[]): Promise<readonly (readonly unknown[])[]>;
  /** The error of a statement that fails; throws when it does not. */
  error(sql: string, params?: readonly unknown[]): Promise<ErrorEntry>;
  close(): void;
}

/** Sign in and keep the connection. */
export async function connect(url: string, user: string, password: string): Promise<SqlClient> {
  const { status, body } = await post(`${url}/v1/api/auth/login`, {
    body: JSON.stringify({ user, password }),
  });
  if (status !== 200) throw new Error(`sign-in of ${user}: ${JSON.stringify(body)}`);
  return clientOf(url, body.access_token);
}

/** A client with a token that is at hand. */
export function clientOf(url: string, token: string): SqlClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (body: unknown) =>
    post(`${url}/v1/api/sql`, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      token,
      agent,
    });
  const run = async (sql: string, params?: readonly unknown[]) => {
    const { status, body } = await send(params === undefined ? { sql } : { sql, params });
    if (status !== 200) throw new Error(`${sql}\n${JSON.stringify(body)}`);
    return body.results;
  };
  return {
    token,
    send,
    run,
    rows: async (sql, params) => {
      const [result] = await run(sql, params);
      if (result?.rows === undefined) throw new Error(`${sql}\ngave no rows`);
      return result.rows;
    },
    error: async (sql, params = []) => {
      const { status, body } = await send({ sql, params });
      if (status === 200) throw new Error(`${sql}\nsucceeded: ${JSON.stringify(body)}`);
      return body.error;
    },
    close: () => agent.destroy(),
  };
}

interface PostOptions {
  readonly body: string;
  readonly token?: string;
  readonly agent?: Agent;
}

function post(url: string, { body, token, agent }: PostOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    const request = httpRequest(url, { method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: JSON.parse(text),
          });
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

// Single-row INSERT and SELECT by key over HTTP with 32 connections, against PostgreSQL through
// `pg` with prepared statements (both durable per row) and against a bare node:http echo.
import { startEcho, startKalam } from './child-servers.ts';
import { signIn } from './http-client.ts';
import { type HttpTarget, httpLoad } from './http-load.ts';
import { connectClients, pgLoad } from './pg-load.ts';
import { startPostgres } from './postgres-peer.ts';
import { type Contestant, inTurn, report } from './rounds.ts';

const connections = 32;
const durationMs = 3000;
const rounds = 3;
const keys = 10_000;
const rootPassword = 'bench-root-password';

const kalam = await startKalam(rootPassword);
const echo = await startEcho();
const postgres = await startPostgres();
if (postgres === undefined) {
  console.log('PostgreSQL is not installed here (Debian: apt-get install postgresql); left out.');
}

try {
  const token = await signIn(kalam.port, rootPassword);
  const sql = sqlTarget(token);
  await prepareKalam(sql);
  const text = 'a message of some length, as people write them';

  let inserted = keys;
  const inserts: Record<string, Contestant> = {
    KalamDB: () =>
      load(
        kalam.port,
        sql(() => ['INSERT INTO bench.messages (id, body) VALUES ($1, $2)', [++inserted, text]]),
      ),
  };
  const selects: Record<string, Contestant> = {
    KalamDB: () =>
      load(
        kalam.port,
        sql((n) => ['SELECT id, body FROM bench.messages WHERE id = $1', [n % keys]]),
      ),
    'KalamDB text': () =>
      load(
        kalam.port,
        sql((n) => [`SELECT id, body FROM bench.messages WHERE id = ${n % keys}`, []]),
      ),
  };
  if (postgres !== undefined) {
    const clients = await connectClients(postgres, connections);
    await clients[0]?.query(
      'CREATE TABLE messages (id bigint PRIMARY KEY, body text, at timestamptz DEFAULT now())',
    );
    await clients[0]?.query(
      `INSERT INTO messages SELECT i, '${text}' FROM generate_series(0, ${keys - 1}) i`,
    );
    let next = keys;
    const insert = { name: 'insert', text: 'INSERT INTO messages (id, body) VALUES ($1, $2)' };
    const select = { name: 'select', text: 'SELECT id, body FROM messages WHERE id = $1' };
    inserts.PostgreSQL = () => pgLoad(clients, insert, () => [++next, text], durationMs);
    selects.PostgreSQL = () => pgLoad(clients, select, (n) => [n % keys], durationMs);
    await compare();
    await Promise.all(clients.map((client) => client.end()));
  } else {
    await compare();
  }

  async function compare() {
    const body = JSON.stringify({
      sql: 'SELECT id, body FROM bench.messages WHERE id = $1',
      params: [1],
    });
    const floor: Contestant = () => load(echo.port, { path: '/', headers: {}, body: () => body });
    report(
      `INSERT of one row, durable, ${connections} connections`,
      await inTurn({ ...inserts, echo: floor }, rounds),
    );
    report(
      `SELECT by key, ${connections} connections`,
      await inTurn({ ...selects, echo: floor }, rounds),
    );
  }
} finally {
  postgres?.close();
  await echo.close();
  await kalam.close();
}

function load(port: number, target: Omit<HttpTarget, 'port'>) {
  return httpLoad({ port, ...target }, connections, durationMs);
}

function sqlTarget(token: string) {
  const headers = { Authorization: `Bearer ${token}` };
  return (
    statement: (n: number) => [sql: string, params: unknown[]],
  ): Omit<HttpTarget, 'port'> => ({
    path: '/v1/api/sql',
    headers,
    body: (n) => {
      const [sql, params] = statement(n);
      return JSON.stringify(params.length === 0 ? { sql } : { sql, params });
    },
  });
}

async function prepareKalam(sql: ReturnType<typeof sqlTarget>) {
  const run = async (text: string) => {
    const { path, headers, body } = sql(() => [text, []]);
    const init = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: body(0),
    };
    const response = await fetch(`http://127.0.0.1:${kalam.port}${path}`, init);
    if (response.status !== 200) throw new Error(await response.text());
  };
  await run('CREATE NAMESPACE bench');
  await run(
    'CREATE SHARED TABLE bench.messages (id BIGINT PRIMARY KEY, body TEXT, at TIMESTAMP DEFAULT NOW())',
  );
  const text = 'a message of some length, as people write them';
  for (let first = 0; first < keys; first += 1000) {
    const rows = Array.from({ length: 1000 }, (_, i) => `(${first + i}, '${text}')`);
    await run(`INSERT INTO bench.messages (id, body) VALUES ${rows.join(', ')}`);
  }
}

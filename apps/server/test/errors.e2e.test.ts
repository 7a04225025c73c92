import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FreshServer, startFresh } from './harness/fresh-server.ts';
import { openLive, openSocket } from './harness/live-client.ts';
import { clientOf, type SqlClient } from './harness/sql-client.ts';

jest.setTimeout(60_000);

let fresh: FreshServer;
beforeAll(async () => {
  fresh = await startFresh();
  await fresh.root.run(`CREATE NAMESPACE n;
    CREATE SHARED TABLE n.t (id BIGINT PRIMARY KEY, name TEXT NOT NULL, age INT);
    INSERT INTO n.t VALUES (1, 'one', 1)`);
});

type Case = readonly [
  sql: string,
  code: string,
  reason: string,
  message: RegExp,
  place?: readonly [line: number, column: number] | undefined,
  params?: readonly unknown[],
];

const failed = 'SQL_EXECUTION_ERROR';
const cases: readonly Case[] = [
  ['SELECT\n  nam FROM n.t', failed, 'SQL_UNKNOWN_COLUMN', /nam/, [2, 3]],
  ['SELECT id FROM n.tt', 'TABLE_NOT_FOUND', 'SQL_UNKNOWN_TABLE', /n\.tt/, [1, 16]],
  ['SELECT id FROM m.t', 'TABLE_NOT_FOUND', 'SQL_UNKNOWN_TABLE', /m\.t/, [1, 16]],
  ['SELEC 1', 'INVALID_SQL', 'SQL_SYNTAX', /SELEC/i, [1, 1]],
  ['SELECT id FROM n.t WHERE', 'INVALID_SQL', 'SQL_SYNTAX', /end/i],
  ["SELECT 'open", 'INVALID_SQL', 'SQL_SYNTAX', /./, [1, 8]],
  ['SELECT nothing(1)', failed, 'SQL_UNKNOWN_FUNCTION', /nothing/, [1, 8]],
  ["INSERT INTO n.t VALUES ('x', 'two', 2)", failed, 'SQL_INVALID_VALUE', /x/, [1, 25]],
  ['INSERT INTO n.t VALUES (2, 2, true)', failed, 'SQL_TYPE_MISMATCH', /./, [1, 31]],
  ['SELECT id + name FROM n.t', failed, 'SQL_UNKNOWN_FUNCTION', /\+/],
  [
    'INSERT INTO n.t (id, name) VALUES (2, NULL)',
    failed,
    'CORE_NOT_NULL',
    /^Statement 1 failed: NOT NULL constraint violation: column 'name' cannot be NULL \(row 1\)$/,
  ],
  ['INSERT INTO n.t (id) VALUES (2)', failed, 'CORE_NOT_NULL', /column 'name'/],
  [
    "INSERT INTO n.t VALUES (1, 'again', 1)",
    failed,
    'CORE_DUPLICATE_KEY',
    /^Statement 1 failed: Primary key violation: value '1' already exists in column 'id'$/,
  ],
  ['SELECT 1 / 0', failed, 'SQL_DIVISION_BY_ZERO', /zero/],
  ['SELECT 2147483648 * 9223372036854775807', failed, 'SQL_OUT_OF_RANGE', /./],
  ['', 'EMPTY_SQL', 'CORE_EMPTY_SCRIPT', /./],
  [' ; ;', 'EMPTY_SQL', 'CORE_EMPTY_SCRIPT', /./],
  ['SELECT $1; SELECT 2', 'INVALID_PARAMETER', 'SQL_INVALID_PARAMETER', /\$2/, undefined, [1, 2]],
  ['SELECT id FROM n.t WHERE id = $1', 'INVALID_PARAMETER', 'SQL_INVALID_PARAMETER', /1 param/],
  [
    'SELECT id FROM n.t WHERE id = $1',
    'INVALID_PARAMETER',
    'SQL_INVALID_PARAMETER',
    /\$1/,
    undefined,
    ['no number'],
  ],
  ['CREATE NAMESPACE n', failed, 'CORE_NAMESPACE_EXISTS', /'n'/],
  ['CREATE SHARED TABLE n.t (id INT PRIMARY KEY)', failed, 'CORE_TABLE_EXISTS', /n\.t/],
  ['CREATE SHARED TABLE n.u (id INT)', failed, 'SQL_INVALID_TABLE', /PRIMARY KEY/],
  ['CREATE SHARED TABLE n.u (id NUMBR PRIMARY KEY)', failed, 'SQL_UNKNOWN_TYPE', /numbr/i, [1, 29]],
  [
    'CREATE SHARED TABLE n.u (id INT PRIMARY KEY, id INT)',
    failed,
    'SQL_DUPLICATE_NAME',
    /id/,
    [1, 46],
  ],
  ["CREATE USER root WITH PASSWORD 'a password' ROLE user", failed, 'CORE_USER_EXISTS', /root/],
  ["CREATE USER eve WITH PASSWORD 'short' ROLE user", failed, 'AUTH_WEAK_PASSWORD', /8 to 256/],
  ['DROP TABLE n.nothing', 'TABLE_NOT_FOUND', 'CORE_TABLE_NOT_FOUND', /n\.nothing/],
  ['DROP NAMESPACE nothing', failed, 'CORE_NAMESPACE_NOT_FOUND', /nothing/],
  ['DELETE FROM system.users WHERE true', failed, 'CORE_READ_ONLY', /read-only/],
];

describe('bad SQL', () => {
  const named = cases.map(([sql, code, reason, message, place, params]) => {
    return { sql, code, reason, message, place, params };
  });
  test.each(named)('$sql', async ({ sql, code, reason, message, place, params }) => {
    const error = await fresh.root.error(sql, params ?? []);
    expect([error.code, error.reason]).toEqual([code, reason]);
    expect(error.message).toMatch(message);
    if (place === undefined) return;
    expect([error.position?.line, error.position?.column]).toEqual(place);
  });

  test('of a script names the statement, and its place in the whole text', async () => {
    const error = await fresh.root.error('SELECT 1;\nSELECT 2;\n  SELECT x FROM n.t');
    expect(error.message).toMatch(/^Statement 3 failed: /);
    expect(error.position).toMatchObject({ line: 3, column: 10 });
  });

  test('of 2 MiB is refused by its size', async () => {
    const error = await fresh.root.error(`SELECT '${'x'.repeat(2 * 1024 * 1024)}'`);
    expect([error.code, error.reason]).toEqual(['INVALID_SQL', 'SQL_TOO_LONG']);
    expect(error.message).toMatch(/1,?048,?576/);
  });

  test('nested too deeply is refused, not followed', async () => {
    const depth = 100_000;
    const error = await fresh.root.error(`SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`);
    expect([error.code, error.reason]).toEqual(['INVALID_SQL', 'SQL_TOO_DEEP']);
  });
});

describe('bad requests', () => {
  test('malformed JSON', async () => {
    const { status, body } = await fresh.root.send('{"sql": "SELECT 1"');
    expect([status, body.error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(body.error.message).toMatch(/not valid JSON/);
  });

  test('a body over the limit', async () => {
    const { status, body } = await fresh.root.send('x'.repeat(11 * 1024 * 1024));
    expect([status, body.error.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  test.each([
    ['nonsense', 'INVALID_CREDENTIALS'],
    [
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"root","role":"system","token_type":"access"}').toString('base64url')}.`,
      'INVALID_CREDENTIALS',
    ],
  ])('a wrong token', async (token, code) => {
    const { status, body } = await clientOf(fresh.server.url, token).send({ sql: 'SELECT 1' });
    expect([status, body.error.code]).toEqual([401, code]);
  });

  test('a token of another server', async () => {
    const other = await startFresh();
    const client = clientOf(fresh.server.url, other.root.token);
    const { status, body } = await client.send({ sql: 'SELECT 1' });
    expect([status, body.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
  });
});

describe('a plain user may not', () => {
  let plain: SqlClient;
  beforeAll(async () => {
    plain = await fresh.signUp('plain');
  });

  test.each([
    ['CREATE NAMESPACE mine', 403, /^Unauthorized statement: .*needs dba/],
    ['CREATE SHARED TABLE n.mine (id INT PRIMARY KEY)', 403, /needs service/],
    ['DROP TABLE n.t', 403, /needs dba/],
    ["CREATE USER x WITH PASSWORD 'a password' ROLE user", 403, /needs dba/],
    ["EXECUTE AS USER 'root' (SELECT 1)", 403, /act as user root/],
    ["INSERT INTO n.t VALUES (7, 'x', 1)", 403, /n\.t/],
    ['SELECT * FROM system.users', 403, /system\.users/],
  ])('%s', async (sql, status, message) => {
    const answer = await plain.send({ sql });
    expect([answer.status, answer.body.error.message]).toEqual([
      status,
      expect.stringMatching(message),
    ]);
  });
});

describe('bad socket messages', () => {
  test('an unknown type is told by name, and the socket stays', async () => {
    const live = await openLive(fresh.server.url, fresh.root.token);
    live.send({ type: 'subscrib' });
    const error = await live.next(({ type }) => type === 'error');
    expect(error).toMatchObject({ subscription_id: 'protocol', code: 'PROTOCOL' });
    expect(error.message).toContain('subscrib');
    live.send({
      type: 'subscribe',
      subscription: { id: 's', sql: 'SELECT * FROM n.t', options: {} },
    });
    const rows = await live.next(({ type }) => type === 'initial_data_batch');
    expect(rows.rows).toMatchObject([{ id: '1', name: 'one' }]);
    await live.close();
  });

  test('a wrong token is refused and the socket closed', async () => {
    const live = await openSocket(fresh.server.url);
    live.send({ type: 'authenticate', method: 'jwt', token: 'nonsense' });
    expect((await live.next(({ type }) => type === 'auth_error')).message).toMatch(/token/);
    expect(await live.closed).toBe(1008);
  });

  test.each([
    ['SELECT COUNT(*) FROM n.t', 'UNSUPPORTED', 'LIVE_UNSUPPORTED'],
    ['SELECT * FROM n.t ORDER BY id', 'UNSUPPORTED', 'LIVE_UNSUPPORTED'],
    ['SELECT * FROM n.nothing', 'NOT_FOUND', 'SQL_UNKNOWN_TABLE'],
    ['SELECT nothing FROM n.t', 'INVALID_SQL', 'SQL_UNKNOWN_COLUMN'],
    ['SELEC', 'INVALID_SQL', 'SQL_SYNTAX'],
  ])('subscribing to %s is refused', async (sql, code, reason) => {
    const live = await openLive(fresh.server.url, fresh.root.token);
    live.send({ type: 'subscribe', subscription: { id: 's', sql } });
    const error = await live.next(({ type }) => type === 'error');
    expect(error).toMatchObject({ subscription_id: 's', code, reason });
    await live.close();
  });
});

test('after all that the server goes on, and nothing was changed', async () => {
  expect(await fresh.root.rows('SELECT id, name FROM n.t')).toEqual([['1', 'one']]);
  expect(fresh.server.output().stdout).not.toMatch(/"level":"(error|fatal)"/);
});

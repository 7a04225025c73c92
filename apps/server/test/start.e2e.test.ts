import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectTo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runServer, startServer } from './harness/server-process.ts';
import { clientOf, connect } from './harness/sql-client.ts';
import { temporaryDirectory } from './harness/temporary-directory.ts';

jest.setTimeout(60_000);

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});

const passwordIn = (stderr: string) => /password +(\S+)/.exec(stderr)?.[1] ?? '';

describe('the first start', () => {
  test('prints a password for root, once, and not into the log', async () => {
    const log = join(directory, 'logs/server.log');
    const environment = { KALAMDB_LOG_FILE_PATH: log };
    const first = await startServer(directory, environment);
    await first.waitFor(/AS answer/);
    const { stdout, stderr } = first.output();
    const password = passwordIn(stderr);
    expect(password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
    expect(stderr).toContain(first.url);
    expect(stdout).not.toContain(password);
    expect(readFileSync(log, 'utf8')).not.toContain(password);
    expect(readFileSync(log, 'utf8')).toContain(`listening on ${first.url}`);
    const root = await connect(first.url, 'root', password);
    expect(await root.rows('SELECT 6 * 7 AS answer')).toEqual([[42]]);
    root.close();
    first.kill('SIGTERM');
    expect(await first.exited).toEqual({ code: 0, signal: null });

    const second = await startServer(directory, environment);
    expect(second.output().stderr).toBe('');
    const again = await connect(second.url, 'root', password);
    again.close();
  });

  test('takes the configured password, which later starts do not change', async () => {
    const first = await startServer(directory, { KALAMDB_ROOT_PASSWORD: 'the first one' });
    await first.waitFor(/root_password/);
    expect(first.output().stderr).not.toContain('the first one');
    (await connect(first.url, 'root', 'the first one')).close();
    first.kill('SIGTERM');
    await first.exited;
    const second = await startServer(directory, { KALAMDB_ROOT_PASSWORD: 'another one' });
    (await connect(second.url, 'root', 'the first one')).close();
    await expect(connect(second.url, 'root', 'another one')).rejects.toThrow(
      'unknown user or wrong',
    );
  });

  test('writes JSON lines to a pipe and keeps data where it is told', async () => {
    const server = await startServer(directory, {
      KALAMDB_DATA_DIR: 'here',
      KALAMDB_ROCKSDB_PATH: 'hot',
    });
    const [line = ''] = server.output().stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: `listening on ${server.url}` });
    expect(existsSync(join(directory, 'hot/CURRENT'))).toBe(true);
    expect(existsSync(join(directory, 'here/jwt-secret'))).toBe(true);
  });
});

test('tokens outlive a restart: their secret is kept, for its owner only', async () => {
  const first = await startServer(directory, { KALAMDB_ROOT_PASSWORD: 'some password' });
  const { token } = await connect(first.url, 'root', 'some password');
  expect(statSync(join(directory, 'data/jwt-secret')).mode & 0o777).toBe(0o600);
  first.kill('SIGTERM');
  await first.exited;
  const second = await startServer(directory);
  const client = clientOf(second.url, token);
  expect(await client.rows('SELECT CURRENT_USER()')).toEqual([['root']]);
  client.close();
});

describe('a start that is refused', () => {
  test('by its settings: all problems, exit code 2', async () => {
    writeFileSync(join(directory, 'kalamdb.toml'), '[limits]\nmax_sql_bytes = 0\n[servre]\n');
    const { code, stderr, stdout } = await runServer(directory, {
      KALAMDB_PORT: 'x',
      KALAMDB_HOTS: 'y',
    });
    const file = join(directory, 'kalamdb.toml');
    expect(stderr).toBe(
      `kalamdb cannot start: the configuration is refused:
  [servre]: there is no such section (did you mean server?) (from file ${file})
  KALAMDB_HOTS: there is no such environment variable (did you mean KALAMDB_HOST?)
  server.port = "x": invalid input: expected number, received string (from environment variable KALAMDB_PORT)
  limits.max_sql_bytes = 0: too small: expected number to be >=1 (from file ${file})
`,
    );
    expect([code, stdout]).toEqual([2, '']);
  });

  test('by another server in the directory: exit code 3', async () => {
    await startServer(directory);
    const { code, stderr } = await runServer(directory);
    expect(stderr).toMatch(/^kalamdb cannot start: .*\/data\/hot.*\[STORE_LOCKED\]\n$/);
    expect(code).toBe(3);
  });

  test('by a directory that cannot be made: exit code 3', async () => {
    writeFileSync(join(directory, 'data'), 'a file');
    const { code, stderr } = await runServer(directory);
    expect(stderr).toMatch(/^kalamdb cannot start: E[A-Z]+: .*data'?\n$/);
    expect(code).toBe(3);
  });

  test('by a port that is taken: exit code 4, and no password is made', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, stderr } = await runServer(directory, { KALAMDB_PORT: port });
    other.close();
    expect(stderr).toBe(
      `kalamdb cannot start: port ${port} of 127.0.0.1 is taken by another program; ` +
        'choose another one with KALAMDB_PORT (0: any free port) or server.port\n',
    );
    expect(code).toBe(4);
    const later = await startServer(directory);
    await later.waitFor(/shown only this once/);
  });

  test('by a secret file that is none', async () => {
    mkdirSync(join(directory, 'data'));
    writeFileSync(join(directory, 'data/jwt-secret'), 'short');
    const { code, stderr } = await runServer(directory);
    expect(stderr).toMatch(
      /^kalamdb cannot start: .*jwt-secret holds less than 32 bytes; delete it .*\n$/,
    );
    expect(code).toBe(3);
  });
});

test('a server that others can reach warns that there is no TLS', async () => {
  const open = await startServer(directory, { KALAMDB_HOST: '0.0.0.0' });
  expect(open.output().stdout).toContain('without TLS');
  open.kill('SIGTERM');
  await open.exited;
  const behindProxy = { KALAMDB_HOST: '0.0.0.0', KALAMDB_SERVER_PUBLIC_URL: 'https://db.example' };
  const proxied = await startServer(directory, behindProxy);
  expect(proxied.output().stdout).not.toContain('without TLS');
});

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets running requests finish, exits with 0',
    async (signal) => {
      const server = await startServer(directory, { KALAMDB_ROOT_PASSWORD: 'some password' });
      const root = await connect(server.url, 'root', 'some password');
      await root.run(
        'CREATE NAMESPACE s; CREATE SHARED TABLE s.t (id BIGINT PRIMARY KEY, body TEXT)',
      );
      const rows = Array.from({ length: 500 }, (_, id) => `(${id}, 'x')`).join(',');
      const large = root.send({ sql: `INSERT INTO s.t VALUES ${rows}` });
      const writers = Array.from({ length: 20 }, () => clientOf(server.url, root.token));
      const answers = writers.map((writer, index) =>
        writer
          .send({ sql: `INSERT INTO s.t VALUES (${1000 + index}, 'y')` })
          .catch(() => undefined),
      );
      await Promise.any(answers);
      server.kill(signal);
      const statuses = (await Promise.all([large, ...answers])).map((answer) => answer?.status);
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(new Set(statuses)).not.toContain(500);
      expect(statuses[0]).toBe(200);
      for (const client of [root, ...writers]) client.close();

      const again = await startServer(directory);
      const check = clientOf(again.url, root.token);
      const acknowledged = statuses.slice(1).filter((status) => status === 200).length;
      const [[stored]] = (await check.rows('SELECT COUNT(*) FROM s.t WHERE id >= 1000')) as [
        [string],
      ];
      expect(Number(stored)).toBeGreaterThanOrEqual(acknowledged);
      check.close();
    },
  );

  const halfRequest = async (url: string) => {
    const { port } = new URL(url);
    const socket = connectTo(Number(port), '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    const head = 'POST /v1/api/sql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer x\r\n';
    socket.write(`${head}content-length: 10\r\n\r\n`);
    return socket;
  };

  test('cuts off requests that take too long, and exits with 0 all the same', async () => {
    const server = await startServer(directory, { KALAMDB_SERVER_SHUTDOWN_SECONDS: '0.1' });
    const socket = await halfRequest(server.url);
    server.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
    socket.destroy();
  });

  test('sent twice ends the server at once', async () => {
    const server = await startServer(directory);
    const socket = await halfRequest(server.url);
    server.kill('SIGTERM');
    await server.waitFor(/stopping/);
    server.kill('SIGTERM');
    expect(await server.exited).toEqual({ code: 130, signal: null });
    socket.destroy();
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import type { Authenticator } from '@kalamdb/auth';
import type { StatementResult } from '@kalamdb/core';
import { createApiServer } from './api-server.ts';

const authenticator: Authenticator = {
  signIn: () => Promise.reject(new Error('nobody signs in here')),
  refresh: () => {
    throw new Error('nothing is refreshed here');
  },
  verify: () => ({ principal: { userId: 'alice', role: 'user' }, version: 0, expiresAtMs: 2e12 }),
};
const done: StatementResult = { kind: 'done', message: 'done', asUser: 'alice' };
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const listen = async (execute: () => Promise<readonly StatementResult[]>, wanted = 0) => {
  const server = createApiServer({
    database: {
      execute,
      executeInTransaction: async () => ({ results: await execute(), transactionId: undefined }),
    },
    live: {
      subscribe: () => {
        throw new Error('nobody subscribes here');
      },
      close: () => {},
      statistics: () => ({ subscriptionCount: 0, visitedCount: 0 }),
    },
    authenticator,
    accounts: { find: () => undefined },
    logger: silent,
    version: '1.2.3',
    signInsPerMinute: 60,
    secureCookies: false,
    allowedOrigins: [],
    limits: { bodyBytes: 1000, resultBytes: 1000 },
    socketLimits: {
      authTimeoutMs: 3000,
      heartbeatMs: 30_000,
      messageBytes: 1000,
      subscriptions: 1,
      connectionsPerUser: 10,
      subscriptionsPerUser: 10,
      messagesPerSecond: 50,
    },
  });
  return { server, port: await server.listen(wanted, '127.0.0.1') };
};

const post = (port: number) =>
  fetch(`http://127.0.0.1:${port}/v1/api/sql`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
    body: '{"sql":"x"}',
  });

/** A server whose only request has begun and waits to be told to finish. */
const busy = async () => {
  let finish = () => {};
  let begun = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const { server, port } = await listen(
    () =>
      new Promise((resolve) => {
        finish = () => resolve([done]);
        begun();
      }),
  );
  const answer = post(port);
  await hasBegun;
  return { server, port, answer, finish: () => finish() };
};

const isClosed = async (closing: Promise<void>) =>
  Promise.race([closing.then(() => true), new Promise((r) => setImmediate(r, false))]);

test('the port asked for as 0 is told', async () => {
  const { server, port } = await listen(async () => [done]);
  expect(port).toBeGreaterThan(0);
  expect((await post(port)).status).toBe(200);
  await server.close(1000);
});

test('a taken port is told by node’s error', async () => {
  const { server, port } = await listen(async () => [done]);
  await expect(listen(async () => [done], port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await server.close(1000);
});

test('closing lets a running request finish, and no other begin', async () => {
  const { server, port, answer, finish } = await busy();
  const closing = server.close(60_000);
  expect(await isClosed(closing)).toBe(false);
  await expect(post(port)).rejects.toThrow();
  finish();
  const response = await answer;
  expect([response.status, (await response.json()) as object]).toMatchObject([
    200,
    { status: 'success' },
  ]);
  await closing;
  expect(server.close(0)).toBe(closing);
});

test('closing refuses the next request of a connection that is still open', async () => {
  const { server, port, finish, answer } = await busy();
  const socket = connect(port, '127.0.0.1');
  // An unfinished head keeps the connection from counting as idle; an answer shows it has arrived.
  const head = 'POST /v1/api/sql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer x\r\n';
  socket.write(`GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n${head}`);
  await once(socket, 'data');
  const closing = server.close(60_000);
  socket.write('content-length: 0\r\n\r\n');
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(data.toString()).toMatch(/^HTTP\/1\.1 503 .*"code":"SHUTTING_DOWN"/s);
  finish();
  await answer;
  await closing;
  socket.destroy();
});

test('closing cuts what takes longer than its grace', async () => {
  const { server, answer } = await busy();
  const cut = expect(answer).rejects.toThrow();
  await server.close(10);
  await cut;
});

test('closing a server that does not listen is nothing', async () => {
  const { server } = await listen(async () => [done]);
  await server.close(0);
  await server.close(0);
});

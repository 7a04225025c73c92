import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SocketClient } from '../../test/socket-client.ts';
import { messages, SocketFixture } from '../../test/socket-fixture.ts';

const ALL = 'SELECT * FROM messages';

const started: SocketFixture[] = [];

async function start(...parameters: Parameters<typeof SocketFixture.start>) {
  const fixture = await SocketFixture.start(...parameters);
  started.push(fixture);
  return fixture;
}

afterEach(async () => {
  for (const fixture of started.splice(0)) await fixture.stop();
});

/** Close a client, and wait until the server knows. */
async function leave(server: SocketFixture, client: SocketClient): Promise<void> {
  const { connectionCount } = server.sockets.statistics();
  client.socket.close();
  await client.closed;
  while (server.sockets.statistics().connectionCount >= connectionCount) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('connecting', () => {
  test('a message authenticates; protocol may be left out', async () => {
    const server = await start();
    const client = await server.open();
    expect(await client.ask({ type: 'authenticate', method: 'jwt', token: 'alice' })).toEqual({
      type: 'auth_success',
      user: 'alice',
      role: 'user',
      protocol: { serialization: 'json', compression: 'none' },
    });
  });

  test('so does the header of the upgrade, with the protocol in the query', async () => {
    const server = await start();
    const client = await SocketClient.open(server.url('/v1/ws?compression=gzip'), {
      headers: { Authorization: 'Bearer alice' },
    });
    expect(await client.next()).toMatchObject({
      type: 'auth_success',
      protocol: { compression: 'gzip' },
    });
  });

  test.each([{ expired: true }, { expired: false }])(
    'a refused token (%p) is told and the socket closed',
    async ({ expired }) => {
      const server = await start();
      server.expired.add('old');
      const client = await server.open();
      const token = expired ? 'old' : 'not a token';
      expect(await client.ask({ type: 'authenticate', token })).toMatchObject({
        type: 'auth_error',
        code: expired ? 'TOKEN_EXPIRED' : 'UNAUTHORIZED',
        message: expect.stringContaining('token'),
      });
      expect(await client.closed).toMatchObject({ code: 1008 });
    },
  );

  test('a refused token in the header is told the same way', async () => {
    const server = await start();
    const client = await server.open({ headers: { Authorization: 'Bearer 123' } });
    expect(await client.next()).toMatchObject({ type: 'auth_error' });
    expect(await client.closed).toMatchObject({ code: 1008 });
  });

  test('who does not authenticate in time is closed', async () => {
    const server = await start({ authTimeoutMs: 30 });
    const client = await server.open();
    expect(await client.next()).toMatchObject({ type: 'auth_error', code: 'AUTH_REQUIRED' });
    expect(await client.closed).toMatchObject({ code: 1008 });
  });

  test('nothing but authenticate and ping is obeyed before', async () => {
    const server = await start();
    const client = await server.open();
    expect(await client.subscribe('s1', ALL)).toMatchObject({
      type: 'error',
      subscription_id: 's1',
      code: 'AUTH_REQUIRED',
    });
    expect(await client.ask({ type: 'next_batch', subscription_id: 's1' })).toMatchObject({
      code: 'AUTH_REQUIRED',
    });
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  test.each([
    ['/v1/other', {}, 404],
    ['/v1/ws', { origin: 'https://evil.example' }, 403],
    ['/v1/ws', { headers: { Authorization: 'Basic YTpi' } }, 401],
    ['/v1/ws?serialization=msgpack', {}, 400],
  ])('%s %p is refused with %p', async (path, options, status) => {
    const server = await start({}, ['https://app.example']);
    await expect(SocketClient.open(server.url(path), options)).rejects.toThrow(String(status));
  });

  test('an allowed origin is let in', async () => {
    const server = await start({}, ['https://app.example']);
    const client = await server.open({ origin: 'https://app.example' });
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });
});

describe('subscriptions', () => {
  test('without options only changes come', async () => {
    const server = await start();
    server.put('alice', 1n, 'old');
    const client = await server.signIn('alice');
    expect(await client.subscribe('s1', ALL)).toEqual({
      type: 'subscription_ack',
      subscription_id: 's1',
      total_rows: 0,
      batch_control: { batch_num: 0, has_more: false, status: 'ready', last_seq_id: 101 },
      schema: [
        { name: 'id', data_type: 'BigInt', index: 0, flags: ['pk', 'nn'] },
        { name: 'body', data_type: 'Text', index: 1 },
        { name: 'score', data_type: 'Double', index: 2 },
      ],
    });
    server.put('alice', 1n, 'new', 1.5);
    server.put('alice', 1n);
    expect(await client.next()).toEqual({
      type: 'change',
      subscription_id: 's1',
      change_type: 'update',
      rows: [{ id: '1', body: 'new', score: 1.5, _seq: '102', _deleted: false }],
      old_values: [{ id: '1', body: 'old', score: null, _seq: '101' }],
    });
    expect(await client.next()).toEqual({
      type: 'change',
      subscription_id: 's1',
      change_type: 'delete',
      old_values: [{ id: '1', body: 'new', score: 1.5, _seq: '103', _deleted: true }],
    });
  });

  test('with options the rows come in batches, then the changes since', async () => {
    const server = await start();
    for (let id = 1n; id <= 3n; id += 1n) server.put('alice', id, `m${id}`);
    const client = await server.signIn('alice');
    const control = { batch_num: 0, has_more: true, status: 'loading', last_seq_id: 102 };
    expect(await client.subscribe('s1', ALL, { batch_size: 2 })).toMatchObject({
      type: 'subscription_ack',
      batch_control: control,
    });
    expect(await client.next()).toEqual({
      type: 'initial_data_batch',
      subscription_id: 's1',
      rows: [
        { id: '1', body: 'm1', score: null, _seq: '101', _deleted: false },
        { id: '2', body: 'm2', score: null, _seq: '102', _deleted: false },
      ],
      batch_control: control,
    });
    server.put('alice', 4n, 'm4');
    expect(
      await client.ask({ type: 'next_batch', subscription_id: 's1', last_seq_id: 102 }),
    ).toMatchObject({
      rows: [{ id: '3' }],
      batch_control: { batch_num: 1, has_more: false, status: 'ready', last_seq_id: 103 },
    });
    expect(await client.next()).toMatchObject({ type: 'change', rows: [{ id: '4' }] });
  });

  test('an empty result still has its batch', async () => {
    const server = await start();
    const client = await server.signIn('alice');
    expect(await client.subscribe('s1', ALL, {})).toMatchObject({ type: 'subscription_ack' });
    expect(await client.next()).toMatchObject({ rows: [], batch_control: { status: 'ready' } });
  });

  test('from gives what was missed, deletes too', async () => {
    const server = await start();
    server.put('alice', 1n, 'a');
    server.put('alice', 1n);
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL, { from: '101' });
    expect(await client.next()).toMatchObject({ rows: [], batch_control: { last_seq_id: 101 } });
    expect(await client.next()).toMatchObject({ change_type: 'delete' });
  });

  test('two users with the same query and id see their own rows alone', async () => {
    const server = await start();
    server.put('alice', 1n, 'of alice');
    server.put('bob', 2n, 'of bob');
    const clients = [await server.signIn('alice'), await server.signIn('bob')];
    for (const client of clients) await client.subscribe('s1', ALL, {});
    for (let id = 10n; id < 30n; id += 1n) {
      server.put('alice', id, 'of alice');
      server.put('bob', id, 'of bob');
      server.put('bob', id);
    }
    for (const client of clients) await client.untilPong();
    const [alice, bob] = clients.map(({ frames }) => frames.map(({ text }) => text).join());
    expect(alice).not.toContain('bob"');
    expect(bob).not.toContain('alice"');
    expect(clients.map(({ frames }) => frames.length)).toEqual([1 + 2 + 20 + 1, 1 + 2 + 40 + 1]);
  });

  test('unsubscribe stops the changes, and is acknowledged on demand', async () => {
    const server = await start();
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL);
    await client.subscribe('s2', ALL);
    client.send({ type: 'unsubscribe', subscription_id: 's1' });
    const answer = await client.ask({ type: 'unsubscribe', subscription_id: 's2', ack: true });
    expect(answer).toEqual({ type: 'unsubscribed', subscription_id: 's2' });
    server.put('alice', 1n, 'x');
    expect(await client.untilPong()).toEqual([]);
    expect(server.live.statistics().subscriptionCount).toBe(0);
  });

  test('the end of a connection ends its subscriptions', async () => {
    const server = await start();
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL, { batch_size: 1 });
    client.socket.terminate();
    await client.closed;
    while (server.sockets.statistics().connectionCount > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.live.statistics().subscriptionCount).toBe(0);
  });

  test('gzip: messages from 512 bytes on come compressed, in binary frames', async () => {
    const server = await start();
    const client = await server.signIn('alice', 'gzip');
    await client.subscribe('s1', ALL);
    server.put('alice', 1n, 'short');
    server.put('alice', 2n, 'long '.repeat(200));
    server.put('alice', 3n, 'very long '.repeat(20_000));
    server.put('alice', 4n, 'short again');
    const bodies = [];
    for (let count = 0; count < 4; count += 1) bodies.push(await client.next());
    expect(bodies.map(({ rows }) => (rows as { id: string }[])[0].id)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(client.frames.slice(2).map(({ isBinary }) => isBinary)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    await client.subscribe('s2', ALL, {});
    expect(await client.next()).toMatchObject({ rows: { length: 4 } });
    expect(client.frames.at(-1)?.isBinary).toBe(true);
  });
});

describe('errors leave the connection open', () => {
  test.each([
    ['unknown table', 'SELECT * FROM nothing', 'NOT_FOUND', 'SQL_UNKNOWN_TABLE', 14],
    ['unknown column', 'SELECT nothing FROM messages', 'INVALID_SQL', 'SQL_UNKNOWN_COLUMN', 7],
    ['syntax', 'SELECT * FROM messages WHERE', 'INVALID_SQL', 'SQL_SYNTAX', 28],
    ['ORDER BY', 'SELECT * FROM messages ORDER BY id', 'UNSUPPORTED', 'LIVE_UNSUPPORTED', 32],
  ])('%s', async (_name, sql, code, reason, offset) => {
    const server = await start();
    const client = await server.signIn('alice');
    expect(await client.subscribe('s1', sql)).toMatchObject({
      type: 'error',
      subscription_id: 's1',
      code,
      reason,
      position: { offset, line: 1, column: offset + 1 },
    });
    expect(await client.untilPong()).toEqual([]);
    expect(server.errors).toEqual([]);
  });

  test.each([
    ['{"type":', 'protocol', 'PROTOCOL'],
    ['{"type":"shout"}', 'protocol', 'PROTOCOL'],
    ['{"type":"subscribe","subscription":{"id":"s2","sql":1}}', 's2', 'PROTOCOL'],
    [
      '{"type":"subscribe","subscription":{"id":"","sql":""}}',
      'protocol',
      'INVALID_SUBSCRIPTION_ID',
    ],
    [
      '{"type":"subscribe","subscription":{"id":"s1","sql":"SELECT 1"}}',
      's1',
      'INVALID_SUBSCRIPTION_ID',
    ],
    ['{"type":"next_batch","subscription_id":"s9"}', 's9', 'NOT_FOUND'],
    ['{"type":"next_batch","subscription_id":"s1"}', 's1', 'BATCH_FETCH_FAILED'],
    ['{"type":"unsubscribe","subscription_id":"s9"}', 's9', 'NOT_FOUND'],
    [`{"type":"ping","x":"${'x'.repeat(10_000)}"}`, 'protocol', 'MESSAGE_TOO_LARGE'],
    [
      '{"type":"subscribe","subscription":{"id":"s3","sql":"SELECT * FROM messages","options":{"last_rows":5,"batch_size":1}}}',
      's3',
      'UNSUPPORTED',
    ],
    [
      '{"type":"subscribe","subscription":{"id":"s3","sql":"SELECT * FROM messages","options":{"from":9223372036854775807}}}',
      's3',
      'SUBSCRIPTION_FAILED',
    ],
  ])('%s', async (text, subscriptionId, code) => {
    const server = await start();
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL);
    expect(await client.ask(text)).toMatchObject({
      type: 'error',
      subscription_id: subscriptionId,
      code,
      message: expect.any(String),
    });
    server.put('alice', 1n, 'still there');
    expect(await client.untilPong()).toMatchObject([{ type: 'change' }]);
    expect(server.errors).toEqual([]);
  });

  test('a binary frame', async () => {
    const server = await start();
    const client = await server.signIn('alice');
    client.socket.send(Buffer.from('{"type":"ping"}'));
    expect(await client.next()).toMatchObject({ code: 'UNSUPPORTED_DATA' });
    expect(await client.untilPong()).toEqual([]);
  });

  test('more messages than the rate allows', async () => {
    const server = await start({ messagesPerSecond: 3 });
    const client = await server.signIn('alice');
    for (let count = 0; count < 3; count += 1) client.send({ type: 'ping' });
    const answers = [await client.next(), await client.next(), await client.next()];
    expect(answers).toMatchObject([
      { type: 'pong' },
      { type: 'pong' },
      { type: 'error', subscription_id: 'rate_limit', code: 'RATE_LIMIT_EXCEEDED' },
    ]);
  });

  test('asking for batches does not count for the rate', async () => {
    const server = await start({ messagesPerSecond: 3 });
    for (let id = 1n; id <= 10n; id += 1n) server.put('alice', id, 'text');
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL, { batch_size: 1 });
    const ask = { type: 'next_batch', subscription_id: 's1' };
    let batch = await client.next();
    for (let count = 1; count < 10; count += 1) batch = await client.ask(ask);
    expect(batch).toMatchObject({ batch_control: { batch_num: 9, status: 'ready' } });
  });

  test('more subscriptions than the limit', async () => {
    const server = await start({ subscriptions: 2 });
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL);
    await client.subscribe('s2', ALL);
    expect(await client.subscribe('s3', ALL)).toMatchObject({
      subscription_id: 's3',
      code: 'SUBSCRIPTION_LIMIT_EXCEEDED',
    });
    client.send({ type: 'unsubscribe', subscription_id: 's1' });
    expect(await client.subscribe('s3', ALL)).toMatchObject({ type: 'subscription_ack' });
  });

  test('more subscriptions on all connections of a user than the limit', async () => {
    const server = await start({ subscriptionsPerUser: 2 });
    const [one, two, other] = [
      await server.signIn('alice'),
      await server.signIn('alice'),
      await server.signIn('bob'),
    ];
    const ack = { type: 'subscription_ack' };
    const refusal = { subscription_id: 's3', code: 'SUBSCRIPTION_LIMIT_EXCEEDED' };
    expect(await one.subscribe('s1', 'SELECT * FROM nothing')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await one.subscribe('s1', ALL)).toMatchObject(ack);
    expect(await two.subscribe('s2', ALL)).toMatchObject(ack);
    expect(await one.subscribe('s3', ALL)).toMatchObject(refusal);
    expect(await other.subscribe('s3', ALL)).toMatchObject(ack);
    two.send({ type: 'unsubscribe', subscription_id: 's2' });
    await two.untilPong();
    expect(await one.subscribe('s3', ALL)).toMatchObject(ack);
    await leave(server, one);
    expect(await two.subscribe('s2', ALL)).toMatchObject(ack);
    expect(await two.subscribe('s3', ALL)).toMatchObject(ack);
  });

  test('more connections of a user than the limit', async () => {
    const server = await start({ connectionsPerUser: 1 });
    const first = await server.signIn('alice');
    const second = await server.open();
    const hello = { type: 'authenticate', method: 'jwt', token: 'alice' };
    expect(await second.ask(hello)).toMatchObject({
      type: 'auth_error',
      code: 'CONNECTION_LIMIT_EXCEEDED',
    });
    expect(await second.closed).toMatchObject({ code: 1008 });
    expect(await first.ask(hello)).toMatchObject({ type: 'auth_success' });
    await leave(server, first);
    const third = await server.open();
    expect(await third.ask(hello)).toMatchObject({ type: 'auth_success' });
  });

  test('a second next_batch before the first is answered', async () => {
    const server = await start();
    for (let id = 1n; id <= 5n; id += 1n) server.put('alice', id, 'x');
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL, { batch_size: 1 });
    await client.next();
    client.send({ type: 'next_batch', subscription_id: 's1' });
    client.send({ type: 'next_batch', subscription_id: 's1' });
    const answers = await client.untilPong();
    expect(answers).toContainEqual(expect.objectContaining({ code: 'BATCH_FETCH_FAILED' }));
    expect(await client.ask({ type: 'next_batch', subscription_id: 's1' })).toBeDefined();
  });

  test('a value that JSON has not ends that subscription, with the reason', async () => {
    const server = await start();
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL);
    await client.subscribe('s2', 'SELECT id FROM messages');
    server.put('alice', 1n, 'x', Number.NaN);
    const answers = await client.untilPong();
    expect(answers).toMatchObject([
      {
        type: 'error',
        subscription_id: 's1',
        code: 'CONVERSION_ERROR',
        reason: 'SQL_OUT_OF_RANGE',
      },
      { type: 'change', subscription_id: 's2' },
    ]);
  });

  test('a dropped table ends its subscriptions', async () => {
    const server = await start();
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL);
    server.database.dropTable(messages);
    expect(await client.next()).toMatchObject({
      subscription_id: 's1',
      code: 'NOT_FOUND',
      reason: 'LIVE_TABLE_DROPPED',
    });
  });
});

test('a message far over the limit closes the connection with 1009', async () => {
  const server = await start();
  const client = await server.signIn('alice');
  client.send('x'.repeat(50_000));
  expect(await client.closed).toMatchObject({ code: 1009 });
});

describe('tokens over time', () => {
  test('an expired token ends the connection at the next beat', async () => {
    const server = await start({ heartbeatMs: 20 });
    const client = await server.signIn('alice');
    server.expired.add('alice');
    expect(await client.next()).toMatchObject({
      type: 'error',
      subscription_id: 'protocol',
      code: 'TOKEN_EXPIRED',
    });
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  test('so does a user who is gone', async () => {
    const server = await start({ heartbeatMs: 20 });
    const client = await server.signIn('alice');
    server.gone.add('alice');
    expect(await client.next()).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  test('authenticating again keeps subscriptions; another user is refused', async () => {
    const server = await start();
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL);
    expect(await client.ask({ type: 'authenticate', token: 'alice' })).toMatchObject({
      type: 'auth_success',
    });
    expect(await client.ask({ type: 'authenticate', token: 'bob' })).toMatchObject({
      type: 'error',
      code: 'UNAUTHORIZED',
    });
    expect(await client.ask({ type: 'authenticate', token: '123' })).toMatchObject({
      type: 'error',
      code: 'UNAUTHORIZED',
    });
    server.put('alice', 1n, 'x');
    server.put('bob', 2n, 'y');
    expect(await client.untilPong()).toMatchObject([{ type: 'change', rows: [{ id: '1' }] }]);
  });
});

describe('slow and silent clients', () => {
  test('a client that does not read costs bounded memory, and misses nothing', async () => {
    const bufferedBytes = 64 * 1024;
    const server = await start({ bufferedBytes });
    const client = await server.signIn('alice');
    await client.subscribe('s1', ALL);
    client.socket.pause();
    const body = 'x'.repeat(50_000);
    const count = 400;
    let mostBuffered = 0;
    for (let id = 1; id <= count; id += 1) {
      server.put('alice', BigInt(id), body);
      await new Promise((resolve) => setImmediate(resolve));
      mostBuffered = Math.max(mostBuffered, server.sockets.statistics().bufferedBytes);
    }
    // Past the bound by no more than the message that crossed it.
    expect(mostBuffered).toBeGreaterThan(0);
    expect(mostBuffered).toBeLessThan(bufferedBytes + 2 * body.length);
    // Paused, it was not even asked about most of the changes.
    expect(server.live.statistics().visitedCount).toBeLessThan(count);
    client.socket.resume();
    for (let id = 1; id <= count; id += 1) {
      expect(await client.next()).toMatchObject({ rows: [{ id: String(id) }] });
    }
    server.put('alice', 1000n, 'live again');
    expect(await client.next()).toMatchObject({ rows: [{ id: '1000' }] });
  });

  test('a client that asks but does not read is not read either', async () => {
    const bufferedBytes = 64 * 1024;
    const server = await start({ bufferedBytes, messagesPerSecond: 100_000, subscriptions: 500 });
    for (let id = 1n; id <= 20n; id += 1n) server.put('alice', id, 'x'.repeat(20_000));
    const client = await server.signIn('alice');
    client.socket.pause();
    for (let index = 0; index < 100; index += 1) {
      client.send({ type: 'subscribe', subscription: { id: `s${index}`, sql: ALL, options: {} } });
    }
    let mostBuffered = 0;
    for (let turn = 0; turn < 300; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      mostBuffered = Math.max(mostBuffered, server.sockets.statistics().bufferedBytes);
    }
    expect(mostBuffered).toBeGreaterThan(0);
    expect(mostBuffered).toBeLessThan(bufferedBytes + 2 * 20 * 20_100);
    client.socket.resume();
    for (let message = 0; message < 200; message += 1) await client.next();
    expect(await client.untilPong()).toEqual([]);
  });

  test('a client that is behind has ten beats', async () => {
    const server = await start({ heartbeatMs: 200, bufferedBytes: 64 * 1024 });
    const [beating, slow, stuck] = [
      await server.signIn('bob'),
      await server.signIn('alice'),
      await server.signIn('alice'),
    ];
    for (const client of [slow, stuck]) {
      await client.subscribe('s1', ALL);
      client.socket.pause();
    }
    const count = 400;
    for (let id = 1; id <= count; id += 1) server.put('alice', BigInt(id), 'x'.repeat(50_000));
    for (let beat = 0; beat < 5; beat += 1) await once(beating.socket, 'ping');
    slow.socket.resume();
    for (let id = 1; id <= count; id += 1) {
      expect(await slow.next()).toMatchObject({ rows: [{ id: String(id) }] });
    }
    while (server.sockets.statistics().connectionCount > 2) await once(beating.socket, 'ping');
    stuck.socket.resume();
    expect(await stuck.closed).toMatchObject({ code: 1006 });
    expect(await slow.untilPong()).toEqual([]);
  });

  test('a client that answers no ping is cut off; one that does is not', async () => {
    const server = await start({ heartbeatMs: 25 });
    const silent = await server.open({ autoPong: false, headers: { Authorization: 'Bearer bob' } });
    const alive = await server.signIn('alice');
    expect(await silent.closed).toMatchObject({ code: 1006 });
    expect(await alive.untilPong()).toEqual([]);
  });
});

test('on shutdown clients are told to come back, and new ones refused', async () => {
  const server = await start();
  const client = await server.signIn('alice');
  await client.subscribe('s1', ALL);
  const stopped = server.sockets.close();
  expect(await client.closed).toEqual({ code: 1001, reason: 'Server shutting down' });
  await stopped;
  await expect(server.open()).rejects.toThrow('503');
  expect(server.live.statistics().subscriptionCount).toBe(0);
});

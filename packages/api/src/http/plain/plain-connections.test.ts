import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Served, serve } from '../../../test/serve.ts';
import type { SqlExchange } from '../sql-exchange.ts';
import { PlainConnections } from './plain-connections.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A raw connection: what is written goes as it is, answers are read by their Content-Length. */
class RawClient {
  readonly socket: Socket;
  #received = '';
  #arrived = () => {};
  readonly closed: Promise<unknown>;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.setEncoding('latin1');
    this.closed = once(this.socket, 'close');
    this.socket.on('error', () => {});
    this.socket.on('data', (text: string) => {
      this.#received += text;
      this.#arrived();
    });
  }

  /** Resolves when the bytes are with the kernel, so that the next piece is a piece of its own. */
  write(piece: string | Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(piece, () => setImmediate(resolve));
    });
  }

  async answer(): Promise<Answer> {
    for (;;) {
      const found = /^HTTP\/1\.1 (\d+) [^\r]*\r\n(.*?)\r\n\r\n/s.exec(this.#received);
      const headers = Object.fromEntries(
        (found?.[2] ?? '').split('\r\n').map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      const end = (found?.[0].length ?? 0) + Number(headers['content-length']);
      if (found !== null && this.#received.length >= end) {
        const body = this.#received.slice(found[0].length, end);
        this.#received = this.#received.slice(end);
        return { status: Number(found[1]), headers, body };
      }
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }
}

const request = (body: string, ...headers: string[]) =>
  [
    'POST /v1/api/sql HTTP/1.1',
    'Host: x',
    'Authorization: Bearer good',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

const sql = (text: string, ...headers: string[]) =>
  request(JSON.stringify({ sql: text }), ...headers);

/** Without what differs from answer to answer: time and id. */
function essence({ status, headers, body }: Answer) {
  const { date: _, 'x-request-id': __, 'content-length': ___, ...rest } = headers;
  const text = body.replace(/"took":[\d.]+/, '').replace(/"request_id":"[^"]*"/, '');
  return { status, rest, text };
}

describe('the SQL route on a raw connection', () => {
  let served: Served;
  afterEach(() => served.close());

  /** Each statement gives its text back. */
  const start = async () => {
    served = await serve(async ({ sql: message }) => [{ kind: 'done', message, asUser: 'alice' }]);
  };

  test('answers request after request without node, as node would', async () => {
    await start();
    const plain = new RawClient(served.port);
    const full = new RawClient(served.port);
    for (const text of ['one', 'two']) {
      await plain.write(sql(text, 'X-Request-Id: same'));
      await full.write(sql(text, 'X-Request-Id: same', 'Trailer: none'));
      const [ours, nodes] = [await plain.answer(), await full.answer()];
      expect(essence(ours)).toEqual(essence(nodes));
      expect(ours.headers['x-request-id']).toBe('same');
      expect(Math.abs(Date.parse(ours.headers.date ?? '') - Date.now())).toBeLessThan(5000);
      expect(Number(ours.headers['content-length'])).toBe(ours.body.length);
    }
    expect(served.nodeRequests()).toBe(2);
    plain.socket.destroy();
    full.socket.destroy();
  });

  test('hands a connection over with its first request that is not plain', async () => {
    await start();
    const client = new RawClient(served.port);
    await client.write(sql('one'));
    expect((await client.answer()).status).toBe(200);
    expect(served.nodeRequests()).toBe(0);
    await client.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(JSON.parse((await client.answer()).body)).toMatchObject({ status: 'healthy' });
    await client.write(sql('two'));
    expect((await client.answer()).body).toContain('two');
    expect(served.nodeRequests()).toBe(2);
    client.socket.destroy();
  });

  test('requests that wait for one before them get their own answers', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    served = await serve(async ({ sql: message }) => {
      if (message === 'first') await released;
      if (message === 'last') release();
      return [{ kind: 'done', message, asUser: 'alice' }];
    });
    const client = new RawClient(served.port);
    const texts = ['first', 'second', 'third', 'last'];
    await client.write(texts.map((text) => sql(text)).join(''));
    for (const text of texts) expect((await client.answer()).body).toContain(`"${text}"`);
    client.socket.destroy();
  });

  test.each([
    ['malformed', 'POST /v1/api/sql HTTP/1.1\r\nno colon\r\n\r\n', 400],
    ['without a host', 'POST /v1/api/sql HTTP/1.1\r\nContent-Length: 0\r\n\r\n', 400],
    ['with two lengths', request('{}', 'Content-Length: 3'), 400],
    ['that is not HTTP', 'hello\r\n\r\n', 400],
  ])('a request %s gets the refusal of node', async (_case, text, status) => {
    await start();
    const client = new RawClient(served.port);
    let received = '';
    client.socket.on('data', (chunk: string) => {
      received += chunk;
    });
    await client.write(text);
    await client.closed;
    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(served.requests).toEqual([]);
  });

  /** None that is refused before its body is read: node closes the connection then. */
  const message = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => sql(text)),
    fc.constant(request('{"sql": ')),
    fc.constant(request('[]', 'X-Request-Id: mine')),
    fc.constant(request('')),
    fc.constant(sql('a', 'Origin: https://page.example')),
    fc.constant('GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n'),
    fc.constant(
      'POST /v1/api/sql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"sql":"b\r\n2\r\n"}\r\n0\r\n\r\n',
    ),
  );

  test('gives the same answers however requests come in pieces', async () => {
    await start();
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 5 }),
        cuts,
        async (messages, at) => {
          const expected: unknown[] = [];
          for (const each of messages) {
            const alone = new RawClient(served.port);
            await alone.write(each);
            expected.push(essence(await alone.answer()));
            alone.socket.destroy();
          }
          const all = Buffer.from(messages.join(''));
          const places = [...at.map((part) => Math.floor(part * all.length))].sort((a, b) => a - b);
          const client = new RawClient(served.port);
          for (const [index, place] of [0, ...places].entries()) {
            await client.write(all.subarray(place, places[index]));
          }
          const found: unknown[] = [];
          for (const _ of messages) found.push(essence(await client.answer()));
          client.socket.destroy();
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('plain connections', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** A server of plain connections alone, whose requests wait in `exchanges` for their answers. */
  async function listen(keepAliveMs: number) {
    const exchanges: SqlExchange[] = [];
    const handedOver: Buffer[] = [];
    let arrived = () => {};
    const connections = new PlainConnections({
      path: '/v1/api/sql',
      answer: async (exchange) => {
        exchanges.push(exchange);
        arrived();
      },
      handOver: (socket) => socket.on('data', (chunk: Buffer) => handedOver.push(chunk)),
      keepAliveMs,
    });
    let timeOut = (_: unknown) => {};
    const timedOut = new Promise((resolve) => {
      timeOut = resolve;
    });
    server = createServer((socket) => {
      connections.accept(socket);
      socket.once('timeout', timeOut);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const client = new RawClient(typeof address === 'object' && address ? address.port : 0);
    await once(client.socket, 'connect');
    const nextExchange = async () => {
      while (exchanges.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      return exchanges.shift() as SqlExchange;
    };
    return { connections, client, nextExchange, handedOver, timedOut };
  }

  const ok = (body: Buffer) => ({ status: 200, headers: {}, requestId: 'r', body });

  test('are closed when nothing comes for long', async () => {
    const { client } = await listen(20);
    await client.closed;
  });

  test('stay while an answer takes long', async () => {
    const { client, nextExchange, timedOut } = await listen(20);
    await client.write(sql('slow'));
    const exchange = await nextExchange();
    await timedOut;
    exchange.send(ok(Buffer.from('{}')));
    expect((await client.answer()).body).toBe('{}');
    await client.closed;
  });

  test('that wait for a request are closed on demand, others when they are cut', async () => {
    const { connections, client, nextExchange } = await listen(60_000);
    await client.write(sql('slow'));
    const exchange = await nextExchange();
    connections.closeIdle();
    exchange.send(ok(Buffer.from('{}')));
    expect((await client.answer()).status).toBe(200);
    await client.write(sql('slower'));
    const { departed } = await nextExchange();
    connections.closeAll();
    await client.closed;
    expect(departed.aborted).toBe(true);
  });

  test('carry large answers whole', async () => {
    const { client, nextExchange } = await listen(60_000);
    await client.write(sql('large'));
    const body = Buffer.alloc(5_000_000, 'abcdefg');
    (await nextExchange()).send(ok(body));
    expect((await client.answer()).body).toBe(body.toString());
    client.socket.destroy();
  });

  test('drop the answer to a client that has left', async () => {
    const { client, nextExchange } = await listen(60_000);
    await client.write(sql('x'));
    const exchange = await nextExchange();
    const gone = new Promise((resolve) => exchange.departed.addEventListener('abort', resolve));
    client.socket.destroy();
    await gone;
    exchange.send(ok(Buffer.from('{}')));
  });

  test('are handed over with what came during an answer, after it', async () => {
    const { client, nextExchange, handedOver } = await listen(60_000);
    await client.write(sql('one'));
    const exchange = await nextExchange();
    await client.write(sql('two'));
    await client.write(sql('three'));
    expect(handedOver).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    exchange.send(ok(Buffer.from('{}')));
    await client.answer();
    await client.write('more');
    const all = [sql('two'), sql('three'), 'more'].join('');
    while (Buffer.concat(handedOver).length < all.length) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Buffer.concat(handedOver).toString()).toBe(all);
    client.socket.destroy();
  });
});

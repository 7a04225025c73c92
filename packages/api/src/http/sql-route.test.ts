import { afterEach, describe, expect, test } from '@jest/globals';
import { CoreError, type ResultField, type StatementResult } from '@kalamdb/core';
import { batchFromRows, type Row, SqlError, type SqlType, sqlTypes } from '@kalamdb/sql';
import { type Served, send, serve } from '../../test/serve.ts';
import type { HttpParts } from './http-server.ts';

let served: Served;
afterEach(() => served.close());

const field = (name: string, type: SqlType, ...flags: ResultField['flags']): ResultField => ({
  name,
  type,
  flags,
});
const asUser = 'alice';
const done: StatementResult = {
  kind: 'done',
  message: "Namespace 'n' created successfully",
  asUser,
};

async function* batchesOf(types: readonly SqlType[], ...batches: (readonly Row[])[]) {
  for (const rows of batches) yield batchFromRows(types, rows);
}

const answering = async (results: readonly StatementResult[], parts?: Partial<HttpParts>) => {
  served = await serve(async () => results, parts);
};
const failing = async (error: unknown, parts?: Partial<HttpParts>) => {
  served = await serve(() => Promise.reject(error), parts);
};

const post = async (body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${served.url}/v1/api/sql`, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
};

describe('a transaction', () => {
  test('that is kept has its id in every answer until it ends', async () => {
    await answering([done]);
    expect((await post({ sql: 'BEGIN', transaction: 'keep' })).json.transaction_id).toBe('new');
    expect((await post({ sql: 'SELECT', transaction_id: 't1' })).json.transaction_id).toBe('t1');
    const last = await post({ sql: 'COMMIT', transaction_id: 't1' });
    expect(last.json).not.toHaveProperty('transaction_id');
    const ids = served.requests.map(
      (request) => (request as { transactionId?: string }).transactionId,
    );
    expect(ids).toEqual(['new', 't1', 't1']);
  });

  test('is not begun by a request that does not ask for it', async () => {
    await answering([done]);
    expect((await post({ sql: 'BEGIN' })).json).not.toHaveProperty('transaction_id');
    expect(served.requests[0]).not.toHaveProperty('transactionId');
  });

  test.each([{ transaction: 'maybe' }, { transaction_id: 7 }])('%p is refused', async (members) => {
    await answering([done]);
    const { status, json } = await post({ sql: 'BEGIN', ...members });
    expect([status, json.error.code]).toEqual([400, 'INVALID_INPUT']);
  });
});

describe('a successful answer', () => {
  test('rows at hand: schema, arrays in its order, flags only where there are any', async () => {
    const fields = [field('id', sqlTypes.bigint, 'pk', 'nn'), field('body', sqlTypes.text)];
    const rows: Row[] = [
      [1n, 'hello'],
      [9007199254740993n, null],
    ];
    await answering([{ kind: 'rows', fields, rows: { kind: 'rows', rows }, asUser }]);
    const { status, headers, text } = await post({ sql: 'SELECT' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(text.replace(/"took":[\d.]+/, '"took":0')).toBe(
      '{"status":"success","results":[{"schema":[' +
        '{"name":"id","data_type":"BigInt","index":0,"flags":["pk","nn"]},' +
        '{"name":"body","data_type":"Text","index":1}],' +
        '"rows":[["1","hello"],["9007199254740993",null]],"row_count":2,"as_user":"alice"}],"took":0}',
    );
  });

  test('rows that a statement returns, with how many it has written', async () => {
    const fields = [field('n', sqlTypes.int)];
    const affected = { verb: 'update', count: 1 } as const;
    await answering([
      { kind: 'rows', fields, rows: { kind: 'rows', rows: [[1], [2]] }, affected, asUser },
    ]);
    const { json } = await post({ sql: 'UPDATE' });
    expect(json.results[0]).toMatchObject({
      rows: [[1], [2]],
      row_count: 2,
      message: 'Updated 1 row(s)',
      as_user: 'alice',
    });
  });

  test('rows in batches', async () => {
    const types = [sqlTypes.int, sqlTypes.timestamp];
    const fields = [field('n', sqlTypes.int), field('at', sqlTypes.timestamp)];
    const batches = batchesOf(
      types,
      [[1, 1_700_000_000_000_000n]],
      [
        [2, null],
        [null, 5n],
      ],
    );
    await answering([{ kind: 'rows', fields, rows: { kind: 'batches', batches }, asUser }]);
    const { json } = await post({ sql: 'SELECT' });
    expect(json.results[0].rows).toEqual([
      [1, 1_700_000_000_000_000],
      [2, null],
      [null, 5],
    ]);
    expect(json.results[0].row_count).toBe(3);
  });

  test('no rows', async () => {
    const rows = { kind: 'batches', batches: batchesOf([sqlTypes.int]) } as const;
    await answering([{ kind: 'rows', fields: [field('n', sqlTypes.int)], rows, asUser }]);
    expect((await post({ sql: 'SELECT' })).json.results).toEqual([
      {
        schema: [{ name: 'n', data_type: 'Int', index: 0 }],
        rows: [],
        row_count: 0,
        as_user: asUser,
      },
    ]);
  });

  test('one entry for each statement', async () => {
    const changed = (verb: 'insert' | 'update' | 'delete', count: number) =>
      ({ kind: 'affected', verb, count, asUser }) as const;
    await answering([done, changed('insert', 1), changed('update', 0), changed('delete', 12)]);
    const { json } = await post({ sql: 'several' });
    expect(json).toEqual({
      status: 'success',
      results: [
        { row_count: 0, message: "Namespace 'n' created successfully", as_user: 'alice' },
        { row_count: 1, message: 'Inserted 1 row(s)', as_user: 'alice' },
        { row_count: 0, message: 'Updated 0 row(s)', as_user: 'alice' },
        { row_count: 12, message: 'Deleted 12 row(s)', as_user: 'alice' },
      ],
      took: expect.any(Number),
    });
  });

  test('more bytes than a result may have is an error, not a part of the result', async () => {
    const rows = { kind: 'rows', rows: [['x'.repeat(1000)]] } as const;
    await answering([{ kind: 'rows', fields: [field('t', sqlTypes.text)], rows, asUser }]);
    const { status, json } = await post({ sql: 'SELECT' });
    expect([status, json.error.code, json.error.reason]).toEqual([
      400,
      'RESULT_TOO_LARGE',
      'SQL_RESULT_TOO_LARGE',
    ]);
  });
});

describe('the request', () => {
  test('may hold parameters of any depth: what they are given to decides', async () => {
    await answering([done], { limits: { bodyBytes: 200_000, resultBytes: 500 } });
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const { status } = await post(`{"sql":"A","namespace_id":"app","params":[${deep}]}`);
    expect(status).toBe(200);
  });

  test('reaches the database with the principal of its token', async () => {
    await answering([done]);
    await post({ sql: 'A' });
    await post({ sql: 'B', params: [1, 'x', null, [1], { a: true }], namespace_id: 'app' });
    await post({ sql: 'C', params: null, namespace_id: null });
    const principal = { userId: 'alice', role: 'user' };
    const signal = expect.any(AbortSignal);
    expect(served.requests).toEqual([
      { sql: 'A', parameters: [], namespace: 'default', principal, signal },
      {
        sql: 'B',
        parameters: [1, 'x', null, [1], { a: true }],
        namespace: 'app',
        principal,
        signal,
      },
      { sql: 'C', parameters: [], namespace: 'default', principal, signal },
    ]);
  });

  test.each([
    ['', 'the body is not valid JSON'],
    ['{"sql": ', 'the body is not valid JSON'],
    ['[]', 'the body: Invalid input: expected object'],
    ['null', 'the body: Invalid input'],
    ['{}', '"sql": Invalid input: expected string'],
    ['{"sql": 1}', '"sql": Invalid input: expected string, received number'],
    ['{"sql": "x", "params": {}}', '"params": Invalid input: expected array'],
    ['{"sql": "x", "params": [], "namespace_id": 3}', '"namespace_id": Invalid input'],
    ['{"sql": "x", "parms": []}', 'Unrecognized key: "parms"'],
  ])('%s is refused', async (body, message) => {
    await answering([done]);
    const { status, json } = await post(body);
    expect([status, json.error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(json.error.message).toContain(message);
    expect(served.requests).toEqual([]);
  });

  test.each([
    ['no header', undefined, 'MISSING_AUTHORIZATION'],
    ['another scheme', 'Basic cm9vdDpyb290', 'MISSING_AUTHORIZATION'],
    ['no token', 'Bearer ', 'MISSING_AUTHORIZATION'],
    ['a wrong token', 'Bearer bad', 'INVALID_CREDENTIALS'],
    ['an expired token', 'bearer expired', 'TOKEN_EXPIRED'],
  ])('with %s is refused', async (_case, authorization, code) => {
    await answering([done]);
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await send(served.port, { method: 'POST', path: '/v1/api/sql', headers }, [
      '{"sql":"SELECT 1"}',
    ]);
    const body = JSON.parse(answer.text);
    expect([answer.status, body.error.code, body.results]).toEqual([401, code, []]);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(served.requests).toEqual([]);
  });

  test('in another form than JSON text is refused', async () => {
    await answering([done]);
    const multipart = await post('x', { 'content-type': 'multipart/form-data; boundary=x' });
    expect([multipart.status, multipart.json.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const zipped = await post('x', { 'content-encoding': 'gzip' });
    expect([zipped.status, zipped.json.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const headers = { authorization: 'Bearer good' };
    const options = { method: 'POST', path: '/v1/api/sql', headers };
    const broken = await send(served.port, options, [Buffer.from([0x22, 0xff, 0x22])]);
    expect([broken.status, JSON.parse(broken.text).error.message]).toEqual([
      400,
      'the body is not valid UTF-8',
    ]);
  });

  test.each([
    ['announced', { 'content-length': '1001' }],
    ['sent in chunks', { 'transfer-encoding': 'chunked' }],
  ])('over the limit, %s, is refused and the connection closed', async (_case, framing) => {
    await answering([done]);
    const headers = { authorization: 'Bearer good', ...framing };
    const pieces = ['x'.repeat(900), 'x'.repeat(101)];
    const answer = await send(
      served.port,
      { method: 'POST', path: '/v1/api/sql', headers },
      pieces,
    );
    const { error } = JSON.parse(answer.text);
    expect([answer.status, error.code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(error.message).toContain('the limit is 1000');
  });

  test('much over the limit gets its answer all the same', async () => {
    await answering([done]);
    const headers = { authorization: 'Bearer good' };
    const pieces = Array.from({ length: 300 }, () => Buffer.alloc(65_536, 120));
    const answer = await send(
      served.port,
      { method: 'POST', path: '/v1/api/sql', headers },
      pieces,
    );
    expect([answer.status, answer.headers.connection]).toEqual([413, 'close']);
  });

  test('while draining is refused, to be tried again', async () => {
    await answering([done], { isReady: () => false });
    const { status, headers, json } = await post({ sql: 'SELECT 1' });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(json.error).toMatchObject({ code: 'SHUTTING_DOWN', retryable: true });
  });

  test('is canceled when its client leaves', async () => {
    const canceled = new Promise<void>((resolve) => {
      void serve(
        ({ signal }) =>
          new Promise((_, reject) => {
            signal?.addEventListener('abort', () => {
              reject(new SqlError('SQL_CANCELED', 'the client left'));
              resolve();
            });
            leave.abort();
          }),
      ).then((it) => {
        served = it;
        const options = {
          method: 'POST',
          headers: { authorization: 'Bearer good' },
          body: '{"sql":""}',
        };
        fetch(`${it.url}/v1/api/sql`, { ...options, signal: leave.signal }).catch(() => undefined);
      });
    });
    const leave = new AbortController();
    await canceled;
  });
});

describe('a failure', () => {
  test('of SQL has its place in the text, as people count', async () => {
    const options = { position: 9, hint: 'Look again.' };
    await failing(new SqlError('SQL_UNKNOWN_COLUMN', 'there is no column "x"', options));
    const { status, json } = await post({ sql: 'SELECT\n  x FROM t' });
    expect(status).toBe(400);
    expect(json).toEqual({
      status: 'error',
      results: [],
      took: expect.any(Number),
      error: {
        code: 'SQL_EXECUTION_ERROR',
        message: 'Statement 1 failed: there is no column "x"',
        reason: 'SQL_UNKNOWN_COLUMN',
        sqlstate: '42703',
        position: { offset: 9, line: 2, column: 3 },
        hint: 'Look again.',
        retryable: false,
        request_id: expect.any(String),
      },
    });
  });

  test('of a script names the statement', async () => {
    const error = new CoreError('CORE_DUPLICATE_KEY', "Primary key violation: value '1'");
    await failing(Object.assign(error, { statement: 3 }));
    const { json } = await post({ sql: '…' });
    expect(json.error.message).toBe("Statement 3 failed: Primary key violation: value '1'");
  });

  test('while rows are read is an error too', async () => {
    const fields = [field('n', sqlTypes.int)];
    const batches = (async function* () {
      yield batchFromRows([sqlTypes.int], [[1]]);
      throw new SqlError('SQL_DIVISION_BY_ZERO', 'division by zero');
    })();
    await answering([{ kind: 'rows', fields, rows: { kind: 'batches', batches }, asUser }]);
    const { status, json } = await post({ sql: 'SELECT' });
    expect([status, json.error.reason]).toEqual([400, 'SQL_DIVISION_BY_ZERO']);
  });

  test('not foreseen is logged with the id of the request, and answered without internals', async () => {
    await failing(new Error('secret internals'));
    const { status, json, text } = await post({ sql: 'x' }, { 'x-request-id': 'my-id' });
    expect([status, json.error.code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(text).not.toContain('secret');
    expect(served.log).toEqual([
      {
        level: 'error',
        fields: {
          request_id: 'my-id',
          err: expect.objectContaining({ message: 'secret internals' }),
        },
        message: 'statement failed',
      },
    ]);
  });

  test('that may pass says when to try again', async () => {
    await failing(new CoreError('CORE_OVERLOADED', 'too many writes are waiting'));
    const { status, headers, json } = await post({ sql: 'x' });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(json.error).toMatchObject({ code: 'OVERLOADED', retryable: true });
  });

  test('does not keep the connection from serving the next request', async () => {
    await failing(new SqlError('SQL_SYNTAX', 'unexpected x'));
    for (let round = 0; round < 3; round += 1) expect((await post({ sql: 'x' })).status).toBe(400);
  });
});

describe('the headers', () => {
  test('carry the id of the request: the given one if it is plain, else a new one', async () => {
    await answering([done]);
    const ids = await Promise.all(
      ['plain-id:1', 'x'.repeat(65), 'not plain'].map(async (id) => {
        const { headers } = await post({ sql: 'x' }, { 'x-request-id': id });
        return headers.get('x-request-id');
      }),
    );
    expect(ids[0]).toBe('plain-id:1');
    expect(ids[1]).toMatch(/^[0-9a-f]{8}-\w+$/);
    expect(ids[2]).toMatch(/^[0-9a-f]{8}-\w+$/);
    expect(new Set(ids).size).toBe(3);
  });

  test('let only allowed origins in', async () => {
    await answering([done], { allowedOrigins: ['https://app.example'] });
    const ok = await post({ sql: 'x' }, { origin: 'https://app.example' });
    expect(ok.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(ok.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    const other = await post({ sql: 'x' }, { origin: 'https://other.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('are not for other origins when none is allowed', async () => {
    await answering([done]);
    const { headers } = await post({ sql: 'x' }, { origin: 'https://app.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

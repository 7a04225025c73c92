import { afterEach, describe, expect, test } from '@jest/globals';
import { type Served, send, serve } from '../../test/serve.ts';

let served: Served;
afterEach(() => served.close());

const start = async (parts?: Parameters<typeof serve>[1]) => {
  served = await serve(async () => [], parts);
};
const get = async (path: string) => {
  const { status, text, headers } = await send(served.port, { path });
  return { status, headers, body: JSON.parse(text) };
};

describe('health', () => {
  test.each(['/health', '/v1/api/healthcheck'])('%s says what runs here', async (path) => {
    await start();
    const { status, body } = await get(path);
    expect([status, body]).toEqual([
      200,
      { status: 'healthy', version: '1.2.3', api_version: 'v1' },
    ]);
  });

  test.each([
    ['/health', true, 200, 'healthy'],
    ['/health/live', true, 200, 'live'],
    ['/health/ready', true, 200, 'ready'],
    ['/health', false, 503, 'draining'],
    ['/health/live', false, 200, 'live'],
    ['/health/ready', false, 503, 'draining'],
  ])('%s with ready %s is %s', async (path, ready, status, word) => {
    await start({ isReady: () => ready });
    const answer = await get(path);
    expect([answer.status, answer.body.status]).toEqual([status, word]);
  });
});

test('the SQL route says that it takes POST alone', async () => {
  await start();
  const { status, headers, body } = await get('/v1/api/sql');
  expect([status, headers.allow]).toEqual([405, 'POST']);
  expect(body).toEqual({
    error: 'method_not_allowed',
    message: 'the SQL route takes POST, not GET',
  });
});

describe('every other path', () => {
  test.each([
    ['GET', '/'],
    ['POST', '/v1/api/sqlx'],
    ['GET', '/../../etc/passwd'],
  ])('%s %s is not found', async (method, path) => {
    await start();
    const { status, text } = await send(served.port, { method, path });
    expect([status, JSON.parse(text)]).toEqual([
      404,
      { error: 'not_found', message: `there is no ${method} ${path}` },
    ]);
  });

  test('has the headers that protect pages', async () => {
    await start();
    const { headers } = await get('/health');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-request-id']).toMatch(/^[\w-]+$/);
  });
});

describe('CORS', () => {
  const preflight = (path: string, origin: string) => {
    const wish = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    };
    return send(served.port, { method: 'OPTIONS', path, headers: { origin, ...wish } });
  };

  test.each(['/v1/api/sql', '/v1/api/auth/login'])('preflights of %s', async (path) => {
    await start({ allowedOrigins: ['https://app.example'] });
    const ok = await preflight(path, 'https://app.example');
    expect(ok.status).toBe(204);
    expect(ok.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '3600',
    });
    const other = await preflight(path, 'https://other.example');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('any origin comes without cookies', async () => {
    await start({ allowedOrigins: ['*'] });
    const { headers } = await preflight('/v1/api/sql', 'https://any.example');
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
});

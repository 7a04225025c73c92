import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Account,
  type Authenticator,
  createAuthenticator,
  createTokens,
  hashPassword,
} from '@kalamdb/auth';
import { alice, type Served, serve } from '../../test/serve.ts';

let served: Served;
afterEach(() => served.close());

const password = 'correct horse';
let account: Account;
let authenticator: Authenticator;
beforeAll(async () => {
  account = { ...alice, role: 'dba', passwordHash: await hashPassword(password) };
  const tokens = createTokens({
    secret: 'x'.repeat(32),
    issuer: 'test',
    accessTtlSeconds: 60,
    refreshTtlSeconds: 600,
    now: () => Date.now(),
  });
  const accounts = {
    find: (userId: string) => (userId === account.userId ? account : undefined),
    recordLogin: async () => {},
    recordFailedLogin: async (_userId: string, lockedUntil: bigint | undefined) => {
      const failedLoginAttempts = account.failedLoginAttempts + 1;
      account = { ...account, failedLoginAttempts, lockedUntil };
    },
  };
  authenticator = createAuthenticator(accounts, tokens, () => BigInt(Date.now()) * 1000n);
});

interface Body {
  readonly error: string;
  readonly message: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

const start = async (parts?: Parameters<typeof serve>[1]) => {
  const accounts = { find: () => account };
  served = await serve(async () => [], { authenticator, accounts, ...parts });
};
const call = async (path: string, init: RequestInit & { json?: unknown } = {}) => {
  const body = init.json === undefined ? init.body : JSON.stringify(init.json);
  const headers = { 'content-type': 'application/json', ...init.headers };
  const response = await fetch(`${served.url}/v1/api/auth/${path}`, {
    ...init,
    body: body ?? null,
    headers,
  });
  const cookies = response.headers.getSetCookie();
  return { status: response.status, body: (await response.json()) as Body, cookies };
};
const login = (json: unknown) => call('login', { method: 'POST', json });
const signedIn = async () => (await login({ user: 'alice', password })).body;
const user = {
  id: 'alice',
  role: 'dba',
  email: 'alice@example.org',
  created_at: '2023-11-14T22:13:20.000Z',
  updated_at: '2023-11-14T22:13:21.000Z',
};
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const session = {
  user,
  admin_ui_access: true,
  expires_at: time,
  access_token: expect.any(String),
  refresh_token: expect.any(String),
  refresh_expires_at: time,
};

describe('login', () => {
  test.each(['user', 'username'])(
    'takes the name as %s, gives tokens and cookies',
    async (name) => {
      await start();
      const { status, body, cookies } = await login({ [name]: 'alice', password });
      expect([status, body]).toEqual([200, session]);
      const attributes = 'Path=/; Expires=[^;]+ GMT; HttpOnly; SameSite=Strict';
      expect(cookies[0]).toMatch(new RegExp(`^kalamdb_auth=${body.access_token}; ${attributes}$`));
      expect(cookies[1]).toMatch(
        new RegExp(`^kalamdb_refresh=${body.refresh_token}; ${attributes}$`),
      );
    },
  );

  test('by https the cookies go over https only', async () => {
    await start({ secureCookies: true });
    const { cookies } = await login({ user: 'alice', password });
    for (const cookie of cookies) expect(cookie).toContain('; Secure');
  });

  test.each([
    [{ user: 'alice', password: 'wrong' }],
    [{ user: 'nobody', password }],
    [{ user: '', password: '' }],
  ])('%j is unauthorized, and no more is told', async (json) => {
    await start();
    const { status, body } = await login(json);
    expect([status, body]).toEqual([
      401,
      {
        error: 'unauthorized',
        message: 'unknown user or wrong password',
        request_id: expect.any(String),
      },
    ]);
  });

  test.each([
    [{}, 'password'],
    [{ user: 'alice' }, 'password'],
    [{ password }, 'exactly one of "user" and "username" is needed'],
    [{ user: 'alice', username: 'alice', password }, 'exactly one of'],
    [{ user: 'alice', password, admin: true }, 'admin'],
    [{ user: 'a'.repeat(129), password }, 'user'],
    [{ user: 'alice', password: 'p'.repeat(257) }, 'password'],
    [{ user: 1, password }, 'user'],
    [[], 'expected object'],
  ])('%j is refused', async (json, message) => {
    await start();
    const { status, body } = await login(json);
    expect([status, body.error]).toEqual([400, 'invalid_input']);
    expect(body.message).toContain(message);
  });

  test.each([
    ['{"user": ', 400, 'invalid_input'],
    [`"${'x'.repeat(20_000)}"`, 413, 'body_too_large'],
  ])('a body that is no JSON or too large', async (body, status, error) => {
    await start();
    const answer = await call('login', { method: 'POST', body });
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(answer.body.message).not.toContain('    at ');
  });

  test('too many from one address are refused', async () => {
    await start({ signInsPerMinute: 2 });
    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await login({})).status);
    expect(statuses).toEqual([400, 400, 429]);
    const { body } = await login({});
    expect(body.error).toBe('rate_limited');
  });

  test('a locked account says so', async () => {
    await start();
    const before = account;
    account = { ...account, lockedUntil: BigInt(Date.now() + 60_000) * 1000n };
    const { status, body } = await login({ user: 'alice', password });
    account = before;
    expect([status, body.error]).toEqual([401, 'account_locked']);
  });
});

describe('refresh', () => {
  test('takes the cookie or the header, and nothing but a refresh token', async () => {
    await start();
    const { access_token: access, refresh_token: refresh } = await signedIn();
    const post = (headers: Record<string, string>) => call('refresh', { method: 'POST', headers });
    expect((await post({ cookie: `a=b; kalamdb_refresh=${refresh}` })).body).toEqual(session);
    expect((await post({ authorization: `Bearer ${refresh}` })).body).toEqual(session);
    const wrong = await post({ authorization: `Bearer ${access}` });
    expect([wrong.status, wrong.body.error]).toEqual([401, 'unauthorized']);
    const none = await post({});
    expect([none.status, none.body.error]).toEqual([401, 'missing_authorization']);
  });
});

describe('me', () => {
  test('takes the header or the cookie, and nothing but an access token', async () => {
    await start();
    const { access_token: access, refresh_token: refresh } = await signedIn();
    const me = (headers: Record<string, string>) => call('me', { headers });
    const expected = { user, admin_ui_access: true };
    expect((await me({ authorization: `Bearer ${access}` })).body).toEqual(expected);
    expect((await me({ cookie: `kalamdb_auth=${access}` })).body).toEqual(expected);
    expect((await me({ authorization: `Bearer ${refresh}` })).status).toBe(401);
    expect((await me({})).status).toBe(401);
  });
});

describe('logout', () => {
  test('takes the cookies back', async () => {
    await start();
    const { body, cookies } = await call('logout', { method: 'POST' });
    expect(body).toEqual({ message: 'Logged out successfully' });
    expect(cookies).toEqual([
      'kalamdb_auth=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'kalamdb_refresh=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ]);
  });
});

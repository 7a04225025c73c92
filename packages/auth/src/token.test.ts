import { beforeEach, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { AuthError } from './error.ts';
import { createTokens, type TokenSettings } from './token.ts';

const secret = 'a secret of more than thirty-two bytes';
const alice = { userId: 'alice', role: 'service' } as const;
let nowMs: number;
let settings: TokenSettings;

beforeEach(() => {
  nowMs = 1_800_000_000_000;
  settings = {
    secret,
    issuer: 'kalamdb',
    accessTtlSeconds: 3600,
    refreshTtlSeconds: 7200,
    now: () => nowMs,
  };
});

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AuthError) return error.code;
    throw error;
  }
  return 'no error';
}

test('a token gives back its principal and expiry', () => {
  const tokens = createTokens(settings);
  const pair = tokens.issue(alice);
  expect(tokens.verifyAccess(pair.accessToken)).toEqual({
    principal: alice,
    version: 0,
    expiresAtMs: nowMs + 3_600_000,
  });
  expect(tokens.verifyRefresh(pair.refreshToken).principal).toEqual(alice);
});

test('a remembered token expires like a fresh one', () => {
  const tokens = createTokens(settings);
  const { accessToken } = tokens.issue(alice);
  tokens.verifyAccess(accessToken);
  nowMs += 3_600_000;
  expect(codeOf(() => tokens.verifyAccess(accessToken))).toBe('AUTH_TOKEN_EXPIRED');
  expect(codeOf(() => createTokens(settings).verifyAccess(accessToken))).toBe('AUTH_TOKEN_EXPIRED');
});

test('access and refresh tokens are not exchangeable', () => {
  const tokens = createTokens(settings);
  const pair = tokens.issue(alice);
  expect(codeOf(() => tokens.verifyAccess(pair.refreshToken))).toBe('AUTH_INVALID_TOKEN');
  expect(codeOf(() => tokens.verifyRefresh(pair.accessToken))).toBe('AUTH_INVALID_TOKEN');
});

test('a short secret is refused', () => {
  expect(() => createTokens({ ...settings, secret: 'short' })).toThrow(RangeError);
});

describe('forged tokens are refused', () => {
  const claims = () => ({
    sub: 'root',
    iss: 'kalamdb',
    exp: Math.floor(nowMs / 1000) + 60,
    role: 'system',
    token_type: 'access',
    token_version: 0,
  });
  const forgeries: Record<string, () => string> = {
    'no signature': () => jwt.sign(claims(), '', { algorithm: 'none' }),
    'another secret': () => jwt.sign(claims(), 'another secret of more than 32 bytes!'),
    'another algorithm': () => jwt.sign(claims(), secret, { algorithm: 'HS512' }),
    'another issuer': () => jwt.sign({ ...claims(), iss: 'elsewhere' }, secret),
    'unknown role': () => jwt.sign({ ...claims(), role: 'god' }, secret),
    'no subject': () => jwt.sign({ ...claims(), sub: '' }, secret),
    'no expiry': () => {
      const { exp: _, ...rest } = claims();
      return jwt.sign(rest, secret);
    },
    'no version': () => {
      const { token_version: _, ...rest } = claims();
      return jwt.sign(rest, secret);
    },
    'not a token': () => 'abc',
    empty: () => '',
  };
  test('but for one that is like ours', () => {
    const token = jwt.sign(claims(), secret);
    expect(codeOf(() => createTokens(settings).verifyAccess(token))).toBe('no error');
  });

  test.each(Object.keys(forgeries))('%s', (name) => {
    const forge = forgeries[name];
    expect(codeOf(() => createTokens(settings).verifyAccess(forge?.() ?? ''))).toBe(
      'AUTH_INVALID_TOKEN',
    );
  });
});

import { beforeEach, expect, test } from '@jest/globals';
import type { Account, Accounts } from './accounts.ts';
import { type Authenticator, createAuthenticator } from './authenticator.ts';
import { hashPassword } from './password.ts';
import { createTokens } from './token.ts';

let now: bigint;
let stored: Map<string, Account>;
let authenticator: Authenticator;

/** The rules of the stored users, over a map. */
const accounts: Accounts = {
  find: (userId) => stored.get(userId),
  recordLogin: async (userId) => change(userId, { failedLoginAttempts: 0, lockedUntil: undefined }),
  recordFailedLogin: async (userId, lockedUntil) => {
    const failedLoginAttempts = (stored.get(userId)?.failedLoginAttempts ?? 0) + 1;
    change(userId, { failedLoginAttempts, lockedUntil });
  },
};

function change(userId: string, values: Partial<Account>): void {
  const account = stored.get(userId);
  if (account !== undefined) stored.set(userId, { ...account, ...values });
}

beforeEach(async () => {
  now = 1_800_000_000_000_000n;
  const alice: Account = {
    userId: 'alice',
    role: 'user',
    passwordHash: await hashPassword('alice secret'),
    email: undefined,
    failedLoginAttempts: 0,
    lockedUntil: undefined,
    createdAt: now,
    updatedAt: now,
  };
  stored = new Map([['alice', alice]]);
  const tokens = createTokens({
    secret: 'a secret of more than thirty-two bytes',
    issuer: 'kalamdb',
    accessTtlSeconds: 60,
    refreshTtlSeconds: 120,
    now: () => Number(now / 1000n),
  });
  authenticator = createAuthenticator(accounts, tokens, () => now);
});

test('the right password gives tokens that verify', async () => {
  const { tokens } = await authenticator.signIn('alice', 'alice secret');
  expect(authenticator.verify(tokens.accessToken).principal).toEqual({
    userId: 'alice',
    role: 'user',
  });
  expect(authenticator.refresh(tokens.refreshToken).account.userId).toBe('alice');
});

test('an unknown user and a wrong password are refused alike', async () => {
  const failures = [];
  for (const [user, password] of [
    ['alice', 'wrong secret'],
    ['nobody', 'wrong secret'],
  ] as const) {
    failures.push(
      await authenticator.signIn(user, password).catch((error: Error) => error.message),
    );
  }
  expect(failures[0]).toBe(failures[1]);
});

test('five failures lock the account for fifteen minutes, also for the right password', async () => {
  for (let attempt = 0; attempt < 5; attempt++) {
    const failure = authenticator.signIn('alice', 'wrong secret');
    await expect(failure).rejects.toMatchObject({ code: 'AUTH_INVALID_CREDENTIALS' });
  }
  const locked = authenticator.signIn('alice', 'alice secret');
  await expect(locked).rejects.toMatchObject({ code: 'AUTH_ACCOUNT_LOCKED' });
  now += 15n * 60n * 1_000_000n;
  await authenticator.signIn('alice', 'alice secret');
  expect(stored.get('alice')?.failedLoginAttempts).toBe(0);
});

test('tokens end with the user and with the role', async () => {
  const { tokens } = await authenticator.signIn('alice', 'alice secret');
  change('alice', { role: 'dba' });
  expect(() => authenticator.verify(tokens.accessToken)).toThrow('another role');
  expect(() => authenticator.refresh(tokens.refreshToken)).toThrow('another role');
  stored.delete('alice');
  expect(() => authenticator.verify(tokens.accessToken)).toThrow('gone');
});

test('tokens end with the password, those of the new one hold', async () => {
  const { tokens: former } = await authenticator.signIn('alice', 'alice secret');
  authenticator.verify(former.accessToken);
  change('alice', { tokenVersion: 1 });
  expect(() => authenticator.verify(former.accessToken)).toThrow('password was changed');
  expect(() => authenticator.refresh(former.refreshToken)).toThrow('password was changed');
  const { tokens } = await authenticator.signIn('alice', 'alice secret');
  expect(authenticator.refresh(tokens.refreshToken).account.userId).toBe('alice');
  expect(authenticator.verify(tokens.accessToken).version).toBe(1);
});

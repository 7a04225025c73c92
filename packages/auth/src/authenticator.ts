import type { Account, Accounts } from './accounts.ts';
import { AuthError } from './error.ts';
import { verifyPassword } from './password.ts';
import type { TokenPair, Tokens, VerifiedToken } from './token.ts';

/** A user who has just proved who they are, with fresh tokens. */
export interface SignedIn {
  readonly account: Account;
  readonly tokens: TokenPair;
}

/** Answers "who is asking?" by password, refresh token or access token. Errors are AuthError. */
export interface Authenticator {
  /**
   * AUTH_INVALID_CREDENTIALS, the same and after the same time for an unknown user and for a wrong
   * password; AUTH_ACCOUNT_LOCKED after five failures in a row, for fifteen minutes.
   */
  signIn(userId: string, password: string): Promise<SignedIn>;
  /** A new pair for a refresh token that holds as `verify` says. */
  refresh(refreshToken: string): SignedIn;
  /**
   * The principal of an access token. Synchronous, a few microseconds when the token was seen
   * before. AUTH_INVALID_TOKEN also when the user was dropped or has another role or password by now.
   */
  verify(accessToken: string): VerifiedToken;
}

const ATTEMPTS_BEFORE_LOCK = 5;
const LOCK_MICROSECONDS = 15n * 60n * 1_000_000n;

/** `now` gives microseconds since 1970 UTC. */
export function createAuthenticator(
  accounts: Accounts,
  tokens: Tokens,
  now: () => bigint,
): Authenticator {
  return {
    signIn: async (userId, password) => {
      const account = await checkPassword(accounts, now, userId, password);
      await accounts.recordLogin(userId);
      return { account, tokens: tokens.issue(account) };
    },
    refresh: (refreshToken) => {
      const account = currentAccount(accounts, tokens.verifyRefresh(refreshToken));
      return { account, tokens: tokens.issue(account) };
    },
    verify: (accessToken) => {
      const verified = tokens.verifyAccess(accessToken);
      currentAccount(accounts, verified);
      return verified;
    },
  };
}

async function checkPassword(
  accounts: Accounts,
  now: () => bigint,
  userId: string,
  password: string,
): Promise<Account> {
  const matches = await verifyPassword(accounts.find(userId)?.passwordHash, password);
  // Read again: other attempts may have failed while this one was being verified.
  const account = accounts.find(userId);
  if (account !== undefined && isLocked(account, now())) {
    throw new AuthError(
      'AUTH_ACCOUNT_LOCKED',
      'too many failed sign-ins; the account is locked for a few minutes',
    );
  }
  if (account === undefined || !matches) {
    if (account !== undefined) await recordFailure(accounts, account, now());
    throw new AuthError('AUTH_INVALID_CREDENTIALS', 'unknown user or wrong password');
  }
  return account;
}

function isLocked(account: Account, now: bigint): boolean {
  return account.lockedUntil !== undefined && account.lockedUntil > now;
}

async function recordFailure(accounts: Accounts, account: Account, now: bigint): Promise<void> {
  const attempts = account.failedLoginAttempts + 1;
  const locks = attempts % ATTEMPTS_BEFORE_LOCK === 0;
  await accounts.recordFailedLogin(account.userId, locks ? now + LOCK_MICROSECONDS : undefined);
}

function currentAccount(accounts: Accounts, { principal, version }: VerifiedToken): Account {
  const account = accounts.find(principal.userId);
  if (account === undefined || account.role !== principal.role) {
    throw new AuthError('AUTH_INVALID_TOKEN', 'the user of the token is gone or has another role');
  }
  if ((account.tokenVersion ?? 0) !== version) {
    throw new AuthError('AUTH_INVALID_TOKEN', 'the password was changed; sign in again');
  }
  return account;
}

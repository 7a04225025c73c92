import type { Role } from './role.ts';

/** What signing in needs to know of a user. Times in microseconds since 1970 UTC. */
export interface Account {
  readonly userId: string;
  readonly role: Role;
  readonly passwordHash: string | undefined;
  readonly email: string | undefined;
  readonly failedLoginAttempts: number;
  readonly lockedUntil: bigint | undefined;
  /** Tokens with another one are void; `undefined` is 0: the password was never changed. */
  readonly tokenVersion?: number | undefined;
  readonly createdAt: bigint;
  readonly updatedAt: bigint;
}

/** Where users are kept; the database implements it. */
export interface Accounts {
  /** `undefined` for unknown and dropped users. */
  find(userId: string): Account | undefined;
  recordLogin(userId: string): Promise<void>;
  recordFailedLogin(userId: string, lockUntil: bigint | undefined): Promise<void>;
}

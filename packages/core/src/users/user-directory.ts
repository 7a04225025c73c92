import type { Role } from '../policy.ts';

/** A user as stored. Times are microseconds since 1970 UTC. */
export interface UserRecord {
  readonly userId: string;
  /** Encoded hash with its parameters; `undefined`: no sign-in by password. */
  readonly passwordHash: string | undefined;
  readonly role: Role;
  readonly email: string | undefined;
  readonly failedLoginAttempts: number;
  readonly lockedUntil: bigint | undefined;
  readonly lastLoginAt: bigint | undefined;
  /** Raised by each new password, so that tokens made before can be told; `undefined` is 0. */
  readonly tokenVersion: number | undefined;
  readonly createdAt: bigint;
  readonly updatedAt: bigint;
  /** Set by DROP USER; such a user cannot sign in and is not found by `find`. */
  readonly deletedAt: bigint | undefined;
}

/** The stored users, for those who sign people in. Names are matched case-sensitively. */
export interface UserDirectory {
  /** `undefined` for an unknown or dropped user. */
  find(userId: string): UserRecord | undefined;
  recordLogin(userId: string): Promise<void>;
  /** Counts a failed attempt; `lockUntil` (microseconds) locks the account until then. */
  recordFailedLogin(userId: string, lockUntil: bigint | undefined): Promise<void>;
  /** Creates `userId` with role system if no user exists at all; false if there is any user. */
  createFirstUser(userId: string, passwordHash: string): Promise<boolean>;
}

/** Turns a password into an encoded hash, off the event loop. Throws on a password it refuses. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
}

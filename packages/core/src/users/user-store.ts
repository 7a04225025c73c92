import assert from 'node:assert/strict';
import type { KeyValueReader } from '@kalamdb/store';
import { BoundedMap } from '../bounded-map.ts';
import type { Clock } from '../clock.ts';
import { entityTarget, text, USER_ROLE_INDEX, userEntities } from '../entities.ts';
import { CoreError } from '../error.ts';
import type { Role } from '../policy.ts';
import { SerialQueue } from '../serial-queue.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';
import type { UserDirectory, UserRecord } from './user-directory.ts';

/** Users kept in memory; all others are read when asked for. */
const CACHED_USERS = 10_000;

export interface NewUser {
  readonly userId: string;
  readonly role: Role;
  readonly email: string | undefined;
  readonly passwordHash: string | undefined;
}

/** What ALTER USER may set. */
export type UserChange = Partial<Pick<UserRecord, 'role' | 'email' | 'passwordHash'>>;

/**
 * The stored users. Changes go through the committer, those of roles and existence one at a time;
 * reads come from the store through a bounded cache that durable changes keep right.
 */
export class UserStore implements UserDirectory {
  readonly #reader: KeyValueReader;
  readonly #committer: Committer;
  readonly #clock: Clock;
  readonly #queue = new SerialQueue('changes of users');
  readonly #cache = new BoundedMap<{ readonly record: UserRecord | undefined }>({
    entries: CACHED_USERS,
    totalSize: CACHED_USERS,
  });

  constructor(reader: KeyValueReader, committer: Committer, clock: Clock) {
    this.#reader = reader;
    this.#committer = committer;
    this.#clock = clock;
  }

  find(userId: string): UserRecord | undefined {
    const record = this.#read(userId);
    return record?.deletedAt === undefined ? record : undefined;
  }

  /** Stores a new user. `dropped`: the name belonged to a user that was dropped. */
  create(user: NewUser): Promise<'created' | 'exists' | 'dropped'> {
    return this.#queue.run(() =>
      this.#committer.submit((staging) => {
        const existing = this.#staged(staging, user.userId);
        if (existing !== undefined) {
          return existing.deletedAt === undefined ? 'exists' : 'dropped';
        }
        this.#stage(staging, undefined, this.#newRecord(user));
        return 'created';
      }),
    );
  }

  /**
   * Applies `change` after `decide` has accepted the user's present role; false if there is no such
   * user. CORE_INVALID_USER if no user with role system would be left.
   */
  change(userId: string, change: UserChange, decide: (role: Role) => void): Promise<boolean> {
    return this.#alter(userId, change, decide);
  }

  /** Marks the user as dropped; otherwise as `change`. */
  drop(userId: string, decide: (role: Role) => void): Promise<boolean> {
    return this.#alter(userId, { deletedAt: this.#clock.now() }, decide);
  }

  async recordLogin(userId: string): Promise<void> {
    await this.#committer.submit((staging) => {
      const record = this.#staged(staging, userId);
      if (record === undefined) return;
      const lastLoginAt = this.#clock.now();
      const login = { failedLoginAttempts: 0, lockedUntil: undefined, lastLoginAt };
      this.#stage(staging, record, { ...record, ...login });
    });
  }

  async recordFailedLogin(userId: string, lockUntil: bigint | undefined): Promise<void> {
    await this.#committer.submit((staging) => {
      const record = this.#staged(staging, userId);
      if (record === undefined) return;
      const failedLoginAttempts = record.failedLoginAttempts + 1;
      this.#stage(staging, record, { ...record, failedLoginAttempts, lockedUntil: lockUntil });
    });
  }

  createFirstUser(userId: string, passwordHash: string): Promise<boolean> {
    return this.#queue.run(async () => {
      for await (const _users of userEntities.list(this.#reader)) return false;
      await this.#committer.submit((staging) => {
        const user = { userId, role: 'system', email: undefined, passwordHash } as const;
        this.#stage(staging, undefined, this.#newRecord(user));
      });
      return true;
    });
  }

  /** All users, dropped ones too, by id, in chunks. */
  list(): AsyncIterable<readonly UserRecord[]> {
    return userEntities.list(this.#reader);
  }

  /** A user, dropped or not. */
  findAny(userId: string): UserRecord | undefined {
    return this.#read(userId);
  }

  #read(userId: string): UserRecord | undefined {
    const cached = this.#cache.get(userId);
    if (cached !== undefined) return cached.record;
    const record = userEntities.get(this.#reader, [text(userId)]);
    this.#cache.set(userId, { record });
    return record;
  }

  #alter(
    userId: string,
    change: UserChange & Partial<Pick<UserRecord, 'deletedAt'>>,
    decide: (role: Role) => void,
  ): Promise<boolean> {
    return this.#queue.run(async () => {
      const lastSystemUser = await this.#isLastSystemUser(userId);
      return this.#committer.submit((staging) => {
        const record = this.#staged(staging, userId);
        if (record === undefined || record.deletedAt !== undefined) return false;
        decide(record.role);
        const tokenVersion = versionAfter(record, change);
        const changed = { ...record, ...change, tokenVersion, updatedAt: this.#clock.now() };
        if (lastSystemUser && !isSystemUser(changed)) throw lastOne(userId);
        this.#stage(staging, record, changed);
        return true;
      });
    });
  }

  /** The queue keeps this true until the commit: only its tasks change roles. */
  async #isLastSystemUser(userId: string): Promise<boolean> {
    const role = text('system' satisfies Role);
    let found = false;
    for await (const users of userEntities.findByIndex(this.#reader, USER_ROLE_INDEX, [role])) {
      if (users.some((user) => user.userId !== userId)) return false;
      found = true;
    }
    return found;
  }

  #staged(staging: Staging, userId: string): UserRecord | undefined {
    return userEntities.get(entityTarget(staging), [text(userId)]);
  }

  #stage(staging: Staging, previous: UserRecord | undefined, record: UserRecord): void {
    assert(previous === undefined || previous.userId === record.userId, 'a user keeps its id');
    userEntities.stagePut(entityTarget(staging), previous, record);
    staging.onDurable(() => this.#cache.delete(record.userId));
  }

  #newRecord(user: NewUser): UserRecord {
    const now = this.#clock.now();
    return {
      ...user,
      failedLoginAttempts: 0,
      lockedUntil: undefined,
      lastLoginAt: undefined,
      tokenVersion: undefined,
      createdAt: now,
      updatedAt: now,
      deletedAt: undefined,
    };
  }
}

/** Tokens of a former password are void. */
function versionAfter(
  { tokenVersion }: UserRecord,
  { passwordHash }: UserChange,
): number | undefined {
  return passwordHash === undefined ? tokenVersion : (tokenVersion ?? 0) + 1;
}

function isSystemUser({ role, deletedAt }: UserRecord): boolean {
  return role === 'system' && deletedAt === undefined;
}

function lastOne(userId: string): CoreError {
  return new CoreError('CORE_INVALID_USER', `'${userId}' is the last user with the role system`, {
    hint: 'Give the role to another user first.',
  });
}

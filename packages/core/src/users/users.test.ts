import { beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { alice, dba, root, run } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';
import { createManualClock, type ManualClock } from '../testing/manual-clock.ts';

let database: Database;
let clock: ManualClock;
const store = () => openMemoryStore();

beforeEach(async () => {
  clock = createManualClock();
  database = (await openTestDatabase({ store: store(), clock })).database;
  await database.users.createFirstUser('root', 'hash');
});

const create = (name: string, role = 'user') =>
  run(database, root, `CREATE USER '${name}' WITH PASSWORD 'correct horse' ROLE ${role}`);

describe('the first user', () => {
  test('has the role system, and there is only one first', async () => {
    expect(database.users.find('root')).toMatchObject({ role: 'system', passwordHash: 'hash' });
    expect(await database.users.createFirstUser('other', 'hash')).toBe(false);
    expect(database.users.find('other')).toBeUndefined();
  });
});

describe('CREATE USER', () => {
  test('stores what was said, the password as a hash', async () => {
    expect(
      await run(
        database,
        root,
        "CREATE USER 'Alice' WITH PASSWORD 'correct horse' ROLE developer EMAIL 'a@example.org'",
      ),
    ).toBe("User 'Alice' created successfully");
    expect(database.users.find('Alice')).toEqual({
      userId: 'Alice',
      passwordHash: 'hash of correct horse',
      role: 'service',
      email: 'a@example.org',
      failedLoginAttempts: 0,
      createdAt: clock.now(),
      updatedAt: clock.now(),
    });
    expect(database.users.find('alice')).toBeUndefined();
  });

  test('of an existing name is refused, or nothing happens with IF NOT EXISTS', async () => {
    await create('alice');
    await expect(create('alice')).rejects.toMatchObject({ code: 'CORE_USER_EXISTS', position: 12 });
    expect(
      await run(
        database,
        root,
        "CREATE USER IF NOT EXISTS 'alice' WITH PASSWORD 'other words' ROLE dba",
      ),
    ).toBe("User 'alice' already exists");
    expect(database.users.find('alice')?.role).toBe('user');
  });

  test('of one name at once gives one user', async () => {
    const outcomes = await Promise.allSettled([create('alice'), create('alice'), create('alice')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
  });

  test('passes on what the password hasher says', async () => {
    const weak = new Error('too short');
    const picky = (
      await openTestDatabase({
        passwords: {
          hash: async () => {
            throw weak;
          },
        },
      })
    ).database;
    await expect(run(picky, root, "CREATE USER 'x' WITH PASSWORD 'x' ROLE user")).rejects.toBe(
      weak,
    );
    expect(picky.users.find('x')).toBeUndefined();
  });

  test.each([
    ["CREATE USER 'x' WITH PASSWORD 'correct horse' ROLE boss", 'boss'],
    ["CREATE USER '' WITH PASSWORD 'correct horse' ROLE user", 'name'],
    ["CREATE USER 'x' WITH PASSWORD 'correct horse' ROLE user EMAIL 'nowhere'", 'nowhere'],
  ])('%s is refused', async (sql, offender) => {
    await expect(run(database, root, sql)).rejects.toMatchObject({
      code: 'CORE_INVALID_USER',
      message: expect.stringContaining(offender),
    });
  });
});

describe('ALTER USER', () => {
  beforeEach(() => create('alice'));

  test('changes one thing at a time', async () => {
    clock.advanceMs(1000);
    expect(await run(database, root, "ALTER USER 'alice' SET ROLE analyst")).toBe(
      "User 'alice' updated",
    );
    await run(database, root, "ALTER USER 'alice' SET EMAIL 'a@example.org'");
    expect(database.users.find('alice')?.tokenVersion).toBeUndefined();
    await run(database, root, "ALTER USER 'alice' SET PASSWORD 'battery staple'");
    expect(database.users.find('alice')).toMatchObject({
      role: 'service',
      email: 'a@example.org',
      passwordHash: 'hash of battery staple',
      tokenVersion: 1,
      updatedAt: clock.now(),
    });
    await run(database, root, "ALTER USER 'alice' SET PASSWORD 'battery staple'");
    expect(database.users.find('alice')?.tokenVersion).toBe(2);
  });

  test('of their own password and email is open to everyone, of the role to nobody', async () => {
    await run(database, alice, "ALTER USER 'alice' SET PASSWORD 'battery staple'");
    expect(database.users.find('alice')?.passwordHash).toBe('hash of battery staple');
    await expect(run(database, alice, "ALTER USER 'alice' SET ROLE dba")).rejects.toMatchObject({
      code: 'CORE_PERMISSION_DENIED',
    });
  });

  test.each([
    ["ALTER USER 'root' SET PASSWORD 'battery staple'", 'the role that the user has'],
    ["ALTER USER 'alice' SET ROLE system", 'the role that is given'],
  ])('%s asks a dba for the right over %s', async (sql) => {
    await expect(run(database, dba, sql)).rejects.toMatchObject({ code: 'CORE_PERMISSION_DENIED' });
  });

  test('of an unknown user is said to those who may alter users', async () => {
    const sql = "ALTER USER 'nobody' SET ROLE user";
    await expect(run(database, dba, sql)).rejects.toMatchObject({ code: 'CORE_USER_NOT_FOUND' });
    await expect(run(database, alice, sql)).rejects.toMatchObject({
      code: 'CORE_PERMISSION_DENIED',
    });
  });

  test('keeps at least one user with role system', async () => {
    const sql = "ALTER USER 'root' SET ROLE dba";
    await expect(run(database, root, sql)).rejects.toMatchObject({ code: 'CORE_INVALID_USER' });
    await create('second', 'system');
    await run(database, root, sql);
    expect(database.users.find('root')?.role).toBe('dba');
  });
});

describe('DROP USER', () => {
  beforeEach(() => create('alice'));

  test('hides the user but keeps the name taken, for the rows are still theirs', async () => {
    expect(await run(database, dba, "DROP USER 'alice'")).toBe(
      "User 'alice' dropped successfully (soft delete)",
    );
    expect(database.users.find('alice')).toBeUndefined();
    await expect(create('alice')).rejects.toMatchObject({
      code: 'CORE_USER_EXISTS',
      message: expect.stringContaining('dropped'),
    });
    expect(
      await run(database, root, "SELECT deleted_at FROM system.users WHERE user_id = 'alice'"),
    ).toEqual([[clock.now()]]);
  });

  test('IF EXISTS', async () => {
    await run(database, dba, "DROP USER 'alice'");
    expect(await run(database, dba, "DROP USER IF EXISTS 'alice'")).toBe(
      "User 'alice' does not exist",
    );
    await expect(run(database, dba, "DROP USER 'alice'")).rejects.toMatchObject({
      code: 'CORE_USER_NOT_FOUND',
    });
  });

  test.each([
    ['oneself', root, "DROP USER 'root'", 'CORE_INVALID_USER'],
    [
      'the last system user',
      { userId: 'ghost', role: 'system' } as const,
      "DROP USER 'root'",
      'CORE_INVALID_USER',
    ],
    ['a system user as dba', dba, "DROP USER 'root'", 'CORE_PERMISSION_DENIED'],
    ['anybody as user', alice, "DROP USER 'root'", 'CORE_PERMISSION_DENIED'],
  ])('%s is refused', async (_name, principal, sql, code) => {
    await expect(run(database, principal, sql)).rejects.toMatchObject({ code });
    expect(database.users.find('root')).toBeDefined();
  });
});

describe('signing in', () => {
  beforeEach(() => create('alice'));

  test('failures are counted until a login succeeds', async () => {
    await Promise.all([
      database.users.recordFailedLogin('alice', undefined),
      database.users.recordFailedLogin('alice', undefined),
      database.users.recordFailedLogin('alice', 77n),
    ]);
    expect(database.users.find('alice')).toMatchObject({
      failedLoginAttempts: 3,
      lockedUntil: 77n,
    });
    await database.users.recordLogin('alice');
    expect(database.users.find('alice')).toMatchObject({
      failedLoginAttempts: 0,
      lastLoginAt: clock.now(),
    });
    expect(database.users.find('alice')?.lockedUntil).toBeUndefined();
  });

  test('of unknown users changes nothing', async () => {
    await database.users.recordFailedLogin('nobody', 77n);
    await database.users.recordLogin('nobody');
    expect(database.users.find('nobody')).toBeUndefined();
  });
});

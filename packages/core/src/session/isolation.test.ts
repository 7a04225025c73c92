import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, bob, dba, root, run, runScript, service } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = (await openTestDatabase()).database;
  await runScript(
    database,
    root,
    `CREATE USER TABLE notes (id INT PRIMARY KEY, body TEXT DEFAULT CURRENT_USER());
     CREATE STREAM TABLE events (id INT PRIMARY KEY, body TEXT) WITH (TTL_SECONDS = 60);
     CREATE SHARED TABLE board (id INT PRIMARY KEY, body TEXT) WITH (ACCESS_LEVEL = 'PUBLIC');
     CREATE SHARED TABLE secret (id INT PRIMARY KEY, password TEXT)`,
  );
  await run(database, alice, "INSERT INTO notes VALUES (1, 'of alice'), (2, 'also of alice')");
  await run(database, bob, "INSERT INTO notes VALUES (1, 'of bob')");
});

describe.each(['notes', 'events'])('rows of %s', (table) => {
  beforeEach(async () => {
    if (table === 'notes') return;
    await run(database, alice, "INSERT INTO events VALUES (1, 'of alice'), (2, 'also of alice')");
    await run(database, bob, "INSERT INTO events VALUES (1, 'of bob')");
  });

  test('are seen by their owner and by nobody else', async () => {
    const sql = `SELECT body FROM ${table} WHERE id = 1`;
    expect(await run(database, alice, sql)).toEqual([['of alice']]);
    expect(await run(database, bob, sql)).toEqual([['of bob']]);
    expect(await run(database, bob, `SELECT COUNT(*) FROM ${table}`)).toEqual([[1n]]);
    for (const principal of [service, dba, root]) {
      expect(await run(database, principal, sql)).toEqual([]);
      expect(await run(database, principal, `SELECT * FROM ${table}`)).toEqual([]);
    }
  });

  test('are deleted by their owner only', async () => {
    expect(await run(database, bob, `DELETE FROM ${table} WHERE id = 2`)).toBe('delete 0');
    expect(await run(database, bob, `DELETE FROM ${table} WHERE body IS NOT NULL`)).toBe(
      'delete 1',
    );
    expect(await run(database, alice, `SELECT COUNT(*) FROM ${table}`)).toEqual([[2n]]);
  });
});

test('an UPDATE changes rows of its user only', async () => {
  expect(await run(database, bob, "UPDATE notes SET body = 'x' WHERE id > 0")).toBe('update 1');
  expect(await run(database, bob, "UPDATE notes SET body = 'x' WHERE id = 2")).toBe('update 0');
  expect(await run(database, alice, 'SELECT body FROM notes ORDER BY id')).toEqual([
    ['of alice'],
    ['also of alice'],
  ]);
});

test('a join sees rows of its user only', async () => {
  const sql = `SELECT a.body, b.body FROM notes a LEFT JOIN notes b ON b.id = a.id + 1 ORDER BY a.id`;
  expect(await run(database, bob, sql)).toEqual([['of bob', null]]);
  expect(await run(database, alice, sql)).toEqual([
    ['of alice', 'also of alice'],
    ['also of alice', null],
  ]);
});

test('the same prepared statement serves each user with their own rows', async () => {
  const sql = 'SELECT body FROM notes WHERE id = 1';
  for (const [principal, body] of [
    [alice, 'of alice'],
    [bob, 'of bob'],
    [alice, 'of alice'],
  ] as const) {
    expect(await run(database, principal, sql)).toEqual([[body]]);
  }
});

describe('EXECUTE AS USER', () => {
  test('sees and changes the rows of that user, as that user', async () => {
    const results = await database.execute({
      principal: service,
      namespace: 'default',
      sql: "EXECUTE AS USER 'alice' (INSERT INTO notes (id) VALUES (3))",
      parameters: [],
    });
    expect(results).toMatchObject([{ kind: 'affected', count: 1, asUser: 'alice' }]);
    expect(await run(database, alice, 'SELECT body FROM notes WHERE id = 3')).toEqual([['alice']]);
    expect(
      await run(database, dba, "EXECUTE AS USER 'alice' (SELECT COUNT(*) FROM notes)"),
    ).toEqual([[3n]]);
    expect(await run(database, bob, 'SELECT COUNT(*) FROM notes')).toEqual([[1n]]);
  });

  test('takes parameters and runs with the role user', async () => {
    expect(
      await run(database, root, "EXECUTE AS USER 'alice' (SELECT body FROM notes WHERE id = $1)", {
        parameters: [2],
      }),
    ).toEqual([['also of alice']]);
    expect(
      await run(database, root, "EXECUTE AS USER 'alice' (SELECT CURRENT_USER(), CURRENT_ROLE())"),
    ).toEqual([['alice', 'user']]);
  });

  test('need not be of a user that exists', async () => {
    expect(
      await run(database, service, "EXECUTE AS USER 'nobody' (SELECT COUNT(*) FROM notes)"),
    ).toEqual([[0n]]);
  });

  test.each([
    ["EXECUTE AS USER 'bob' (SELECT * FROM notes)", alice, 'CORE_PERMISSION_DENIED'],
    ["EXECUTE AS USER 'boss' (SELECT * FROM notes)", service, 'CORE_PERMISSION_DENIED'],
    ["EXECUTE AS USER 'alice' (SELECT * FROM board)", root, 'SQL_UNSUPPORTED'],
    [
      "EXECUTE AS USER 'alice' (SELECT * FROM notes n JOIN board USING (id))",
      root,
      'SQL_UNSUPPORTED',
    ],
    [
      "EXECUTE AS USER 'alice' (SELECT (SELECT MAX(id) FROM board) FROM notes)",
      root,
      'SQL_UNSUPPORTED',
    ],
    ["EXECUTE AS USER 'alice' (SELECT * FROM system.users)", root, 'CORE_PERMISSION_DENIED'],
    ["EXECUTE AS USER 'alice' (DROP TABLE notes)", root, 'SQL_UNSUPPORTED'],
    [
      "EXECUTE AS USER 'alice' (EXECUTE AS USER 'bob' (SELECT * FROM notes))",
      root,
      expect.stringMatching(/SQL_UNSUPPORTED|SQL_SYNTAX/),
    ],
  ])('%s is refused', async (sql, principal, code) => {
    await run(database, root, "CREATE USER 'boss' WITH PASSWORD 'correct horse' ROLE dba");
    await expect(run(database, principal, sql)).rejects.toMatchObject({ code });
  });

  test('oneself is allowed to everyone', async () => {
    expect(
      await run(database, alice, "EXECUTE AS USER 'alice' (SELECT COUNT(*) FROM notes)"),
    ).toEqual([[2n]]);
  });
});

describe('roles', () => {
  test.each([
    ['SELECT * FROM secret', alice],
    ['SELECT nothing_like_it FROM secret', alice],
    ['EXPLAIN SELECT * FROM secret', alice],
    ['SELECT * FROM board JOIN secret USING (id)', alice],
    ['SELECT 1 FROM board, (SELECT id FROM secret) s', alice],
    ['SELECT no_such FROM notes n, board, secret', alice],
    ['SUBSCRIBE TO secret', alice],
    ["INSERT INTO board VALUES (1, 'x')", alice],
    ["UPDATE board SET body = 'x'", alice],
    ['DELETE FROM board', alice],
    ['SELECT * FROM system.users', alice],
    ['SELECT * FROM system.tables', service],
    ['CREATE USER TABLE mine (id INT PRIMARY KEY)', alice],
    ['DROP TABLE notes', service],
    ['DROP TABLE nothing', alice],
    ['CREATE NAMESPACE mine', service],
    ['DROP NAMESPACE nothing', service],
    ["CREATE USER 'x' WITH PASSWORD 'correct horse' ROLE user", service],
    ["CREATE USER 'x' WITH PASSWORD 'correct horse' ROLE system", dba],
  ])('%s is refused to $role', async (sql, principal) => {
    await expect(run(database, principal, sql)).rejects.toMatchObject({
      code: 'CORE_PERMISSION_DENIED',
    });
  });

  test('a table that may not be seen is not listed, described or suggested', async () => {
    const listed = await run(database, alice, 'SHOW TABLES');
    expect(
      JSON.stringify(listed, (_key, value) => (typeof value === 'bigint' ? 0 : value)),
    ).not.toContain('secret');
    await expect(run(database, alice, 'DESCRIBE secret')).rejects.toMatchObject({
      code: 'CORE_TABLE_NOT_FOUND',
    });
    const error = await run(database, alice, 'SELECT * FROM secre').catch((reason) => reason);
    expect(`${error.message} ${error.hint}`).not.toContain('secret');
  });

  test('reading a public SHARED table is open to all, its rows are one set', async () => {
    await run(database, service, "INSERT INTO board VALUES (1, 'hello')");
    for (const principal of [alice, bob, root]) {
      expect(await run(database, principal, 'SELECT * FROM board')).toEqual([[1, 'hello']]);
    }
  });

  test('system tables are read-only for everyone', async () => {
    for (const sql of [
      "DELETE FROM system.users WHERE user_id = 'x'",
      "UPDATE system.users SET role = 'system' WHERE user_id = 'alice'",
      "INSERT INTO system.namespaces (name) VALUES ('x')",
    ]) {
      await expect(run(database, root, sql)).rejects.toMatchObject({ code: 'CORE_READ_ONLY' });
    }
  });
});

describe('values of another user are not told by', () => {
  beforeEach(async () => {
    await runScript(
      database,
      root,
      `CREATE SHARED TABLE topics (id BIGINT PRIMARY KEY) WITH (ACCESS_LEVEL = 'PUBLIC');
       INSERT INTO topics VALUES (1);
       CREATE USER TABLE marks (id INT PRIMARY KEY, body TEXT, topic BIGINT REFERENCES topics (id)
         ON DELETE SET NULL ON UPDATE CASCADE, n BIGINT,
         CHECK (topic IS NOT NULL OR CAST(body AS INT) > 0), UNIQUE (topic, n));
       CREATE SHARED TABLE vault (id INT PRIMARY KEY, code TEXT) WITH (ACCESS_LEVEL = 'DBA');
       INSERT INTO vault VALUES (1, 'S3CRET')`,
    );
    await run(database, alice, "INSERT INTO marks VALUES (1, 'S3CRET', 1, 987654321012)");
    await run(database, alice, "INSERT INTO marks VALUES (3, 'S3CRET', 1, 987654321013)");
  });

  test.each([
    ['CREATE INDEX i ON marks ((CAST(body AS INT)))', 'SQL_INVALID_VALUE'],
    ['CREATE INDEX i ON marks (id) WHERE CAST(body AS INT) > 1', 'SQL_INVALID_VALUE'],
    ['CREATE UNIQUE INDEX i ON marks (body)', 'CORE_DUPLICATE_KEY'],
    ['ALTER TABLE marks ADD CONSTRAINT u UNIQUE (body)', 'CORE_DUPLICATE_KEY'],
    ['ALTER TABLE marks ADD CONSTRAINT c CHECK (CAST(body AS INT) > 1)', 'SQL_INVALID_VALUE'],
    [
      'ALTER TABLE marks ADD COLUMN g INT GENERATED ALWAYS AS (CAST(body AS INT)) STORED',
      'SQL_INVALID_VALUE',
    ],
    [
      'ALTER TABLE marks ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES topics (id)',
      'CORE_FOREIGN_KEY_VIOLATION',
    ],
    ['DELETE FROM topics', 'SQL_INVALID_VALUE'],
    ['CREATE INDEX i ON vault ((CAST(code AS INT)))', 'SQL_INVALID_VALUE'],
  ])('%s', async (sql, code) => {
    const error: unknown = await run(database, service, sql).then(String, (thrown) => thrown);
    expect(error).toMatchObject({ code });
    const { message, hint } = error as { message: string; hint?: string };
    expect(`${message} ${hint}`).not.toMatch(/S3CRET|98765/);
  });

  test('yet those of rows that one may read are', async () => {
    await run(database, service, "INSERT INTO secret VALUES (1, 'S3CRET')");
    await expect(
      run(database, service, 'CREATE INDEX i ON secret ((CAST(password AS INT)))'),
    ).rejects.toThrow('S3CRET');
    await expect(run(database, alice, 'UPDATE marks SET n = CAST(body AS INT)')).rejects.toThrow(
      'S3CRET',
    );
    await expect(run(database, alice, 'UPDATE marks SET topic = NULL')).rejects.toThrow('S3CRET');
    await expect(run(database, alice, 'UPDATE marks SET topic = 9')).rejects.toThrow('= (9)');
  });
});

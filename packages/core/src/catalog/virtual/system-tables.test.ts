import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, dba, root, run, runScript } from '../../../test/database/run.ts';
import { openTestDatabase } from '../../../test/database/test-database.ts';
import type { Database } from '../../database.ts';
import { createManualClock, type ManualClock } from '../../testing/manual-clock.ts';

let database: Database;
let clock: ManualClock;

beforeEach(async () => {
  clock = createManualClock();
  database = (await openTestDatabase({ clock })).database;
  await runScript(
    database,
    root,
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.notes (
       id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), body TEXT NOT NULL, at TIMESTAMP DEFAULT NOW()
     ) WITH (FLUSH_POLICY = 'rows:100');
     CREATE SHARED TABLE app.board (a INT, b TEXT, PRIMARY KEY (b, a));
     CREATE STREAM TABLE app.events (x JSON) WITH (TTL_SECONDS = 5)`,
  );
});

async function columnsOf(sql: string): Promise<readonly string[]> {
  const [result] = await database.execute({
    principal: root,
    namespace: 'default',
    sql,
    parameters: [],
  });
  return result?.kind === 'rows' ? result.fields.map(({ name }) => name) : [];
}

describe('columns come in the order of the protocol', () => {
  test.each([
    ['system.namespaces', 'namespace_id name created_at options table_count comment'],
    [
      'system.tables',
      'namespace_id table_name table_type storage_id version options comment updated_at created_at',
    ],
    [
      'system.columns',
      'namespace_id table_name version column_id column_name comment data_type default_value ordinal nullable primary_key primary_key_pos constraints',
    ],
    [
      'system.users',
      'user_id password_hash role email auth_type auth_data storage_mode storage_id failed_login_attempts locked_until last_login_at created_at updated_at last_seen deleted_at',
    ],
  ])('%s', async (table, columns) => {
    expect(await columnsOf(`SELECT * FROM ${table}`)).toEqual(columns.split(' '));
  });
});

test('system.namespaces counts tables', async () => {
  expect(
    await run(database, dba, 'SELECT name, table_count FROM system.namespaces ORDER BY name'),
  ).toEqual([
    ['app', 3],
    ['default', 0],
  ]);
});

test('system.tables shows kinds and options', async () => {
  const rows = await run(
    database,
    dba,
    "SELECT table_name, table_type, storage_id, options FROM system.tables WHERE namespace_id = 'app' ORDER BY table_name",
  );
  expect(rows).toEqual([
    ['board', 'shared', 'local', expect.stringContaining('"access_level":"private"')],
    ['events', 'stream', null, '{"table_type":"STREAM","ttl_seconds":5}'],
    ['notes', 'user', 'local', expect.stringContaining('{"type":"row_limit","row_limit":100}')],
  ]);
});

test('the system tables list themselves', async () => {
  expect(
    await run(
      database,
      dba,
      "SELECT table_name FROM system.tables WHERE namespace_id = 'system' ORDER BY table_name",
    ),
  ).toEqual([
    ['column_versions'],
    ['columns'],
    ['constraints'],
    ['functions'],
    ['indexes'],
    ['namespaces'],
    ['schemas'],
    ['sequences'],
    ['tables'],
    ['transactions'],
    ['users'],
    ['views'],
  ]);
});

test('system.functions tells what can be called', async () => {
  expect(
    await run(
      database,
      dba,
      "SELECT * FROM system.functions WHERE function_name IN ('starts_with', 'uuid_v7')",
    ),
  ).toEqual([
    ['starts_with', 'TEXT, TEXT', 'BOOLEAN', 'scalar', 'immutable', expect.any(String)],
    ['uuid_v7', '', 'UUID', 'scalar', 'volatile', expect.any(String)],
  ]);
});

test('DESCRIBE gives the columns of a table to whoever may see it', async () => {
  expect(await columnsOf('DESCRIBE app.notes')).toEqual([
    'column_name',
    'ordinal_position',
    'column_id',
    'data_type',
    'is_nullable',
    'is_primary_key',
    'column_default',
    'column_comment',
    'schema_version',
    'constraints',
  ]);
  expect(await run(database, alice, 'DESCRIBE notes', { namespace: 'app' })).toEqual([
    ['id', 1n, 1n, 'BIGINT', false, true, 'snowflake_id()', null, 1n, 'notes_pkey'],
    ['body', 2n, 2n, 'TEXT', false, false, null, null, 1n, null],
    ['at', 3n, 3n, 'TIMESTAMP', true, false, 'now()', null, 1n, null],
  ]);
});

test('a key of several columns has its order', async () => {
  expect(
    await run(
      database,
      dba,
      "SELECT column_name, primary_key_pos FROM system.columns WHERE table_name = 'board' ORDER BY ordinal",
    ),
  ).toEqual([
    ['a', 2n],
    ['b', 1n],
  ]);
});

test('SHOW TABLES lists all namespaces or one, without the system', async () => {
  const names = (rows: unknown) =>
    (rows as unknown[][]).map(([namespace, name]) => `${namespace}.${name}`);
  await run(database, dba, 'CREATE USER TABLE here (id INT PRIMARY KEY)');
  expect(names(await run(database, dba, 'SHOW TABLES'))).toEqual([
    'app.board',
    'app.events',
    'app.notes',
    'default.here',
  ]);
  expect(names(await run(database, dba, 'SHOW TABLES IN app'))).toHaveLength(3);
  expect(names(await run(database, alice, 'SHOW TABLES IN app'))).toEqual([
    'app.events',
    'app.notes',
  ]);
});

describe('system.users', () => {
  beforeEach(async () => {
    for (const name of ['carol', 'alice', 'bob']) {
      await run(database, root, `CREATE USER '${name}' WITH PASSWORD 'correct horse' ROLE user`);
    }
  });

  test('never shows a hash', async () => {
    const rows = await run(database, root, 'SELECT * FROM system.users');
    expect(rows).toHaveLength(3);
    const text = JSON.stringify(rows, (_key, value) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    expect(text).not.toContain('hash of');
    expect(rows).toContainEqual([
      'alice',
      '***',
      'user',
      null,
      'password',
      null,
      'table',
      null,
      0,
      null,
      null,
      clock.now(),
      clock.now(),
      null,
      null,
    ]);
  });

  test.each([
    ["user_id = 'bob'", ['bob']],
    ["user_id = 'nobody'", []],
    ["user_id >= 'b' AND user_id < 'c'", ['bob']],
    ["user_id > 'alice'", ['bob', 'carol']],
    ["role = 'user' AND user_id <> 'bob'", ['alice', 'carol']],
  ])('WHERE %s', async (where, expected) => {
    expect(
      await run(database, dba, `SELECT user_id FROM system.users WHERE ${where} ORDER BY user_id`),
    ).toEqual(expected.map((name) => [name]));
  });

  test('backwards and in part', async () => {
    expect(
      await run(database, dba, 'SELECT user_id FROM system.users ORDER BY user_id DESC LIMIT 2'),
    ).toEqual([['carol'], ['bob']]);
    expect(await run(database, dba, 'SELECT COUNT(*) FROM system.users')).toEqual([[3n]]);
  });
});

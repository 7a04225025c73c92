import { beforeEach, describe, expect, test } from '@jest/globals';
import { metaKey, openMemoryStore, WriteBatch } from '@kalamdb/store';
import { alice, dba, root, run, runScript, service } from '../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../test/database/test-database.ts';
import type { Database } from './database.ts';

let test1: TestDatabase;
let database: Database;

beforeEach(async () => {
  test1 = await openTestDatabase();
  database = test1.database;
});

describe('namespaces', () => {
  test('are created, listed and dropped', async () => {
    expect(await run(database, dba, 'CREATE NAMESPACE app')).toBe(
      "Namespace 'app' created successfully",
    );
    expect(await run(database, alice, 'SHOW NAMESPACES')).toEqual([
      ['app', 'app', expect.any(BigInt), null, 0, null],
      ['default', 'default', expect.any(BigInt), null, 0, null],
    ]);
    await run(database, dba, 'DROP NAMESPACE app');
    expect(await run(database, alice, 'SHOW NAMESPACES')).toHaveLength(1);
  });

  test('IF NOT EXISTS and IF EXISTS succeed where there is nothing to do', async () => {
    await run(database, dba, 'CREATE NAMESPACE app');
    expect(await run(database, dba, 'CREATE NAMESPACE IF NOT EXISTS app')).toBe(
      "Namespace 'app' already exists",
    );
    expect(await run(database, dba, 'CREATE NAMESPACE IF NOT EXISTS APP')).toContain('already');
    expect(await run(database, dba, 'DROP NAMESPACE IF EXISTS nothing')).toBe(
      "Namespace 'nothing' does not exist",
    );
  });

  test.each([
    ['CREATE NAMESPACE kalamdb', 'SQL_INVALID_NAME'],
    ['CREATE NAMESPACE pg_catalog', 'SQL_INVALID_NAME'],
    ['CREATE NAMESPACE _app', 'SQL_INVALID_NAME'],
    ['CREATE NAMESPACE "default"', 'CORE_NAMESPACE_EXISTS'],
    ['CREATE NAMESPACE system', 'CORE_NAMESPACE_EXISTS'],
    ['DROP NAMESPACE "default"', 'CORE_READ_ONLY'],
    ['DROP NAMESPACE system', 'CORE_READ_ONLY'],
    ['DROP NAMESPACE nothing', 'CORE_NAMESPACE_NOT_FOUND'],
  ])('%s is %s', async (sql, code) => {
    await expect(run(database, root, sql)).rejects.toMatchObject({ code });
  });

  test('one with tables is dropped only with CASCADE, and then with all of them', async () => {
    await runScript(
      database,
      dba,
      `CREATE NAMESPACE app;
       CREATE SHARED TABLE app.a (id INT PRIMARY KEY);
       CREATE USER TABLE app.b (id INT PRIMARY KEY)`,
    );
    await expect(run(database, dba, 'DROP NAMESPACE app')).rejects.toMatchObject({
      code: 'CORE_NAMESPACE_NOT_EMPTY',
      hint: expect.stringContaining('CASCADE'),
    });
    await run(database, dba, 'DROP NAMESPACE app CASCADE');
    await expect(run(database, dba, 'SELECT * FROM app.a')).rejects.toThrow(/app/);
    await run(database, dba, 'CREATE NAMESPACE app');
    expect(await run(database, dba, 'SHOW TABLES IN app')).toEqual([]);
  });
});

describe('tables', () => {
  test('are created, described and dropped', async () => {
    expect(await run(database, dba, 'CREATE SHARED TABLE t (id INT PRIMARY KEY, b TEXT)')).toBe(
      'Table default.t created successfully',
    );
    expect(await run(database, dba, 'DROP TABLE t')).toBe('Table default.t dropped successfully');
    await expect(run(database, dba, 'SELECT * FROM t')).rejects.toMatchObject({
      code: 'SQL_UNKNOWN_TABLE',
    });
  });

  test('IF NOT EXISTS and IF EXISTS', async () => {
    const create = 'TABLE IF NOT EXISTS t (id INT PRIMARY KEY)';
    await run(database, dba, `CREATE SHARED ${create}`);
    expect(await run(database, dba, `CREATE SHARED ${create}`)).toBe(
      'Table default.t already exists',
    );
    await run(database, dba, 'DROP TABLE IF EXISTS t');
    expect(await run(database, dba, 'DROP TABLE IF EXISTS t')).toBe(
      'Table default.t does not exist',
    );
  });

  test.each([
    ['CREATE TABLE nowhere.t (id INT PRIMARY KEY)', 'CORE_NAMESPACE_NOT_FOUND', 'nowhere'],
    ['CREATE TABLE system.t (id INT PRIMARY KEY)', 'CORE_READ_ONLY', 'system'],
    ['CREATE TABLE taken (id INT PRIMARY KEY)', 'CORE_TABLE_EXISTS', 'taken'],
    ['DROP TABLE missing', 'CORE_TABLE_NOT_FOUND', 'missing'],
    ['DROP USER TABLE taken', 'CORE_TABLE_NOT_FOUND', 'SHARED'],
    ['DROP TABLE system.users', 'CORE_READ_ONLY', 'system'],
    ['DESCRIBE missing', 'CORE_TABLE_NOT_FOUND', 'missing'],
    ['SHOW TABLES IN nowhere', 'CORE_NAMESPACE_NOT_FOUND', 'nowhere'],
  ])('%s is %s', async (sql, code, offender) => {
    await run(database, dba, 'CREATE SHARED TABLE taken (id INT PRIMARY KEY)');
    await expect(run(database, root, sql)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(offender),
    });
  });

  test('a missing namespace comes with the statement that creates it', async () => {
    await expect(
      run(database, dba, 'CREATE TABLE nowhere.t (id INT PRIMARY KEY)'),
    ).rejects.toMatchObject({
      hint: expect.stringContaining('CREATE NAMESPACE nowhere'),
      position: 13,
    });
  });

  test('a table of an old name has nothing of the dropped one', async () => {
    const create = 'CREATE SHARED TABLE t (id INT PRIMARY KEY, b TEXT)';
    await runScript(database, dba, `${create}; INSERT INTO t VALUES (1, 'old')`);
    await runScript(database, dba, `DROP TABLE t; ${create}; INSERT INTO t VALUES (2, 'new')`);
    expect(await run(database, dba, 'SELECT * FROM t')).toEqual([[2, 'new']]);
  });

  test('many created at once all get an id of their own', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `t${index}`);
    await Promise.all(
      names.map((name) => run(database, dba, `CREATE SHARED TABLE ${name} (id INT PRIMARY KEY)`)),
    );
    const ids = names.map((name) => database.catalog.table('default', name)?.id);
    expect(new Set(ids).size).toBe(20);
    const outcomes = await Promise.allSettled(
      names.map(() => run(database, dba, 'CREATE SHARED TABLE same (id INT PRIMARY KEY)')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('scripts', () => {
  test('run in order and give a result for each statement', async () => {
    expect(
      await runScript(
        database,
        dba,
        `-- a comment; with a semicolon
         CREATE SHARED TABLE t (id INT PRIMARY KEY, b TEXT);;
         INSERT INTO t VALUES (1, 'a;b'), (2, 'c');
         UPDATE t SET b = 'd' WHERE id = 2;
         SELECT b FROM t ORDER BY id;
         DELETE FROM t WHERE id = 1;
         SELECT COUNT(*) FROM t;`,
      ),
    ).toEqual([
      'Table default.t created successfully',
      'insert 2',
      'update 1',
      [['a;b'], ['d']],
      'delete 1',
      [[1n]],
    ]);
  });

  test('stop at the first error, keep what was done and say which statement it was', async () => {
    const sql = `CREATE SHARED TABLE t (id INT PRIMARY KEY);
      INSERT INTO t VALUES (1);
      INSERT INTO t (nope) VALUES (2);
      INSERT INTO t VALUES (3)`;
    await expect(runScript(database, dba, sql)).rejects.toMatchObject({
      code: 'SQL_UNKNOWN_COLUMN',
      statement: 3,
      position: sql.indexOf('nope'),
    });
    expect(await run(database, dba, 'SELECT * FROM t')).toEqual([[1]]);
  });

  test('nothing of a script runs if a later statement is forbidden', async () => {
    await run(database, dba, 'CREATE USER TABLE t (id INT PRIMARY KEY)');
    await expect(
      runScript(database, alice, 'INSERT INTO t VALUES (1); DROP TABLE t'),
    ).rejects.toMatchObject({ code: 'CORE_PERMISSION_DENIED', statement: 2 });
    expect(await run(database, alice, 'SELECT * FROM t')).toEqual([]);
  });

  test('nothing of a script runs if its text is wrong anywhere', async () => {
    await run(database, dba, 'CREATE USER TABLE t (id INT PRIMARY KEY)');
    await expect(
      runScript(database, alice, 'INSERT INTO t VALUES (1); SELEC 1'),
    ).rejects.toMatchObject({ code: 'SQL_SYNTAX' });
    expect(await run(database, alice, 'SELECT * FROM t')).toEqual([]);
  });

  test.each(['', '   ', ';;', '-- nothing', '/* nothing */ ;'])('%j is empty', async (sql) => {
    await expect(runScript(database, dba, sql)).rejects.toMatchObject({
      code: 'CORE_EMPTY_SCRIPT',
    });
  });
});

describe('parameters', () => {
  beforeEach(async () => {
    await run(database, dba, 'CREATE SHARED TABLE t (id BIGINT PRIMARY KEY, b TEXT)');
  });

  test('stand for values of the types around them', async () => {
    await run(database, dba, 'INSERT INTO t VALUES ($1, $2)', {
      parameters: ['9007199254740993', 'x'],
    });
    await run(database, dba, 'INSERT INTO t VALUES ($2, $1)', { parameters: [null, 2] });
    expect(
      await run(database, dba, 'SELECT b FROM t WHERE id = $1', {
        parameters: [9007199254740993n],
      }),
    ).toEqual([['x']]);
    expect(await run(database, dba, 'SELECT id FROM t WHERE b IS NULL')).toEqual([[2n]]);
  });

  test('and literals live side by side', async () => {
    const sql = "INSERT INTO t VALUES ($1, 'lit'), (7, $2)";
    await run(database, dba, sql, { parameters: [1, 'par'] });
    expect(
      await run(database, dba, "SELECT id, b FROM t WHERE b <> 'z' AND id < $1 ORDER BY id", {
        parameters: [100],
      }),
    ).toEqual([
      [1n, 'lit'],
      [7n, 'par'],
    ]);
  });

  test.each([
    ['SELECT * FROM t WHERE id = $1', [], 'SQL_INVALID_PARAMETER'],
    ['SELECT * FROM t WHERE id = $1', [1, 2], 'SQL_INVALID_PARAMETER'],
    ['SELECT * FROM t WHERE id = $1', ['many'], 'SQL_INVALID_PARAMETER'],
    ['SELECT * FROM t', [1], 'SQL_INVALID_PARAMETER'],
    ['SHOW TABLES', [1], 'SQL_INVALID_PARAMETER'],
    ['SELECT 1; SELECT 2', [1], 'SQL_INVALID_PARAMETER'],
    ['SELECT $1; SELECT $2', [1], 'SQL_INVALID_PARAMETER'],
  ])('%s with %j is %s', async (sql, parameters, code) => {
    await expect(run(database, dba, sql, { parameters })).rejects.toMatchObject({ code });
  });
});

describe('reopening the same store', () => {
  test('finds everything as it was', async () => {
    await runScript(
      database,
      root,
      `CREATE NAMESPACE app;
       CREATE USER TABLE app.notes (id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), body TEXT NOT NULL);
       CREATE STREAM TABLE app.events (at TIMESTAMP DEFAULT NOW()) WITH (TTL_SECONDS = 60);
       CREATE USER 'alice' WITH PASSWORD 'correct horse' ROLE user`,
    );
    await run(database, alice, "INSERT INTO app.notes (id, body) VALUES (1, 'kept')");
    const before = await run(database, root, 'SELECT * FROM system.columns');
    const lastSequence = database.changes.lastSequence;
    await database.close();

    const again = (await openTestDatabase({ store: test1.store, clock: test1.clock })).database;
    expect(await run(again, alice, 'SELECT id, body FROM app.notes')).toEqual([[1n, 'kept']]);
    expect(await run(again, root, 'SELECT * FROM system.columns')).toEqual(before);
    expect(again.users.find('alice')?.role).toBe('user');
    expect(again.changes.lastSequence).toBeGreaterThanOrEqual(lastSequence);
    await run(again, alice, "INSERT INTO app.notes (body) VALUES ('new')");
    expect(await run(again, alice, 'SELECT COUNT(*) FROM app.notes')).toEqual([[2n]]);
    expect(again.changes.lastSequence).toBeGreaterThan(lastSequence);
  });

  test('never gives a table id twice', async () => {
    const create = 'CREATE SHARED TABLE t (id INT PRIMARY KEY)';
    await run(database, dba, create);
    const first = database.catalog.table('default', 't')?.id ?? Number.NaN;
    await run(database, dba, 'DROP TABLE t');
    await database.close();
    const again = (await openTestDatabase({ store: test1.store, clock: test1.clock })).database;
    await run(again, dba, create);
    expect(again.catalog.table('default', 't')?.id).toBeGreaterThan(first);
  });

  test('is refused for data of a newer version', async () => {
    await database.close();
    const batch = new WriteBatch();
    batch.put(metaKey('format-version'), Uint8Array.of(0, 0, 0, 2));
    await test1.store.write(batch, { sync: true });
    await expect(openTestDatabase({ store: test1.store })).rejects.toMatchObject({
      code: 'STORE_FORMAT_UNKNOWN',
      message: expect.stringContaining('format 2'),
    });
  });
});

test('a store with the data of something else is left alone', async () => {
  const store = openMemoryStore();
  const batch = new WriteBatch();
  batch.put(Uint8Array.of(0x6b), Uint8Array.of(1));
  await store.write(batch, { sync: true });
  await expect(openTestDatabase({ store })).rejects.toMatchObject({ code: 'STORE_FORMAT_UNKNOWN' });
});

test('a closed database refuses everything', async () => {
  await database.close();
  await database.close();
  await expect(run(database, dba, 'SELECT 1')).rejects.toMatchObject({ code: 'CORE_CLOSED' });
  const request = { principal: alice, namespace: 'default', sql: 'SELECT 1' };
  expect(() => database.bindQuery(request)).toThrow(
    expect.objectContaining({ code: 'CORE_CLOSED' }),
  );
});

test('a table without a key takes equal rows when the configuration allows such tables', async () => {
  const open = (await openTestDatabase({ requirePrimaryKey: false })).database;
  await runScript(
    open,
    service,
    "CREATE SHARED TABLE log (line TEXT); INSERT INTO log VALUES ('a'), ('a')",
  );
  expect(await run(open, service, 'SELECT line FROM log')).toEqual([['a'], ['a']]);
  expect(await run(open, service, "DELETE FROM log WHERE line = 'a'")).toBe('delete 2');
});

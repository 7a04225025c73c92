import { beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { openKeylessDatabase } from '../../test/database/keyless-database.ts';
import { alice, root, run } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = await openKeylessDatabase(
    `CREATE SHARED TABLE items (id INT PRIMARY KEY, name TEXT NOT NULL, price DECIMAL(10, 2));
     CREATE USER TABLE mine (id INT PRIMARY KEY);
     INSERT INTO items VALUES (1, 'tea', 3.5), (2, 'coffee', 4), (3, 'cake', NULL)`,
  );
});

const rows = (table: string) => run(database, root, `SELECT * FROM ${table} ORDER BY 1`);
const types = async (table: string) =>
  await run(
    database,
    root,
    `SELECT column_name, data_type FROM system.columns WHERE table_name = '${table}' ORDER BY ordinal`,
  );

describe('CREATE TABLE … AS', () => {
  test('takes columns, types and rows of the query', async () => {
    const sql =
      "CREATE TABLE t AS SELECT id, price, name || '!' AS loud, 'x', 1.5 AS d, NULL AS n FROM items";
    expect(await run(database, root, sql)).toBe(
      'Table default.t created successfully with 3 row(s)',
    );
    expect(await types('t')).toEqual([
      ['id', 'INT'],
      ['price', 'DECIMAL(10, 2)'],
      ['loud', 'TEXT'],
      ['?column?', 'TEXT'],
      ['d', 'DECIMAL'],
      ['n', 'TEXT'],
    ]);
    expect(await run(database, root, 'SELECT id, loud FROM t')).toEqual([
      [1, 'tea!'],
      [2, 'coffee!'],
      [3, 'cake!'],
    ]);
    await run(database, root, "UPDATE t SET loud = 'quiet' WHERE id = 2");
    expect(await run(database, root, 'SELECT loud FROM t WHERE id = 2')).toEqual([['quiet']]);
  });

  test('takes names, a key, options and a kind', async () => {
    await run(
      database,
      root,
      "CREATE USER TABLE t (n, PRIMARY KEY (n)) WITH (STORAGE_ID = 'local') AS SELECT id, name FROM items",
    );
    await expect(run(database, root, "INSERT INTO t VALUES (1, 'x')")).rejects.toMatchObject({
      code: 'CORE_DUPLICATE_KEY',
    });
    expect(await run(database, alice, 'SELECT n, name FROM t')).toEqual([]);
    expect(await run(database, root, 'SELECT COUNT(*) FROM t')).toEqual([[3n]]);
    await run(database, root, 'CREATE TABLE u (a PRIMARY KEY, b) AS VALUES (1, 2)');
    expect(await rows('u')).toEqual([[1, 2]]);
    await run(database, root, 'CREATE TABLE v (PRIMARY KEY (id)) AS TABLE items');
    expect(await run(database, root, 'SELECT COUNT(*) FROM v')).toEqual([[3n]]);
  });

  test('WITH NO DATA stays empty, WITH DATA does not', async () => {
    await run(database, root, 'CREATE TABLE t AS SELECT 1 AS a WITH NO DATA');
    await run(database, root, 'CREATE TABLE u AS SELECT 1 AS a WITH DATA');
    expect(await rows('t')).toEqual([]);
    expect(await rows('u')).toEqual([[1]]);
  });

  test('IF NOT EXISTS does not run the query of a table that is there', async () => {
    const sql = 'CREATE TABLE IF NOT EXISTS items AS SELECT 1 / 0 AS a';
    expect(await run(database, root, sql)).toBe('Table default.items already exists');
    await expect(run(database, root, 'CREATE TABLE items AS SELECT 1 AS a')).rejects.toMatchObject({
      code: 'CORE_TABLE_EXISTS',
      position: 13,
    });
  });

  test('takes parameters', async () => {
    await run(database, root, 'CREATE TABLE t AS SELECT id FROM items WHERE id > $1', {
      parameters: [1],
    });
    expect(await rows('t')).toEqual([[2], [3]]);
  });

  test('makes no table when its rows fail', async () => {
    const failures: readonly [string, object][] = [
      ['CREATE TABLE t AS SELECT 1 / (id - 3) AS a FROM items', { code: 'SQL_DIVISION_BY_ZERO' }],
      [
        'CREATE TABLE t (PRIMARY KEY (a)) AS SELECT 1 AS a FROM items',
        { code: 'CORE_DUPLICATE_KEY' },
      ],
      ['CREATE TABLE t (a PRIMARY KEY) AS SELECT price FROM items', { code: 'CORE_NOT_NULL' }],
    ];
    for (const [sql, error] of failures) {
      await expect(run(database, root, sql)).rejects.toMatchObject(error);
      await expect(rows('t')).rejects.toMatchObject({ code: 'SQL_UNKNOWN_TABLE' });
    }
  });

  test.each([
    ['CREATE TABLE t (a, b, c) AS SELECT 1, 2', 'SQL_SYNTAX', 22],
    ['CREATE TABLE t AS SELECT id, id FROM items', 'SQL_DUPLICATE_NAME', 18],
    ["CREATE TABLE t AS SELECT '[1]'::EMBEDDING AS e", 'SQL_INVALID_VALUE', 18],
    ['CREATE TABLE t AS SELECT ARRAY[1] AS a', 'SQL_UNSUPPORTED', 18],
    ['CREATE TABLE t AS SELECT nope FROM items', 'SQL_UNKNOWN_COLUMN', 25],
    ['CREATE TABLE t (PRIMARY KEY (b)) AS SELECT 1 AS a', 'SQL_UNKNOWN_COLUMN', 29],
    ['CREATE TABLE t (a PRIMARY KEY, b PRIMARY KEY) AS SELECT 1, 2', 'SQL_INVALID_TABLE', 31],
    ['SELECT 1 AS a UNION SELECT 2 INTO t', 'SQL_SYNTAX', 29],
    ['SELECT * FROM (SELECT 1 INTO t) x', 'SQL_SYNTAX', 24],
    ['INSERT INTO mine SELECT 1 INTO t', 'SQL_SYNTAX', 26],
  ])('%s is %s', async (sql, code, position) => {
    await expect(run(database, root, sql)).rejects.toMatchObject({ code, position });
  });

  test('without a key is refused where keys are required, with how to write one', async () => {
    const strict = (await openTestDatabase({ store: openMemoryStore() })).database;
    await expect(
      run(strict, root, 'CREATE TABLE t AS SELECT 1 AS a, 2 AS b'),
    ).rejects.toMatchObject({
      code: 'SQL_INVALID_TABLE',
      hint: 'For example: CREATE TABLE t (PRIMARY KEY (a)) AS ….',
    });
  });

  test('needs the right to make tables and to read', async () => {
    const denied = { code: 'CORE_PERMISSION_DENIED' };
    await expect(run(database, alice, 'CREATE TABLE t AS SELECT 1 AS a')).rejects.toMatchObject(
      denied,
    );
    await expect(run(database, alice, 'SELECT 1 AS a INTO t')).rejects.toMatchObject(denied);
  });
});

describe('SELECT … INTO', () => {
  test('makes a table, also of set operations', async () => {
    await run(database, root, 'SELECT id, name INTO t FROM items WHERE id < 3');
    expect(await rows('t')).toEqual([
      [1, 'tea'],
      [2, 'coffee'],
    ]);
    await run(database, root, 'SELECT 1 AS n INTO TABLE u UNION SELECT 2 ORDER BY n');
    expect(await rows('u')).toEqual([[1], [2]]);
    await run(database, root, 'WITH w AS (SELECT 5 AS x) SELECT x INTO v FROM w');
    expect(await rows('v')).toEqual([[5]]);
  });
});

test('the table and its rows are there after a restart', async () => {
  const store = openMemoryStore();
  const first = await openTestDatabase({ store, requirePrimaryKey: false });
  await run(
    first.database,
    root,
    'CREATE TABLE t AS SELECT generate AS a FROM (VALUES (1), (2)) AS g(generate)',
  );
  const second = await openTestDatabase({ store, requirePrimaryKey: false });
  expect(await run(second.database, root, 'SELECT * FROM t')).toEqual([[1], [2]]);
});

describe('behind a WITH that writes', () => {
  const making =
    'CREATE TABLE t AS WITH x AS (UPDATE items SET price = price + 1 RETURNING *) SELECT * FROM x';
  const prices = async () => {
    const found = await run(database, root, 'SELECT price FROM items ORDER BY id');
    return (found as unknown[][]).map(([price]) => String(price));
  };

  test('takes parameters, also by SELECT … INTO', async () => {
    const sql = 'WITH x AS (DELETE FROM items WHERE id > $1 RETURNING id) SELECT id INTO t FROM x';
    await run(database, root, sql, { parameters: [1] });
    expect(await rows('t')).toEqual([[2], [3]]);
    expect(await rows('items')).toHaveLength(1);
  });

  test('what others change meanwhile is in the table', async () => {
    const changing = Array.from({ length: 20 }, () =>
      run(database, root, 'UPDATE items SET price = price + 10 WHERE id < 3'),
    );
    await Promise.all([run(database, root, making), ...changing]);
    expect(await prices()).toEqual(['204.50', '205.00', 'null']);
    expect(await rows('t')).toHaveLength(3);
  });

  test('of several that make one table one does, and only that one writes', async () => {
    const makers = Array.from({ length: 5 }, (_, index) =>
      run(database, root, making.replace('TABLE t', `TABLE ${index % 2 ? '' : 'IF NOT EXISTS'} t`)),
    );
    const results = await Promise.allSettled(makers);
    const made = results.filter(
      (result) => result.status === 'fulfilled' && String(result.value).includes('created'),
    );
    expect(made).toHaveLength(1);
    expect(await prices()).toEqual(['4.50', '5.00', 'null']);
  });

  test('lives through a change of the table that it writes to', async () => {
    const [message] = await Promise.all([
      run(database, root, making),
      run(database, root, 'ALTER TABLE items ADD COLUMN n SERIAL'),
    ]);
    expect(message).toContain('created successfully with 3 row(s)');
    expect(await prices()).toEqual(['4.50', '5.00', 'null']);
  });
});

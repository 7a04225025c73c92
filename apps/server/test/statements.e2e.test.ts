import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FreshServer, startFresh } from './harness/fresh-server.ts';

jest.setTimeout(60_000);

let fresh: FreshServer;
beforeAll(async () => {
  fresh = await startFresh();
});

/** Numbers that differ from run to run: sequences, ids and times, by their size. */
const volatile = /"\d{16,19}"|\b\d{16}\b/g;

/** The text of the answer's results, volatile numbers as "#". */
const resultsOf = async (sql: string, params?: readonly unknown[]) =>
  JSON.stringify(await fresh.root.run(sql, params)).replace(volatile, '"#"');

const done = (message: string) => [{ row_count: 0, message, as_user: 'root' }];
const affected = (row_count: number, message: string) => [{ row_count, message, as_user: 'root' }];
const rows = (columns: readonly string[], ...values: readonly unknown[][]) => [
  {
    schema: columns.map((column, index) => {
      const [name, data_type, ...flags] = column.split(' ');
      return flags.length === 0 ? { name, data_type, index } : { name, data_type, index, flags };
    }),
    rows: values,
    row_count: values.length,
    as_user: 'root',
  },
];

type Case = readonly [sql: string, results: unknown, params?: readonly unknown[]];

/** In order: each may build on those before. */
const story: readonly Case[] = [
  ['CREATE NAMESPACE IF NOT EXISTS chat', done("Namespace 'chat' created successfully")],
  ['CREATE NAMESPACE IF NOT EXISTS chat', done("Namespace 'chat' already exists")],
  [
    `CREATE TABLE chat.messages (id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), thread TEXT NOT NULL,
     body TEXT, at TIMESTAMP DEFAULT NOW()) WITH (TYPE='USER')`,
    done('Table chat.messages created successfully'),
  ],
  [
    'CREATE USER TABLE IF NOT EXISTS chat.messages (id BIGINT PRIMARY KEY)',
    done('Table chat.messages already exists'),
  ],
  [
    'INSERT INTO chat.messages (thread, body) VALUES ($1,$2)',
    affected(1, 'Inserted 1 row(s)'),
    ['t1', 'hi'],
  ],
  ['SELECT id, body FROM chat.messages', rows(['id BigInt pk nn', 'body Text'], ['#', 'hi'])],
  [
    'SELECT *, _seq, _deleted FROM chat.messages',
    rows(
      [
        'id BigInt pk nn',
        'thread Text nn',
        'body Text',
        'at Timestamp',
        '_seq BigInt nn',
        '_deleted Boolean nn',
      ],
      ['#', 't1', 'hi', '#', '#', false],
    ),
  ],
  [
    "INSERT INTO chat.messages (id, thread) VALUES (1, 't2'), (2, 't2'), (3, 't3')",
    affected(3, 'Inserted 3 row(s)'),
  ],
  ["UPDATE chat.messages SET body = 'two' WHERE id = 2", affected(1, 'Updated 1 row(s)')],
  ["UPDATE chat.messages SET body = 'two' WHERE id = 99", affected(0, 'Updated 0 row(s)')],
  ['DELETE FROM chat.messages WHERE id = $1', affected(1, 'Deleted 1 row(s)'), ['3']],
  ['DELETE FROM chat.messages WHERE id = 3', affected(0, 'Deleted 0 row(s)')],
  [
    'SELECT thread, COUNT(*) AS n FROM chat.messages GROUP BY thread ORDER BY n DESC, thread',
    rows(['thread Text nn', 'n BigInt'], ['t2', '2'], ['t1', '1']),
  ],
  [
    'SELECT MIN(id), MAX(id), SUM(id)::BIGINT, AVG(id)::DOUBLE, COUNT(body) FROM chat.messages WHERE id < 10',
    rows(
      ['min BigInt', 'max BigInt', 'sum BigInt', 'avg Double', 'count BigInt'],
      ['1', '2', '3', 1.5, '1'],
    ),
  ],
  [
    'SELECT id FROM chat.messages WHERE id < 10 ORDER BY id DESC LIMIT 1 OFFSET 1',
    rows(['id BigInt pk nn'], ['1']),
  ],
  [
    "SELECT 1; SELECT 'two' AS two; DELETE FROM chat.messages WHERE id = 1",
    [
      ...rows(['?column? Int'], [1]),
      ...rows(['two Text'], ['two']),
      ...affected(1, 'Deleted 1 row(s)'),
    ],
  ],
  [
    `CREATE SHARED TABLE chat.kinds (k INT PRIMARY KEY, b BOOLEAN, i INT, l BIGINT, d DOUBLE, t TEXT,
     ts TIMESTAMP, j JSON, y BYTES, u UUID)`,
    done('Table chat.kinds created successfully'),
  ],
  [
    'INSERT INTO chat.kinds VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    affected(1, 'Inserted 1 row(s)'),
    [
      1,
      true,
      -5,
      '9223372036854775807',
      0.1,
      'naïve 😀 "text"',
      1700000000123456,
      '{"a": [1, 2]}',
      [0, 127, 255],
      '0190163D-8694-739B-AEA5-966C26F8AD91',
    ],
  ],
  ['INSERT INTO chat.kinds (k) VALUES (2)', affected(1, 'Inserted 1 row(s)')],
  [
    'SELECT b, i, d, t, j, y, u FROM chat.kinds ORDER BY k',
    rows(
      ['b Boolean', 'i Int', 'd Double', 't Text', 'j Json', 'y Bytes', 'u Uuid'],
      [
        true,
        -5,
        0.1,
        'naïve 😀 "text"',
        '{"a": [1, 2]}',
        [0, 127, 255],
        '0190163d-8694-739b-aea5-966c26f8ad91',
      ],
      [null, null, null, null, null, null, null],
    ),
  ],
  ['SELECT CURRENT_USER()', rows(['current_user Text'], ['root'])],
  [
    `CREATE STREAM TABLE chat.typing (id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), who TEXT)
     WITH (TTL_SECONDS = 60)`,
    done('Table chat.typing created successfully'),
  ],
  ["INSERT INTO chat.typing (who) VALUES ('me')", affected(1, 'Inserted 1 row(s)')],
  ["CREATE USER mia WITH PASSWORD 'a password' ROLE user", done("User 'mia' created successfully")],
  ["ALTER USER mia SET EMAIL 'mia@example.org'", done("User 'mia' updated")],
  ["ALTER USER mia SET PASSWORD 'another password'", done("User 'mia' updated")],
  ['ALTER USER mia SET ROLE service', done("User 'mia' updated")],
  [
    "SELECT user_id, role, email FROM system.users WHERE user_id = 'mia'",
    rows(
      ['user_id Text pk nn', 'role Text nn', 'email Text'],
      ['mia', 'service', 'mia@example.org'],
    ),
  ],
  ['DROP USER mia', done("User 'mia' dropped successfully (soft delete)")],
  ['DROP USER IF EXISTS nobody', done("User 'nobody' does not exist")],
  [
    "EXECUTE AS USER 'mia' (SELECT CURRENT_USER() AS me, COUNT(*) AS n FROM chat.messages)",
    [{ ...rows(['me Text', 'n BigInt'], ['mia', '0'])[0], as_user: 'mia' }],
  ],
  ['DROP TABLE chat.typing', done('Table chat.typing dropped successfully')],
  ['DROP TABLE IF EXISTS chat.typing', done('Table chat.typing does not exist')],
  ['DROP NAMESPACE chat CASCADE', done("Namespace 'chat' dropped successfully")],
];

describe('statements over HTTP, in order', () => {
  const cases = story.map(([sql, expected, params]) => ({ sql, expected, params }));
  test.each(cases)('$sql', async ({ sql, expected, params }) => {
    expect(await resultsOf(sql, params)).toBe(JSON.stringify(expected));
  });
});

describe('what the server tells of itself', () => {
  beforeAll(async () => {
    await fresh.root.run(`CREATE NAMESPACE shop; CREATE SHARED TABLE shop.items
      (id BIGINT PRIMARY KEY, name TEXT NOT NULL DEFAULT 'none') WITH (ACCESS_LEVEL = 'PUBLIC')`);
  });

  test('SHOW NAMESPACES', async () => {
    const [result] = await fresh.root.run('SHOW NAMESPACES');
    expect(result?.schema.map(({ name }) => name)).toEqual([
      'namespace_id',
      'name',
      'created_at',
      'options',
      'table_count',
      'comment',
    ]);
    expect(result?.rows.map(([id]) => id)).toEqual(expect.arrayContaining(['default', 'shop']));
  });

  test('SHOW TABLES IN a namespace', async () => {
    const [result] = await fresh.root.run('SHOW TABLES IN shop');
    expect(result?.rows.map(([space, table, type]) => [space, table, type])).toEqual([
      ['shop', 'items', 'shared'],
    ]);
  });

  test('DESCRIBE TABLE', async () => {
    const [result] = await fresh.root.run('DESCRIBE TABLE shop.items');
    expect(result?.schema.map(({ name }) => name)).toEqual([
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
    expect(
      result?.rows.map(([name, , , type, nullable, key]) => [name, type, nullable, key]),
    ).toEqual(
      expect.arrayContaining([
        ['id', 'BIGINT', false, true],
        ['name', 'TEXT', false, false],
      ]),
    );
  });

  test('EXPLAIN, a line per row', async () => {
    const lines = await fresh.root.rows('EXPLAIN SELECT name FROM shop.items WHERE id = 1');
    expect(lines.flat().join('\n')).toMatch(/shop\.items/);
  });

  test('SUBSCRIBE TO: where and how to open the live query', async () => {
    const sql = 'SUBSCRIBE TO shop.items WHERE id > 5 OPTIONS (last_rows=3)';
    const [row] = await fresh.root.rows(sql);
    const [status, url, subscription] = row as [string, string, string];
    expect([status, url]).toEqual(['active', `${fresh.server.url.replace('http', 'ws')}/v1/ws`]);
    expect(JSON.parse(subscription)).toEqual({
      id: expect.stringMatching(/^sub-shop-items-[0-9a-f]{16}$/),
      sql: expect.stringContaining('shop.items'),
      options: { last_rows: 3 },
    });
  });

  test('namespace_id is the namespace of unqualified names', async () => {
    const answer = await fresh.root.send({
      sql: 'SELECT COUNT(*) FROM items',
      namespace_id: 'shop',
    });
    expect(answer.body.results[0]?.rows).toEqual([['0']]);
  });
});

import assert from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import { type CreateTable, parseScript } from '@kalamdb/sql';
import { defineTable, type TableDraft } from './define-table.ts';
import { buildStoredTable } from './stored-table.ts';

function parse(sql: string): CreateTable {
  const statement = parseScript(sql)[0]?.statement;
  if (statement?.kind !== 'create-table') throw new Error(`not CREATE TABLE: ${sql}`);
  return statement;
}

function define(sql: string, requirePrimaryKey = true): TableDraft {
  return defineTable(parse(sql), {
    namespace: 'app',
    requirePrimaryKey,
    now: 5,
    surroundings: {
      isTaken: () => false,
      findReferenced: () => undefined,
      findSequence: (name) => assert.fail(`no sequence ${name}`),
    },
  });
}

/** The error of a definition with the text that its position points at. */
function fault(sql: string): { code: string; message: string; at: string; hint: string } {
  try {
    define(sql);
  } catch (error) {
    const { code, message, position, hint } = error as {
      code: string;
      message: string;
      position?: number;
      hint?: string;
    };
    return { code, message, at: sql.slice(position ?? sql.length), hint: hint ?? '' };
  }
  throw new Error(`accepted: ${sql}`);
}

test('a table is stored as it was written', () => {
  const draft = define(
    `CREATE USER TABLE chat.messages (
       id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(),
       body TEXT NOT NULL,
       at TIMESTAMP DEFAULT NOW()
     ) WITH (FLUSH_POLICY = 'rows:1000,interval:60')`,
  );
  expect(draft).toMatchObject({
    namespace: 'chat',
    name: 'messages',
    kind: 'user',
    primaryKey: [1],
    nextColumnId: 4,
    schemaVersion: 1,
    createdAt: 5,
    options: { storageId: 'local', flushPolicy: { rows: 1000, intervalSeconds: 60 } },
  });
  expect(draft.columns.map(({ id, name, type, nullable }) => [id, name, type, nullable])).toEqual([
    [1, 'id', 'BIGINT', false],
    [2, 'body', 'TEXT', false],
    [3, 'at', 'TIMESTAMP', true],
  ]);
});

test('a stored definition becomes a table with its system columns behind its own', () => {
  const draft = define("CREATE SHARED TABLE t (b TEXT DEFAULT 'x', a INT, PRIMARY KEY (a, b))");
  const table = buildStoredTable({ ...draft, id: 2000 });
  expect(table.info.columns.map(({ name, system }) => [name, system])).toEqual([
    ['b', false],
    ['a', false],
    ['_seq', true],
    ['_deleted', true],
  ]);
  expect(table.info.primaryKey).toEqual([1, 0]);
  expect(table.physicalTypes).toEqual(['utf8', 'int32']);
  expect(table.sequenceColumn).toBe(2);
  expect(table.info.columns[0]?.defaultValue?.type).toEqual({ kind: 'text' });
});

describe('kinds', () => {
  test.each([
    ['CREATE TABLE t (a INT PRIMARY KEY)', 'shared'],
    ["CREATE TABLE t (a INT PRIMARY KEY) WITH (TYPE = 'USER')", 'user'],
    ["CREATE USER TABLE t (a INT PRIMARY KEY) WITH (TYPE = 'user')", 'user'],
    ['CREATE STREAM TABLE t (a INT) WITH (TTL_SECONDS = 10)', 'stream'],
    ["CREATE TABLE t (a INT) WITH (TYPE = 'STREAM', TTL_SECONDS = 10)", 'stream'],
  ])('%s', (sql, kind) => {
    expect(define(sql).kind).toBe(kind);
  });

  test('a keyword and a TYPE that disagree are refused', () => {
    const error = fault("CREATE USER TABLE t (a INT PRIMARY KEY) WITH (TYPE = 'SHARED')");
    expect(error).toMatchObject({ code: 'SQL_INVALID_OPTION' });
    expect(error.message).toContain('SHARED');
  });
});

describe('names', () => {
  test.each([
    ['table', 'CREATE TABLE "1t" (a INT PRIMARY KEY)'],
    ['table', 'CREATE TABLE _t (a INT PRIMARY KEY)'],
    ['table', `CREATE TABLE ${'t'.repeat(65)} (a INT PRIMARY KEY)`],
    ['column', 'CREATE TABLE t (a INT PRIMARY KEY, _seq BIGINT)'],
    ['column', 'CREATE TABLE t (a INT PRIMARY KEY, _deleted BOOLEAN)'],
    ['column', 'CREATE TABLE t (a INT PRIMARY KEY, " a" TEXT)'],
    ['column', 'CREATE TABLE t (a INT PRIMARY KEY, "a\tb" TEXT)'],
    ['table', 'CREATE TABLE "a-b" (a INT PRIMARY KEY)'],
    ['column', 'CREATE TABLE t (a INT PRIMARY KEY, "" TEXT)'],
  ])('a %s name in %s', (what, sql) => {
    const error = fault(sql);
    // An empty quoted name may be refused by the parser already.
    if (error.code !== 'SQL_SYNTAX') {
      expect(error).toMatchObject({ code: 'SQL_INVALID_NAME' });
      expect(error.message).toContain(what);
    }
  });

  test('columns may have other characters', () => {
    const { columns } = define('CREATE TABLE t (a INT PRIMARY KEY, "f.c1" TEXT, "größe (m)" INT)');
    const names = columns.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['a', 'f.c1', 'größe (m)']));
  });

  test('64 characters are a name', () => {
    expect(define(`CREATE TABLE ${'t'.repeat(64)} (a INT PRIMARY KEY)`).name).toHaveLength(64);
  });

  test('a column twice', () => {
    expect(fault('CREATE TABLE t (a INT PRIMARY KEY, b INT, B TEXT)')).toMatchObject({
      code: 'SQL_DUPLICATE_NAME',
      at: 'B TEXT)',
    });
  });
});

describe('primary keys', () => {
  test.each(['user', 'shared'])('a %s table needs one, with an example', (kind) => {
    expect(fault(`CREATE ${kind} TABLE t (a INT)`)).toMatchObject({
      code: 'SQL_INVALID_TABLE',
      at: 't (a INT)',
      hint: expect.stringContaining('id BIGINT PRIMARY KEY'),
    });
    expect(define(`CREATE ${kind} TABLE t (a INT)`, false).primaryKey).toEqual([]);
  });

  test('columns of the key are NOT NULL without saying so', () => {
    const { columns, primaryKey } = define(
      'CREATE TABLE t (a INT, b INT, c INT, PRIMARY KEY (c, a))',
    );
    expect(primaryKey).toEqual([3, 1]);
    expect(columns.map(({ nullable }) => nullable)).toEqual([false, true, false]);
  });

  test.each([
    ['CREATE TABLE t (a JSON PRIMARY KEY)', 'SQL_INVALID_TABLE', 'a JSON'],
    ['CREATE TABLE t (a INT PRIMARY KEY, b INT[])', 'SQL_UNSUPPORTED', 'INT[]'],
    ['CREATE TABLE t (a INT NULL PRIMARY KEY)', 'SQL_INVALID_TABLE', 'a INT NULL'],
    ['CREATE TABLE t (a INT PRIMARY KEY, b INT PRIMARY KEY)', 'SQL_INVALID_TABLE', 'b INT'],
    ['CREATE TABLE t (a INT PRIMARY KEY, b INT, PRIMARY KEY (b))', 'SQL_INVALID_TABLE', 'a INT'],
    ['CREATE TABLE t (a INT, PRIMARY KEY (b))', 'SQL_UNKNOWN_COLUMN', 'b))'],
    ['CREATE TABLE t (a INT, PRIMARY KEY (a, a))', 'SQL_DUPLICATE_NAME', 'a))'],
  ])('%s', (sql, code, at) => {
    const error = fault(sql);
    expect(error.code).toBe(code);
    expect(error.at.startsWith(at)).toBe(true);
  });
});

describe('options', () => {
  const key = '(a INT PRIMARY KEY)';
  test.each([
    ['an unknown one', `CREATE USER TABLE t ${key} WITH (COLOR = 'red')`, 'COLOR'],
    [
      'one of another kind',
      `CREATE USER TABLE t ${key} WITH (ACCESS_LEVEL = 'PUBLIC')`,
      'ACCESS_LEVEL',
    ],
    ['a TTL elsewhere', `CREATE SHARED TABLE t ${key} WITH (TTL_SECONDS = 5)`, 'TTL_SECONDS'],
    [
      'a flush policy of a stream',
      `CREATE STREAM TABLE t (a INT) WITH (TTL_SECONDS = 5, FLUSH_POLICY = 'rows:5')`,
      'FLUSH_POLICY',
    ],
    [
      'one twice',
      `CREATE STREAM TABLE t (a INT) WITH (TTL_SECONDS = 5, ttl_seconds = 6)`,
      'TTL_SECONDS',
    ],
    ['a TTL of nothing', 'CREATE STREAM TABLE t (a INT) WITH (TTL_SECONDS = 0)', 'TTL_SECONDS'],
    [
      'a TTL that is no number',
      "CREATE STREAM TABLE t (a INT) WITH (TTL_SECONDS = 'soon')",
      'TTL_SECONDS',
    ],
    [
      'too many rows',
      `CREATE USER TABLE t ${key} WITH (FLUSH_POLICY = 'rows:1000000')`,
      'FLUSH_POLICY',
    ],
    ['no rows', `CREATE USER TABLE t ${key} WITH (FLUSH_POLICY = 'rows:0')`, 'FLUSH_POLICY'],
    ['a day', `CREATE USER TABLE t ${key} WITH (FLUSH_POLICY = 'interval:86400')`, 'FLUSH_POLICY'],
    ['nonsense', `CREATE USER TABLE t ${key} WITH (FLUSH_POLICY = 'often')`, 'FLUSH_POLICY'],
    [
      'a part twice',
      `CREATE USER TABLE t ${key} WITH (FLUSH_POLICY = 'rows:1,rows:2')`,
      'FLUSH_POLICY',
    ],
    [
      'a part unknown',
      `CREATE USER TABLE t ${key} WITH (FLUSH_POLICY = 'rows:1,bytes:2')`,
      'FLUSH_POLICY',
    ],
    [
      'an unknown level',
      `CREATE SHARED TABLE t ${key} WITH (ACCESS_LEVEL = 'SECRET')`,
      'ACCESS_LEVEL',
    ],
    ['an unknown storage', `CREATE SHARED TABLE t ${key} WITH (STORAGE_ID = 's3')`, 'STORAGE_ID'],
  ])('%s is refused by name', (_name, sql, option) => {
    const error = fault(sql);
    expect(error.code).toBe('SQL_INVALID_OPTION');
    expect(error.message).toContain(option);
    expect(error.at.toUpperCase().startsWith(option)).toBe(true);
  });

  test('the hint lists what there is', () => {
    const { hint } = fault(`CREATE SHARED TABLE t ${key} WITH (COLOR = 'red')`);
    expect(hint).toContain('TYPE, STORAGE_ID, FLUSH_POLICY, DELETED_RETENTION_HOURS, ACCESS_LEVEL');
  });

  test('a STREAM table needs a TTL', () => {
    expect(fault('CREATE STREAM TABLE t (a INT)')).toMatchObject({
      code: 'SQL_INVALID_TABLE',
      hint: expect.stringContaining('TTL_SECONDS'),
    });
  });

  test('SHARED tables are private unless told otherwise', () => {
    expect(define(`CREATE TABLE t ${key}`).options.accessLevel).toBe('private');
    const open = define(`CREATE TABLE t ${key} WITH (ACCESS_LEVEL = 'public')`);
    expect(open.options.accessLevel).toBe('public');
  });
});

describe('types and defaults', () => {
  test.each([
    ['CREATE TABLE t (a NUMBERS PRIMARY KEY)', 'SQL_UNKNOWN_TYPE'],
    ["CREATE TABLE t (a INT PRIMARY KEY DEFAULT 'x')", 'SQL_INVALID_VALUE'],
    ['CREATE TABLE t (a INT PRIMARY KEY, b INT DEFAULT NOW())', 'SQL_TYPE_MISMATCH'],
    ['CREATE TABLE t (a INT PRIMARY KEY, b INT DEFAULT a)', 'SQL_UNKNOWN_COLUMN'],
    ['CREATE TABLE t (a INT PRIMARY KEY, b TEXT DEFAULT NOTHING())', 'SQL_UNKNOWN_FUNCTION'],
  ])('%s', (sql, code) => {
    expect(fault(sql).code).toBe(code);
  });

  test.each(['SERIAL', 'INT GENERATED ALWAYS AS IDENTITY', 'INT AUTO_INCREMENT'])(
    '%s asks for a sequence',
    (type) => {
      const { columns, sequences } = define(`CREATE TABLE t (a ${type} PRIMARY KEY, b TEXT)`);
      expect(columns[0]?.nullable).toBe(false);
      expect(sequences).toMatchObject([
        { columnId: 1, counting: { type: 'INT', first: 1n, maximum: 2147483647n } },
      ]);
    },
  );
});

test('a table has at least one column and at most a thousand', () => {
  const columns = Array.from({ length: 1001 }, (_, index) => `c${index} INT`).join(', ');
  expect(fault(`CREATE TABLE t (${columns})`).code).toBe('SQL_INVALID_TABLE');
});

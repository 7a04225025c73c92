import { expect, test } from '@jest/globals';
import type { Statement } from '../ast/ast.ts';
import { printStatement } from '../ast/print.ts';
import { locate, SqlError } from '../error.ts';
import { SqlParser } from './grammar-script.ts';
import { parseScript } from './parse.ts';

function parseOne(sql: string): Statement {
  const statements = parseScript(sql);
  expect(statements).toHaveLength(1);
  return statements[0].statement;
}

function failure(sql: string): SqlError {
  try {
    parseScript(sql);
  } catch (error) {
    if (error instanceof SqlError) {
      return error;
    }
    throw error;
  }
  throw new Error(`no error: ${sql}`);
}

const inParentheses = 'Give the query in parentheses a name in FROM.';

test('the grammar has no ambiguities', () => {
  expect(() => new SqlParser(true)).not.toThrow();
});

// Each statement as the printer shows it: canonical, with every default spelled out.
test.each([
  // SELECT
  ['select 1', 'SELECT 1'],
  ['SELECT a, b AS x, c y FROM t', 'SELECT a, b AS x, c AS y FROM t'],
  ['\ufeffSELECT 1', 'SELECT 1'],
  ['SELECT a FROM default.t', 'SELECT a FROM "default".t'],
  ['CREATE TABLE default.t (a INT)', 'CREATE TABLE "default".t (a int)'],
  ['INSERT INTO default.t VALUES (DEFAULT)', 'INSERT INTO "default".t VALUES (DEFAULT)'],
  ['SELECT *, t.*, ns.t.* FROM ns.t AS t', 'SELECT *, t.*, ns.t.* FROM ns.t AS t'],
  ['SELECT DISTINCT a FROM t u WHERE a > 1', 'SELECT DISTINCT a FROM t AS u WHERE a > 1'],
  ['SELECT ALL a FROM t', 'SELECT a FROM t'],
  [
    'SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1 ORDER BY 2 DESC NULLS LAST, a ASC',
    'SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1 ORDER BY 2 DESC NULLS LAST, a',
  ],
  ['SELECT a FROM t LIMIT 10 OFFSET 5', 'SELECT a FROM t LIMIT 10 OFFSET 5'],
  ['SELECT a FROM t OFFSET $1 LIMIT $2', 'SELECT a FROM t LIMIT $2 OFFSET $1'],
  ['SELECT a FROM t LIMIT ALL', 'SELECT a FROM t'],
  [
    'SELECT key, type, text, name, role, password, options, at, value FROM t',
    'SELECT "key", "type", text, name, "role", "password", "options", "at", "value" FROM t',
  ],
  ['SELECT a AS select FROM t', 'SELECT a AS "select" FROM t'],
  ['SELECT id, "User" FROM "Chat"."Messages"', 'SELECT id, "user" FROM chat.messages'],
  ['SELECT a FROM t options', 'SELECT a FROM t AS "options"'],
  ["SELECT a FROM t WHERE b = 'x';", "SELECT a FROM t WHERE b = 'x'"],
  ['SELECT FROM t', 'SELECT FROM t'],
  // Set operations, VALUES, WITH
  ['SELECT 1 UNION DISTINCT SELECT 2', 'SELECT 1 UNION SELECT 2'],
  ['SELECT 1 UNION ALL (SELECT 2)', 'SELECT 1 UNION ALL SELECT 2'],
  [
    'SELECT 1 EXCEPT (SELECT 2 UNION SELECT 3) UNION (SELECT 4 INTERSECT SELECT 5)',
    'SELECT 1 EXCEPT (SELECT 2 UNION SELECT 3) UNION SELECT 4 INTERSECT SELECT 5',
  ],
  [
    '(SELECT 1 UNION SELECT 2) INTERSECT ALL SELECT 3',
    '(SELECT 1 UNION SELECT 2) INTERSECT ALL SELECT 3',
  ],
  [
    '((SELECT 1 LIMIT 1) UNION (VALUES (2), (3) ORDER BY 1)) ORDER BY 1 OFFSET 1 ROW',
    '(SELECT 1 LIMIT 1) UNION (VALUES (2), (3) ORDER BY 1) ORDER BY 1 OFFSET 1',
  ],
  ['TABLE ns.t ORDER BY a', 'SELECT * FROM ns.t ORDER BY a'],
  ['SELECT a FROM t FETCH NEXT ROW ONLY', 'SELECT a FROM t LIMIT 1'],
  ['SELECT a FROM t OFFSET 2 ROWS FETCH FIRST $1 ROWS ONLY', 'SELECT a FROM t LIMIT $1 OFFSET 2'],
  [
    'SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS WITH TIES',
    'SELECT a FROM t ORDER BY a FETCH FIRST (3) ROWS WITH TIES',
  ],
  [
    'WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r), m AS NOT MATERIALIZED (TABLE r) (TABLE m)',
    'WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r), m AS NOT MATERIALIZED (SELECT * FROM r) SELECT * FROM m',
  ],
  ['WITH recursive AS (SELECT 1) SELECT 1', 'WITH "recursive" AS (SELECT 1) SELECT 1'],
  ['SELECT * FROM ((SELECT 1) x)', 'SELECT * FROM (SELECT 1) AS x'],
  ['SELECT * FROM ((SELECT 1) UNION SELECT 2) x', 'SELECT * FROM (SELECT 1 UNION SELECT 2) AS x'],
  ['SELECT * FROM (VALUES (1)) x', 'SELECT * FROM (VALUES (1)) AS x'],
  ['SELECT values FROM values', 'SELECT "values" FROM "values"'],
  // INSERT, UPDATE, DELETE
  ['INSERT INTO t DEFAULT VALUES', 'INSERT INTO t DEFAULT VALUES'],
  ['INSERT INTO t (SELECT 1)', 'INSERT INTO t SELECT 1'],
  ['INSERT INTO t (a) (TABLE u) LIMIT 1', 'INSERT INTO t (a) SELECT * FROM u LIMIT 1'],
  ['INSERT INTO t (VALUES (1))', 'INSERT INTO t VALUES (1)'],
  [
    'WITH x AS (SELECT 1) INSERT INTO t (a) TABLE x',
    'WITH x AS (SELECT 1) INSERT INTO t (a) SELECT * FROM x',
  ],
  ["INSERT INTO t VALUES (1, 'a')", "INSERT INTO t VALUES (1, 'a')"],
  [
    'INSERT INTO ns.t (a, type) VALUES (1, DEFAULT), ($1, NOW())',
    'INSERT INTO ns.t (a, "type") VALUES (1, DEFAULT), ($1, now())',
  ],
  [
    'UPDATE t SET a = a + 1, b = DEFAULT WHERE id = 1',
    'UPDATE t SET a = a + 1, b = DEFAULT WHERE id = 1',
  ],
  ['UPDATE t SET a = 1', 'UPDATE t SET a = 1'],
  ['DELETE FROM t WHERE a IN (1, 2)', 'DELETE FROM t WHERE a IN (1, 2)'],
  ['DELETE FROM t', 'DELETE FROM t'],
  ['EXPLAIN SELECT 1', 'EXPLAIN SELECT 1'],
  ['explain delete from t', 'EXPLAIN DELETE FROM t'],
  ['EXPLAIN (SELECT 1) LIMIT 1', 'EXPLAIN SELECT 1 LIMIT 1'],
  ['explain analyse select 1', 'EXPLAIN (ANALYZE) SELECT 1'],
  ['EXPLAIN (analyze off) VALUES (1)', 'EXPLAIN VALUES (1)'],
  [
    'EXPLAIN (TIMING 0, analyze, FORMAT json, summary FALSE) (SELECT 1)',
    'EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, SUMMARY OFF) SELECT 1',
  ],
  // Namespaces
  ['CREATE NAMESPACE IF NOT EXISTS chat', 'CREATE NAMESPACE IF NOT EXISTS chat'],
  ['CREATE NAMESPACE if', 'CREATE NAMESPACE "if"'],
  ['DROP NAMESPACE IF EXISTS chat CASCADE', 'DROP NAMESPACE IF EXISTS chat CASCADE'],
  ['create schema if not exists chat', 'CREATE NAMESPACE IF NOT EXISTS chat'],
  ['DROP SCHEMA a, b', 'DROP NAMESPACE a, b'],
  ['SHOW SCHEMAS', 'SHOW NAMESPACES'],
  ["COMMENT ON SCHEMA a IS 'x'", "COMMENT ON NAMESPACE a IS 'x'"],
  ['SELECT schema FROM schemas', 'SELECT "schema" FROM "schemas"'],
  ['DROP NAMESPACE chat', 'DROP NAMESPACE chat'],
  // Tables
  [
    'CREATE USER TABLE IF NOT EXISTS chat.m (id BIGINT PRIMARY KEY, body TEXT NOT NULL)',
    'CREATE USER TABLE IF NOT EXISTS chat.m (id bigint PRIMARY KEY, body text NOT NULL)',
  ],
  [
    'CREATE SHARED TABLE t (a INT NULL DEFAULT 1 + 2, b TIMESTAMP DEFAULT NOW() NOT NULL)',
    'CREATE SHARED TABLE t (a int NULL DEFAULT 1 + 2, b timestamp NOT NULL DEFAULT now())',
  ],
  [
    "CREATE STREAM TABLE t (a INT DEFAULT 'x' NOT NULL)",
    "CREATE STREAM TABLE t (a int NOT NULL DEFAULT 'x')",
  ],
  [
    'CREATE SEQUENCE IF NOT EXISTS a.s AS INT INCREMENT BY -2 NO MINVALUE MAXVALUE +9 START WITH 3 CACHE 5 CYCLE OWNED BY a.t.c',
    'CREATE SEQUENCE IF NOT EXISTS a.s AS int INCREMENT -2 NO MINVALUE MAXVALUE 9 START 3 CACHE 5 CYCLE OWNED BY a.t.c',
  ],
  [
    'ALTER SEQUENCE s RESTART WITH 4 NO CYCLE NO MAXVALUE OWNED BY NONE',
    'ALTER SEQUENCE s RESTART 4 NO CYCLE NO MAXVALUE OWNED BY NONE',
  ],
  ['ALTER SEQUENCE IF EXISTS s RENAME TO r', 'ALTER SEQUENCE IF EXISTS s RENAME TO r'],
  ['DROP SEQUENCE IF EXISTS a.s, r RESTRICT', 'DROP SEQUENCE IF EXISTS a.s, r'],
  ['DROP USER TABLE IF EXISTS a.s, r CASCADE', 'DROP USER TABLE IF EXISTS a.s, r CASCADE'],
  ['DROP VIEW v, a.w', 'DROP VIEW v, a.w'],
  ['DROP INDEX CONCURRENTLY i, j RESTRICT', 'DROP INDEX i, j'],
  ['DROP NAMESPACE IF EXISTS a, b', 'DROP NAMESPACE IF EXISTS a, b'],
  [
    "ALTER NAMESPACE IF EXISTS a SET OPTIONS (K = 'v', n = -2, on_ = true)",
    "ALTER NAMESPACE IF EXISTS a SET OPTIONS (k = 'v', n = -2, on_ = TRUE)",
  ],
  ['SHOW SEQUENCES IN a', 'SHOW SEQUENCES IN NAMESPACE a'],
  [
    'CREATE TABLE t (a BIGINT AUTO_INCREMENT PRIMARY KEY)',
    'CREATE TABLE t (a bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY)',
  ],
  [
    'CREATE TABLE t (a BIGINT IDENTITY)',
    'CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY)',
  ],
  [
    'CREATE TABLE t (a INT GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 2) PRIMARY KEY)',
    'CREATE TABLE t (a int PRIMARY KEY GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2))',
  ],
  [
    'ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY, ALTER b SET GENERATED BY DEFAULT SET INCREMENT BY 2 RESTART, ALTER COLUMN c RESTART WITH 5, ALTER d DROP IDENTITY IF EXISTS, ALTER e SET NOT NULL, ALTER f SET DATA TYPE INT',
    'ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY, ALTER COLUMN b SET GENERATED BY DEFAULT SET INCREMENT 2 RESTART, ALTER COLUMN c RESTART 5, ALTER COLUMN d DROP IDENTITY IF EXISTS, ALTER COLUMN e SET NOT NULL, ALTER COLUMN f TYPE int',
  ],
  [
    'create table t as with x as (delete from u returning a) select a from x with no data',
    'CREATE TABLE t AS WITH x AS (DELETE FROM u RETURNING a) SELECT a FROM x WITH NO DATA',
  ],
  [
    'CREATE TABLE t (a INT CONSTRAINT k PRIMARY KEY)',
    'CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY)',
  ],
  ['ALTER TABLE t ALTER a DROP EXPRESSION', 'ALTER TABLE t ALTER COLUMN a DROP EXPRESSION'],
  [
    'WITH x AS (DELETE FROM u RETURNING a) SELECT a INTO t FROM x',
    'CREATE TABLE t AS WITH x AS (DELETE FROM u RETURNING a) SELECT a FROM x',
  ],
  [
    'INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)',
    'INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)',
  ],
  ['INSERT INTO t OVERRIDING USER VALUE SELECT 1', 'INSERT INTO t OVERRIDING USER VALUE SELECT 1'],
  [
    'CREATE TABLE t (a BIGINT GENERATED BY DEFAULT AS IDENTITY NOT NULL)',
    'CREATE TABLE t (a bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY)',
  ],
  [
    'CREATE TABLE t (a BIGINT GENERATED ALWAYS AS IDENTITY, b VARCHAR(20), c DOUBLE PRECISION, d DECIMAL(10, 2))',
    'CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY, b varchar(20), c double precision, d decimal(10, 2))',
  ],
  [
    'CREATE TABLE t (a INT, b INT, CONSTRAINT pk PRIMARY KEY (a, b))',
    'CREATE TABLE t (a int, b int, CONSTRAINT pk PRIMARY KEY (a, b))',
  ],
  [
    "CREATE TABLE t (a INT) WITH (TYPE = 'USER', ttl_seconds = 60, USE_USER_STORAGE = TRUE, x = -1.5, k = word)",
    'CREATE TABLE t (a int) WITH ("type" = \'USER\', ttl_seconds = 60, "use_user_storage" = TRUE, x = -1.5, k = \'word\')',
  ],
  ['CREATE TABLE t (a INT) WITH (type = USER)', 'CREATE TABLE t (a int) WITH ("type" = \'user\')'],
  [
    'CREATE TABLE t (a INT) TABLE_TYPE user STORAGE local USE_USER_STORAGE TTL 60 ACCESS LEVEL public',
    "CREATE TABLE t (a int) WITH (\"type\" = 'user', storage_id = 'local', \"use_user_storage\" = TRUE, ttl_seconds = 60, access_level = 'public')",
  ],
  ...[
    ['FLUSH ROW_THRESHOLD 1000', 'rows:1000'],
    ['FLUSH INTERVAL 300s', 'interval:300'],
    ['FLUSH INTERVAL 300s ROW_THRESHOLD 1000', 'rows:1000,interval:300'],
    ['FLUSH ROWS 10', 'rows:10'],
    ['FLUSH SECONDS 10', 'interval:10'],
    ['FLUSH POLICY COMBINED ROW_LIMIT 5 TIME_INTERVAL 6', 'rows:5,interval:6'],
    ['USE_USER_STORAGE FALSE FLUSH POLICY ROW_LIMIT 5', undefined],
  ].map(([clause, policy]) => [
    `CREATE STREAM TABLE t (a INT) ${clause}`,
    policy && `CREATE STREAM TABLE t (a int) WITH (flush_policy = '${policy}')`,
  ]),
  [
    'CREATE TABLE t (key TEXT, "user" TEXT, rows INT)',
    'CREATE TABLE t ("key" text, "user" text, "rows" int)',
  ],
  ['DROP USER TABLE IF EXISTS chat.m', 'DROP USER TABLE IF EXISTS chat.m'],
  ['DROP TABLE t', 'DROP TABLE t'],
  // Introspection
  ['SHOW NAMESPACES', 'SHOW NAMESPACES'],
  ['SHOW TABLES', 'SHOW TABLES'],
  ['SHOW TABLES IN chat', 'SHOW TABLES IN NAMESPACE chat'],
  ['SHOW TABLES IN NAMESPACE chat', 'SHOW TABLES IN NAMESPACE chat'],
  ['SHOW TABLES IN namespace;', 'SHOW TABLES IN NAMESPACE "namespace"'],
  ['DESCRIBE TABLE chat.m', 'DESCRIBE TABLE chat.m'],
  ['DESC m', 'DESCRIBE TABLE m'],
  ['SHOW COLUMNS FROM chat.m', 'DESCRIBE TABLE chat.m'],
  // Users
  [
    "CREATE USER Alice WITH PASSWORD 'p' ROLE dba",
    "CREATE USER 'Alice' WITH PASSWORD 'p' ROLE dba",
  ],
  [
    "CREATE USER \"Al-ice\" IF NOT EXISTS EMAIL 'e@x' ROLE 'SERVICE' PASSWORD 'p'",
    "CREATE USER 'Al-ice' IF NOT EXISTS WITH PASSWORD 'p' ROLE service EMAIL 'e@x'",
  ],
  [
    "CREATE USER IF NOT EXISTS bob WITH PASSWORD 'p'",
    "CREATE USER 'bob' IF NOT EXISTS WITH PASSWORD 'p' ROLE \"user\"",
  ],
  ["ALTER USER 'bob' SET PASSWORD 'q'", "ALTER USER 'bob' SET PASSWORD 'q'"],
  [
    'CREATE TABLE t (a INT CHECK (a > 0) CONSTRAINT c CHECK (a < 9), CONSTRAINT d CHECK (a <> b), b INT)',
    'CREATE TABLE t (a int, b int, CHECK (a > 0), CONSTRAINT c CHECK (a < 9), CONSTRAINT d CHECK (a <> b))',
  ],
  [
    'CREATE TABLE t (a INT UNIQUE, b INT CONSTRAINT c UNIQUE NULLS NOT DISTINCT, UNIQUE NULLS DISTINCT (a, b))',
    'CREATE TABLE t (a int, b int, UNIQUE (a), CONSTRAINT c UNIQUE NULLS NOT DISTINCT (b), UNIQUE (a, b))',
  ],
  [
    'CREATE TABLE t (a INT, b INT NOT NULL GENERATED ALWAYS AS (a + 1) STORED)',
    'CREATE TABLE t (a int, b int NOT NULL GENERATED ALWAYS AS (a + 1) STORED)',
  ],
  [
    'CREATE TABLE t (a INT REFERENCES u, b INT CONSTRAINT c REFERENCES n.u (x) MATCH SIMPLE ON UPDATE CASCADE ON DELETE SET NULL)',
    'CREATE TABLE t (a int, b int, FOREIGN KEY (a) REFERENCES u, CONSTRAINT c FOREIGN KEY (b) REFERENCES n.u (x) ON DELETE SET NULL ON UPDATE CASCADE)',
  ],
  [
    'ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a, b) REFERENCES u (c, d) ON DELETE RESTRICT ON UPDATE NO ACTION, ADD FOREIGN KEY (a) REFERENCES u ON DELETE SET DEFAULT',
    'ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a, b) REFERENCES u (c, d) ON DELETE RESTRICT, ADD FOREIGN KEY (a) REFERENCES u ON DELETE SET DEFAULT',
  ],
  ['ALTER TABLE t ADD CONSTRAINT c UNIQUE (a)', 'ALTER TABLE t ADD CONSTRAINT c UNIQUE (a)'],
  [
    'CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT WHERE a > 0',
    'CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT WHERE a > 0',
  ],
  [
    'ALTER TABLE t ADD a INT CHECK (a > 0), ADD CONSTRAINT c CHECK (b > 0), DROP CONSTRAINT IF EXISTS d CASCADE',
    'ALTER TABLE t ADD COLUMN a int, ADD CHECK (a > 0), ADD CONSTRAINT c CHECK (b > 0), DROP CONSTRAINT IF EXISTS d CASCADE',
  ],
  [
    'ALTER USER TABLE IF EXISTS a.t ADD x INT NOT NULL DEFAULT 1, DROP IF EXISTS y RESTRICT',
    'ALTER USER TABLE IF EXISTS a.t ADD COLUMN x int NOT NULL DEFAULT 1, DROP COLUMN IF EXISTS y',
  ],
  [
    'ALTER TABLE t RENAME a TO b, RENAME TO u, ALTER "type" TYPE text',
    'ALTER TABLE t RENAME COLUMN a TO b, RENAME TO u, ALTER COLUMN "type" TYPE text',
  ],
  [
    'ALTER TABLE t MODIFY a BIGINT NOT NULL, ALTER b SET DATA TYPE INT',
    'ALTER TABLE t ALTER COLUMN a TYPE bigint, ALTER COLUMN a SET NOT NULL, ALTER COLUMN b TYPE int',
  ],
  [
    'ALTER SHARED TABLE t SET ACCESS LEVEL PUBLIC, SET (a = 1), SET TBLPROPERTIES (b = TRUE)',
    "ALTER SHARED TABLE t SET TBLPROPERTIES (access_level = 'public'), SET TBLPROPERTIES (a = 1), SET TBLPROPERTIES (b = TRUE)",
  ],
  ['ALTER USER bob SET ROLE user', 'ALTER USER \'bob\' SET ROLE "user"'],
  ["ALTER USER bob SET EMAIL 'e'", "ALTER USER 'bob' SET EMAIL 'e'"],
  ['DROP USER IF EXISTS bob', "DROP USER IF EXISTS 'bob'"],
  [
    "EXECUTE AS USER 'bob' (DELETE FROM t WHERE a = 1;)",
    "EXECUTE AS USER 'bob' (DELETE FROM t WHERE a = 1)",
  ],
  ['execute as user Bob ( select 1 )', "EXECUTE AS USER 'Bob' (SELECT 1)"],
  // Windows
  [
    'select sum(a) filter (where b) over w, rank() over (w range 1 preceding) from t window w as (order by c)',
    'SELECT sum(a) FILTER (WHERE b) OVER w, rank() OVER (w RANGE 1 PRECEDING) FROM t WINDOW w AS (ORDER BY c)',
  ],
  [
    'SELECT a(b) OVER (PARTITION BY b ORDER BY c DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE NO OTHERS)',
    'SELECT a(b) OVER (PARTITION BY b ORDER BY c DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)',
  ],
  [
    'SELECT a() OVER (GROUPS BETWEEN current PRECEDING AND unbounded + 1 FOLLOWING EXCLUDE TIES)',
    'SELECT a() OVER (GROUPS BETWEEN "current" PRECEDING AND "unbounded" + 1 FOLLOWING EXCLUDE TIES)',
  ],
  [
    'SELECT row, range as over, rows FROM partition',
    'SELECT "row", "range" AS "over", "rows" FROM "partition"',
  ],
  ['SELECT DISTINCT ON (a, 1) b FROM t', 'SELECT DISTINCT ON (a, 1) b FROM t'],
  // Live queries
  ['SUBSCRIBE TO chat.m', 'SUBSCRIBE TO SELECT * FROM chat.m'],
  [
    'SUBSCRIBE TO chat.m WHERE a = 1 OPTIONS (last_rows=10, batch_size = 5)',
    'SUBSCRIBE TO SELECT * FROM chat.m WHERE a = 1 OPTIONS (last_rows = 10, batch_size = 5)',
  ],
  [
    'SUBSCRIBE TO SELECT a FROM m OPTIONS (from=9223372036854775807)',
    'SUBSCRIBE TO SELECT a FROM m OPTIONS ("from" = \'9223372036854775807\')',
  ],
  ['SUBSCRIBE TO options', 'SUBSCRIBE TO SELECT * FROM "options"'],
])('%s', (sql, expected) => {
  const statement = parseOne(sql ?? '');
  if (expected !== undefined) {
    expect(printStatement(statement)).toBe(expected);
  }
});

test('the text of a live query is given as a client must send it', () => {
  const text = (sql: string) => {
    const statement = parseOne(sql);
    return statement.kind === 'subscribe' ? statement.queryText : undefined;
  };
  expect(text("SUBSCRIBE TO chat.M  WHERE a = 'x' OPTIONS (last_rows=1)")).toBe(
    "SELECT * FROM chat.M  WHERE a = 'x'",
  );
  expect(text('SUBSCRIBE TO SELECT a  FROM m;')).toBe('SELECT a  FROM m');
});

test('a script is cut at semicolons, empty pieces dropped, offsets into the whole text', () => {
  const sql = "; ;SELECT ';' ; -- ;\nDELETE FROM t WHERE a = '--';;";
  const statements = parseScript(sql);
  expect(statements.map(({ start, end }) => sql.slice(start, end))).toEqual([
    "SELECT ';'",
    "DELETE FROM t WHERE a = '--'",
  ]);
  expect(statements[1].statement.at).toBe(statements[1].start);
  expect(parseScript('')).toEqual([]);
  expect(parseScript(' ; -- nothing\n /* at all */ ;')).toEqual([]);
});

test('literals have slots exactly in texts that can be lifted', () => {
  const slot = (sql: string) => {
    const { statement } = parseScript(sql)[0];
    return statement.kind === 'select' && statement.limit?.kind === 'literal'
      ? statement.limit.slot
      : 'none';
  };
  expect(slot("SELECT 'a', 1, TRUE, NULL FROM t LIMIT 5")).toBe(2);
  expect(slot('SELECT 1 FROM t LIMIT 5; SELECT 1')).toBeUndefined();
  expect(slot('SELECT a::varchar(3) FROM t LIMIT 5')).toBeUndefined();
});

// message | line:column | hint
test.each([
  [
    'SELECT * FORM t',
    'syntax error at or near "FORM"',
    '1:10',
    'Did you mean FROM instead of "FORM"?',
  ],
  [
    'SELECT a\nFORM t',
    'syntax error at or near "t"',
    '2:6',
    'Did you mean FROM instead of "FORM"?',
  ],
  ['SELEC 1', 'syntax error at or near "SELEC"', '1:1', 'Did you mean SELECT instead of "SELEC"?'],
  [
    'SELECT 1;\n  DELTE FROM t',
    'syntax error at or near "DELTE"',
    '2:3',
    'Did you mean DELETE instead of "DELTE"?',
  ],
  ['hello', 'syntax error at or near "hello"', '1:1', undefined],
  ['SELECT DISTINCT FROM t', 'syntax error at or near "FROM"', '1:17', undefined],
  ['SELECT 1 +', 'syntax error at end of input', '1:11', undefined],
  ['SELECT (1', 'syntax error at end of input', '1:10', 'Expected ")".'],
  ['SELECT (1;', 'syntax error at or near ";"', '1:10', 'Expected ")".'],
  ['INSERT t VALUES (1)', 'syntax error at or near "t"', '1:8', 'Expected INTO.'],
  [
    'INSERT INTO t (a, b) (1, 2)',
    'syntax error at or near "1"',
    '1:23',
    'Expected SELECT, VALUES, TABLE or "(".',
  ],
  ['(SELECT 1 LIMIT 1) LIMIT 2', 'multiple LIMIT clauses not allowed', '1:26', inParentheses],
  ['(SELECT 1 OFFSET 1) OFFSET 2', 'multiple OFFSET clauses not allowed', '1:28', inParentheses],
  [
    '(SELECT a ORDER BY a) ORDER BY b',
    'multiple ORDER BY clauses not allowed',
    '1:32',
    inParentheses,
  ],
  [
    'WITH x AS (SELECT 1) (WITH y AS (SELECT 2) SELECT 3)',
    'multiple WITH clauses not allowed',
    '1:1',
    inParentheses,
  ],
  [
    'SELECT 1 FETCH FIRST ROW WITH TIES',
    'WITH TIES cannot be specified without ORDER BY clause',
    '1:10',
    undefined,
  ],
  [
    'SELECT 1 UNION',
    'syntax error at end of input',
    '1:15',
    'Expected SELECT, VALUES, TABLE or "(".',
  ],
  ['SELECT 1 ORDER BY 1 UNION SELECT 2', 'syntax error at or near "UNION"', '1:21', undefined],
  ['UPDATE t SET a 1', 'syntax error at or near "1"', '1:16', 'Expected "=".'],
  ['DELETE t', 'syntax error at or near "t"', '1:8', 'Expected FROM.'],
  ['CREATE FOO x', 'syntax error at or near "FOO"', '1:8', undefined],
  [
    'CREATE TABLE t (user TEXT)',
    'syntax error at or near "user"',
    '1:17',
    'user is a reserved word: as a name it needs double quotes.',
  ],
  [
    'CREATE TABLE t (id PRIMARY KEY)',
    'syntax error at or near "PRIMARY"',
    '1:20',
    'Expected a type.',
  ],
  [
    'CREATE TABLE t (a INT NOT NULL NULL)',
    'column "a" is declared both NULL and NOT NULL',
    '1:32',
    undefined,
  ],
  [
    'CREATE TABLE t (a INT DEFAULT 1 IDENTITY)',
    'column "a" has both a default value and an identity',
    '1:33',
    undefined,
  ],
  [
    'CREATE TABLE t (a INT, PRIMARY KEY (a), PRIMARY KEY (a))',
    'table "t" has more than one primary key',
    '1:54',
    undefined,
  ],
  [
    'SELECT * FROM select',
    'syntax error at or near "select"',
    '1:15',
    'select is a reserved word: as a name it needs double quotes.',
  ],
  ["SELECT 'abc", `unterminated quoted string at or near "'abc"`, '1:8', undefined],
  ["SELECT 1,\n E'a\\'", `unterminated quoted string at or near "E'a\\'"`, '2:2', undefined],
  ["SELECT 'a'\n'b", `unterminated quoted string at or near "'a'"`, '1:8', undefined],
  ["SELECT 'a' 'b'", `syntax error at or near "'b'"`, '1:12', undefined],
  ["SELECT 'a' /*\n*/ 'b'", `syntax error at or near "'b'"`, '2:4', undefined],
  ["SELECT $$a$$\n'b'", `syntax error at or near "'b'"`, '2:1', undefined],
  ["SELECT 'a'\nE'b'", `syntax error at or near "E'b'"`, '2:1', undefined],
  ['SELECT "abc', 'unterminated quoted identifier at or near ""abc"', '1:8', undefined],
  ['SELECT ""', 'zero-length quoted identifier at or near """"', '1:8', undefined],
  ['SELECT 1 /* a /* b */', 'unterminated /* comment at or near "/* a /* b */"', '1:10', undefined],
  ['SELECT $$a', 'unterminated dollar-quoted string at or near "$$a"', '1:8', undefined],
  ['SELECT $a$a$$', 'unterminated dollar-quoted string at or near "$a$a$$"', '1:8', undefined],
  [
    'SELECT $1$a$',
    'a parameter is written $1, $2, …: syntax error at or near "$1$a$"',
    '1:8',
    undefined,
  ],
  ["SELECT E'\\u12'", `invalid escape in string at or near "E'\\u12'"`, '1:8', undefined],
  ["SELECT E'\\ud800'", `invalid escape in string at or near "E'\\ud800'"`, '1:8', undefined],
  ["SELECT x'abz'", `invalid hexadecimal string at or near "x'abz'"`, '1:8', undefined],
  ['SELECT 12abc', 'trailing junk after numeric literal at or near "12abc"', '1:8', undefined],
  ['SELECT $x', 'a parameter is written $1, $2, …: syntax error at or near "$x"', '1:8', undefined],
  ['SELECT $0', 'there is no parameter $0: they are numbered from $1', '1:8', undefined],
  [
    'SELECT $99999999999',
    'there is no parameter $99999999999: they are numbered from $1',
    '1:8',
    undefined,
  ],
  ['SELECT `a`', 'syntax error at or near "`"', '1:8', undefined],
  ['SELECT a FROM t LIMIT 1 LIMIT 2', 'syntax error at or near "LIMIT"', '1:25', undefined],
  ['CREATE USER a ROLE dba ROLE user', 'ROLE is given twice', '1:24', undefined],
  [
    'CREATE TABLE t (a INT) FLUSH ROWS 1 ROWS 2',
    'the flush clause has rows twice',
    '1:37',
    undefined,
  ],
  [
    'CREATE TABLE t (a INT) TTL 5m',
    '"5m" is not a number of seconds such as 300 or 300s',
    '1:28',
    undefined,
  ],
  ["SELECT '\ud800'", 'the SQL text is not valid Unicode: half a surrogate pair', '1:9', undefined],
])('%s', (sql, message, place, hint) => {
  const error = failure(sql);
  const { line, column } = locate(sql, error.position ?? -1);
  expect([error.message, `${line}:${column}`, error.hint]).toEqual([message, place, hint]);
});

test.each([
  ['SELECT lag(a) IGNORE ^NULLS OVER (ORDER BY b) FROM t', 'IGNORE NULLS and RESPECT NULLS'],
  ['SELECT lag(a ^IGNORE NULLS) OVER (ORDER BY b) FROM t', 'IGNORE NULLS'],
  ['SELECT a FROM t LIMIT 1^, 2', 'LIMIT with two numbers (LIMIT … OFFSET … is)'],
  ["SELECT a ^@? '$.b' FROM t", 'The operator @?'],
  ['ALTER TABLE t ALTER a SET ^STATISTICS 5', 'ALTER COLUMN … SET STATISTICS'],
  ['DROP USER a^, b', 'DROP of several users at once'],
  ['ALTER TABLE t ^CREATE VECTOR INDEX a', 'CREATE INDEX within ALTER TABLE'],
  ['COMMIT ^AND CHAIN', 'AND CHAIN'],
  ["COMMIT ^PREPARED 'x'", 'Two-phase commit'],
  ['SHOW ^STORAGES', 'SHOW STORAGES'],
  ['EXPLAIN ^VERBOSE SELECT 1', 'EXPLAIN VERBOSE'],
  ['CREATE TABLE t (a INT REFERENCES u MATCH ^FULL)', 'MATCH FULL'],
  ['CREATE TABLE t (a INT REFERENCES u ^DEFERRABLE)', 'DEFERRABLE'],
  ["CREATE TABLE t (a INT) ^OWNER_ID 'x'", 'The clause OWNER_ID'],
  ['CREATE TABLE t (a INT) ^USING columnar', 'The clause USING'],
  [
    'CREATE TABLE t (a INT GENERATED ALWAYS AS (1) ^VIRTUAL)',
    'A generated column that is not STORED',
  ],
  ['CREATE USER a WITH ^OAUTH', 'CREATE USER WITH OAUTH'],
  ["EXECUTE AS USER 'a' (SELECT lag(a) RESPECT ^NULLS)", 'IGNORE NULLS and RESPECT NULLS'],
  [
    'WITH RECURSIVE x AS (SELECT 1) ^SEARCH DEPTH FIRST BY a SET b SELECT 1',
    'The clause SEARCH of WITH RECURSIVE',
  ],
])('%s is not supported and says so', (marked, feature, shift = 0) => {
  const at = marked.indexOf('^');
  const error = failure(marked.slice(0, at) + marked.slice(at + 1));
  expect([error.code, error.message, error.position]).toEqual([
    'SQL_UNSUPPORTED',
    `${feature} is not supported in this version`,
    at + shift,
  ]);
});

test('EXECUTE AS USER does not nest', () => {
  expect(failure("EXECUTE AS USER 'a' (EXECUTE AS USER 'b' (SELECT 1))").code).toBe('SQL_SYNTAX');
});

test('a text over the limit in bytes is refused', () => {
  const sql = `SELECT '${'ä'.repeat(100)}'`;
  expect(parseScript(sql, { maxLength: 209 })).toHaveLength(1);
  expect(() => parseScript(sql, { maxLength: 208 })).toThrow('longer than 208 bytes');
  expect(failure(`SELECT '${'x'.repeat(1_048_576)}'`).code).toBe('SQL_TOO_LONG');
});

test('an error leaves the parser ready for the next text', () => {
  expect(() => parseScript('SELECT ((((')).toThrow(SqlError);
  expect(() => parseScript(`SELECT ${'('.repeat(1_000)}`)).toThrow(SqlError);
  expect(printStatement(parseOne('SELECT (((1)))'))).toBe('SELECT 1');
});

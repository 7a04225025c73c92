import { beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyValueStore } from '@kalamdb/store';
import { openMemoryStore } from '@kalamdb/store';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import { openClient } from '../../test/database/transaction-client.ts';

let store: KeyValueStore;
let opened: TestDatabase;

beforeEach(async () => {
  store = openMemoryStore();
  opened = await openTestDatabase({ store });
  await runScript(
    opened.database,
    root,
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.p (id INT PRIMARY KEY, a BIGINT UNIQUE, b TEXT, UNIQUE (b, a));
     CREATE SHARED TABLE app.s (id INT PRIMARY KEY, code TEXT UNIQUE) WITH (ACCESS_LEVEL = 'public')`,
  );
});

const as = (principal: typeof root, sql: string) =>
  run(opened.database, principal, sql, { namespace: 'app' });
const failing = (sql: string, principal = root) =>
  as(principal, sql).then(
    () => 'no error',
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );
const reopen = async () => {
  await opened.database.close();
  opened = await openTestDatabase({ store, clock: opened.clock });
};
const child = (action: string) =>
  as(root, `CREATE USER TABLE c (id INT PRIMARY KEY, p INT DEFAULT 9 REFERENCES p ${action})`);
const childRows = (principal = alice) => as(principal, 'SELECT * FROM c ORDER BY id');

describe('a row', () => {
  test('references a row of its own user, or NULL', async () => {
    await child('');
    await as(alice, 'INSERT INTO p VALUES (1)');
    await as(alice, 'INSERT INTO c VALUES (1, 1), (2, NULL), (3, 1)');
    expect(await failing('INSERT INTO c VALUES (1, 1)', bob)).toBe(
      "CORE_FOREIGN_KEY_VIOLATION a row of table 'app.c' violates foreign key 'c_p_fkey': (p) = (1) is not in table 'app.p'",
    );
    expect(await failing('UPDATE c SET p = 2 WHERE id = 3', alice)).toMatch(/\(p\) = \(2\)/);
    expect(await as(alice, 'UPDATE c SET p = NULL WHERE id = 3')).toBe('update 1');
    expect(await childRows()).toEqual([
      [1, 1],
      [2, null],
      [3, null],
    ]);
    await reopen();
    expect(await failing('INSERT INTO c VALUES (4, 2)', alice)).toMatch(/c_p_fkey/);
  });

  test('references shared rows by a UNIQUE constraint, several columns by their order', async () => {
    await as(
      root,
      `CREATE USER TABLE c (id INT PRIMARY KEY, code TEXT REFERENCES s (code), n SMALLINT, t TEXT,
        CONSTRAINT pair FOREIGN KEY (n, t) REFERENCES p (a, b))`,
    );
    await as(root, "INSERT INTO s VALUES (1, 'x')");
    await as(alice, "INSERT INTO p VALUES (1, 10, 'ten')");
    await as(alice, "INSERT INTO c VALUES (1, 'x', 10, 'ten'), (2, NULL, 11, NULL)");
    expect(await failing("INSERT INTO c VALUES (3, 'y', 10, 'ten')", alice)).toMatch(/c_code_fkey/);
    expect(await failing("INSERT INTO c VALUES (3, 'x', 11, 'ten')", alice)).toMatch(
      /'pair': \(n, t\) = \(11, ten\) is not in table 'app.p'/,
    );
    expect(await failing('DELETE FROM s')).toMatch(
      /\(code\) = \(x\) is referenced from table 'app.c'/,
    );
    await as(alice, 'DELETE FROM c');
    expect(await as(root, 'DELETE FROM s')).toBe('delete 1');
  });

  test('may come before the row that it references in one statement', async () => {
    await as(root, 'CREATE USER TABLE tree (id INT PRIMARY KEY, up INT REFERENCES tree)');
    await as(alice, 'INSERT INTO tree VALUES (1, 2), (2, 3), (3, 3)');
    expect(await failing('INSERT INTO tree VALUES (4, 5)', alice)).toMatch(/tree_up_fkey/);
    expect(await failing('DELETE FROM tree WHERE id = 3', alice)).toMatch(/cannot go/);
    expect(await as(alice, 'DELETE FROM tree')).toBe('delete 3');
  });
});

describe('a row that is referenced', () => {
  const fill = async () => {
    await as(alice, "INSERT INTO p VALUES (1, 1, 'x'), (2, 2, 'y'), (9, 9, 'z')");
    await as(bob, 'INSERT INTO p VALUES (1)');
    await as(alice, 'INSERT INTO c VALUES (1, 1), (2, 1), (3, 2), (4, NULL)');
    await as(bob, 'INSERT INTO c VALUES (1, 1)');
  };

  test.each(['', 'ON DELETE NO ACTION', 'ON DELETE RESTRICT'])('stays: %s', async (action) => {
    await child(action);
    await fill();
    expect(await failing('DELETE FROM p WHERE id < 3', alice)).toBe(
      "CORE_FOREIGN_KEY_VIOLATION a row of table 'app.p' cannot go: (id) = (1) is referenced from table 'app.c' by foreign key 'c_p_fkey'",
    );
    expect(await as(alice, 'DELETE FROM p WHERE id = 9')).toBe('delete 1');
    await as(alice, 'DELETE FROM c');
    expect(await as(alice, 'DELETE FROM p')).toBe('delete 2');
  });

  test.each([
    [
      'CASCADE',
      [
        [3, 2],
        [4, null],
      ],
    ],
    [
      'SET NULL',
      [
        [1, null],
        [2, null],
        [3, 2],
        [4, null],
      ],
    ],
    [
      'SET DEFAULT',
      [
        [1, 9],
        [2, 9],
        [3, 2],
        [4, null],
      ],
    ],
  ])('takes its rows with it: ON DELETE %s', async (action, rows) => {
    await child(`ON DELETE ${action}`);
    await fill();
    await as(root, 'CREATE INDEX ON c (p)');
    expect(await as(alice, 'DELETE FROM p WHERE id = 1')).toBe('delete 1');
    expect(await childRows()).toEqual(rows);
    expect(await childRows(bob)).toEqual([[1, 1]]);
  });

  test('SET DEFAULT does not leave what references the lost key itself', async () => {
    await child('ON DELETE SET DEFAULT ON UPDATE SET DEFAULT');
    await as(alice, 'INSERT INTO p VALUES (9), (10)');
    await as(alice, 'INSERT INTO c VALUES (1, 9)');
    const refused = expect.stringContaining('CORE_FOREIGN_KEY_VIOLATION');
    expect(await failing('DELETE FROM p WHERE id = 9', alice)).toEqual(refused);
    expect(await failing('UPDATE p SET id = 11 WHERE id = 9', alice)).toEqual(refused);
    // Another row has the key in the end.
    await as(alice, 'UPDATE p SET id = CASE id WHEN 9 THEN 11 ELSE 9 END');
    expect((await childRows()).at(-1)).toEqual([1, 9]);
  });

  test('SET DEFAULT and SET NULL obey the other constraints', async () => {
    await as(
      root,
      `CREATE USER TABLE c (id INT PRIMARY KEY, p INT NOT NULL REFERENCES p ON DELETE SET NULL,
        q INT DEFAULT 8 REFERENCES p ON DELETE SET DEFAULT)`,
    );
    await as(alice, 'INSERT INTO p VALUES (1), (2)');
    await as(alice, 'INSERT INTO c VALUES (1, 1, 2)');
    expect(await failing('DELETE FROM p WHERE id = 1', alice)).toMatch(/^CORE_NOT_NULL/);
    expect(await failing('DELETE FROM p WHERE id = 2', alice)).toMatch(/\(q\) = \(8\) is not in/);
    expect(await as(alice, 'SELECT COUNT(*) FROM p')).toEqual([[2n]]);
  });

  test.each([
    ['NO ACTION', 'CORE_FOREIGN_KEY_VIOLATION'],
    ['RESTRICT', 'CORE_FOREIGN_KEY_VIOLATION'],
    [
      'CASCADE',
      [
        [1, 100],
        [2, 100],
        [3, 2],
      ],
    ],
    [
      'SET NULL',
      [
        [1, null],
        [2, null],
        [3, 2],
      ],
    ],
    [
      'SET DEFAULT',
      [
        [1, 9],
        [2, 9],
        [3, 2],
      ],
    ],
  ])('changes its key: ON UPDATE %s', async (action, expected) => {
    await as(
      root,
      `CREATE USER TABLE c (id INT PRIMARY KEY, a INT DEFAULT 9 REFERENCES p (a) ON UPDATE ${action})`,
    );
    await as(alice, "INSERT INTO p VALUES (1, 1, 'x'), (2, 2, 'y'), (9, 9, 'z')");
    await as(alice, 'INSERT INTO c VALUES (1, 1), (2, 1), (3, 2)');
    expect(await as(alice, "UPDATE p SET b = 'q'")).toBe('update 3');
    const update = 'UPDATE p SET a = 100 WHERE id = 1';
    if (typeof expected === 'string') {
      expect(await failing(update, alice)).toMatch(new RegExp(`^${expected} `));
    } else {
      expect(await as(alice, update)).toBe('update 1');
      expect(await childRows()).toEqual(expected);
    }
  });

  test('NO ACTION looks at the end of the statement', async () => {
    await as(root, 'CREATE USER TABLE c (id INT PRIMARY KEY, a INT REFERENCES p (a))');
    await as(alice, 'INSERT INTO p VALUES (1, 1), (2, 2)');
    await as(alice, 'INSERT INTO c VALUES (1, 1)');
    expect(await as(alice, 'UPDATE p SET a = a - 1')).toBe('update 2');
    expect(await failing('UPDATE p SET a = a + 5', alice)).toMatch(/\(a\) = \(1\)/);
  });

  test('cascades go on, in circles too, and through many rows', async () => {
    await as(
      root,
      'CREATE USER TABLE tree (id INT PRIMARY KEY, up INT REFERENCES tree ON DELETE CASCADE)',
    );
    await as(
      root,
      'CREATE USER TABLE leaf (id INT PRIMARY KEY, t INT REFERENCES tree ON DELETE SET NULL)',
    );
    const rows = Array.from({ length: 300 }, (_, index) => `(${index}, ${Math.max(0, index - 1)})`);
    await as(alice, `INSERT INTO tree VALUES ${rows.join(', ')}`);
    await as(alice, 'INSERT INTO leaf VALUES (1, 299), (2, 0)');
    await as(alice, 'INSERT INTO tree VALUES (1000, 1000)');
    expect(await as(alice, 'DELETE FROM tree WHERE id = 1')).toBe('delete 1');
    expect(await as(alice, 'SELECT id FROM tree ORDER BY id')).toEqual([[0], [1000]]);
    expect(await as(alice, 'SELECT * FROM leaf ORDER BY id')).toEqual([
      [1, null],
      [2, 0],
    ]);
  });

  test('of a SHARED table is referenced by the rows of all users', async () => {
    await as(
      root,
      'CREATE USER TABLE c (id INT PRIMARY KEY, s INT REFERENCES s ON DELETE CASCADE, t INT REFERENCES s)',
    );
    await as(root, 'INSERT INTO s VALUES (1), (2)');
    await as(alice, 'INSERT INTO c VALUES (1, 1, NULL), (2, 2, NULL)');
    await as(bob, 'INSERT INTO c VALUES (1, 1, NULL), (2, NULL, 2)');
    expect(await failing('DELETE FROM s WHERE id = 2')).toMatch(/^CORE_FOREIGN_KEY_VIOLATION/);
    expect(await as(root, 'DELETE FROM s WHERE id = 1')).toBe('delete 1');
    expect(await childRows(alice)).toEqual([[2, 2, null]]);
    expect(await childRows(bob)).toEqual([[2, null, 2]]);
  });

  test('cannot go while another writer references it', async () => {
    await child('');
    for (let round = 1; round < 20; round += 1) {
      await as(alice, `INSERT INTO p VALUES (${round})`);
      const [inserted, deleted] = await Promise.all([
        failing(`INSERT INTO c VALUES (${round}, ${round})`, alice),
        failing(`DELETE FROM p WHERE id = ${round}`, alice),
      ]);
      expect([inserted, deleted].filter((outcome) => outcome === 'no error')).toHaveLength(1);
    }
    const orphans = 'SELECT COUNT(*) FROM c WHERE p NOT IN (SELECT id FROM p)';
    expect(await as(alice, orphans)).toEqual([[0n]]);
  });

  test('is missed by no transaction for an index that is newer than its rows', async () => {
    await child('');
    await as(alice, 'INSERT INTO p VALUES (1), (2)');
    const client = openClient(opened.database, alice);
    await client.run('BEGIN');
    await client.run('INSERT INTO app.c VALUES (1, 1)');
    await as(root, 'CREATE INDEX c_p ON c (p)');
    await expect(client.run('DELETE FROM app.p WHERE id = 1')).rejects.toMatchObject({
      code: 'CORE_FOREIGN_KEY_VIOLATION',
    });
    await client.run('ROLLBACK');
    await as(alice, 'INSERT INTO c VALUES (2, 2)');
    expect(await failing('DELETE FROM p WHERE id = 2', alice)).toMatch(
      /^CORE_FOREIGN_KEY_VIOLATION/,
    );
  });

  test('is told to subscribers with what goes with it, as one commit', async () => {
    await child('ON DELETE CASCADE');
    await fill();
    const commits: string[] = [];
    opened.database.changes.subscribe((commit) => {
      commits.push(commit.events.map(({ kind }) => kind).join(' '));
    });
    await as(alice, 'DELETE FROM p WHERE id = 1');
    expect(commits).toEqual(['delete delete delete']);
  });
});

describe('definitions', () => {
  test('ALTER TABLE adds what the rows of all users fit, and drops it', async () => {
    await as(root, 'CREATE USER TABLE c (id INT PRIMARY KEY, p INT)');
    await as(alice, 'INSERT INTO p VALUES (1)');
    await as(alice, 'INSERT INTO c VALUES (1, 1)');
    await as(bob, 'INSERT INTO c VALUES (1, 1)');
    const add = 'ALTER TABLE c ADD CONSTRAINT k FOREIGN KEY (p) REFERENCES p ON DELETE CASCADE';
    expect(await failing(add)).toMatch(/^CORE_FOREIGN_KEY_VIOLATION/);
    await as(bob, 'DELETE FROM c');
    await as(root, add);
    expect(await failing('INSERT INTO c VALUES (2, 2)', alice)).toMatch(/'k'/);
    await as(root, 'ALTER TABLE c RENAME p TO q, RENAME TO d');
    await as(root, 'ALTER TABLE p RENAME id TO key');
    expect(await failing('INSERT INTO d VALUES (2, 2)', alice)).toMatch(/\(q\) = \(2\)/);
    await as(root, 'ALTER TABLE d DROP CONSTRAINT k');
    await as(alice, 'INSERT INTO d VALUES (2, 2)');
    await as(root, 'DROP TABLE p');
  });

  test('what is referenced is dropped with CASCADE only', async () => {
    await child('');
    await as(root, 'CREATE USER TABLE d (id INT PRIMARY KEY, a INT REFERENCES p (a))');
    expect(await failing('DROP TABLE p')).toBe(
      "CORE_DEPENDENT_OBJECTS table 'app.p' is referenced by foreign key c_p_fkey of table 'app.c', d_a_fkey of table 'app.d'",
    );
    expect(await failing('ALTER TABLE p DROP COLUMN a')).toMatch(/d_a_fkey/);
    expect(await failing('ALTER TABLE p DROP CONSTRAINT p_a_key')).toMatch(/d_a_fkey/);
    await as(root, 'ALTER TABLE p DROP CONSTRAINT p_a_key CASCADE');
    await as(alice, 'INSERT INTO d VALUES (1, 1)');
    expect(await failing('INSERT INTO c VALUES (1, 1)', alice)).toMatch(/c_p_fkey/);
    await as(root, 'DROP TABLE p CASCADE');
    await reopen();
    await as(alice, 'INSERT INTO c VALUES (1, 1)');
    await as(root, 'ALTER TABLE c ADD x INT UNIQUE');
    await as(root, 'ALTER TABLE c ADD y INT REFERENCES c (x)');
    expect(await failing('ALTER TABLE c DROP COLUMN x')).toMatch(/own foreign key c_y_fkey/);
    await as(root, 'ALTER TABLE c DROP COLUMN x CASCADE');
    await as(alice, 'INSERT INTO c VALUES (2, 1, 1)');
    await as(root, 'DROP NAMESPACE app CASCADE');
  });

  test.each([
    ['c INT REFERENCES nothing', 'CORE_TABLE_NOT_FOUND', 'app.nothing'],
    ['c INT REFERENCES p (nothing)', 'SQL_UNKNOWN_COLUMN', 'nothing'],
    ['c INT REFERENCES p (b)', 'SQL_INVALID_TABLE', 'ADD UNIQUE (b)'],
    ['c TEXT REFERENCES p', 'SQL_TYPE_MISMATCH', 'of type TEXT cannot reference'],
    ['c INT, FOREIGN KEY (c) REFERENCES p (a, b)', 'SQL_INVALID_TABLE', '1 columns'],
    ['c INT, FOREIGN KEY (d) REFERENCES p', 'SQL_UNKNOWN_COLUMN', '"d"'],
    ['c INT, FOREIGN KEY (c, c) REFERENCES p (a, b)', 'SQL_DUPLICATE_NAME', 'twice'],
    [
      'c INT GENERATED ALWAYS AS (id) STORED, FOREIGN KEY (c) REFERENCES p ON DELETE SET NULL',
      'SQL_SYNTAX',
      'ON DELETE SET NULL',
    ],
    [
      'c INT GENERATED ALWAYS AS (id) STORED, FOREIGN KEY (c) REFERENCES p ON UPDATE CASCADE',
      'SQL_SYNTAX',
      'ON UPDATE CASCADE',
    ],
    ['c INT REFERENCES p ON DELETE CASCADE ON DELETE CASCADE', 'SQL_SYNTAX', 'twice'],
  ])('CREATE USER TABLE t (…, %s) is %s', async (columns, code, text) => {
    const sql = `CREATE USER TABLE t (id INT PRIMARY KEY, ${columns})`;
    const error = await as(root, sql).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(`${(error as Error).message} ${(error as { hint?: string }).hint}`).toContain(text);
  });

  test.each([
    ['CREATE SHARED TABLE t (id INT PRIMARY KEY, p INT REFERENCES p)', 'each user has other rows'],
    ['CREATE STREAM TABLE t (id INT, p INT REFERENCES p) WITH (TTL_SECONDS = 9)', 'STREAM'],
    ['ALTER TABLE c ALTER p TYPE DOUBLE', 'c_p_fkey'],
    ['ALTER TABLE p ALTER a TYPE DECIMAL', 'd_a_fkey'],
    ['ALTER TABLE p ADD d INT UNIQUE, ADD e INT REFERENCES p (d)', 'new UNIQUE'],
  ])('%s is not supported', async (sql, text) => {
    await child('');
    await as(root, 'CREATE USER TABLE d (id INT PRIMARY KEY, a INT REFERENCES p (a))');
    const message = await failing(sql);
    expect(message).toMatch(/^SQL_UNSUPPORTED/);
    expect(message).toContain(text);
  });

  test('who may not read a table cannot reference it', async () => {
    await as(root, 'CREATE SHARED TABLE secret (id INT PRIMARY KEY)');
    const sql = 'CREATE USER TABLE mine (id INT PRIMARY KEY REFERENCES secret)';
    expect(await failing(sql, alice)).toMatch(/^CORE_PERMISSION_DENIED/);
  });
});

test('SHOW CREATE TABLE makes the table with its foreign keys again', async () => {
  await child('ON DELETE CASCADE');
  const shown = await as(root, 'SHOW CREATE TABLE c');
  const text = (shown as readonly (readonly string[])[])[0]?.at(-1) ?? '';
  expect(text).toContain(
    'CONSTRAINT c_p_fkey FOREIGN KEY (p) REFERENCES app.p (id) ON DELETE CASCADE',
  );
  await as(root, 'DROP TABLE c');
  await as(root, text);
  expect(await as(root, 'SHOW CREATE TABLE c')).toEqual(shown);
});

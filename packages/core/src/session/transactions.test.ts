import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import { openClient, type TransactionClient } from '../../test/database/transaction-client.ts';

let opened: TestDatabase;

beforeEach(async () => {
  opened = await openTestDatabase();
  await runScript(
    opened.database,
    root,
    `CREATE SHARED TABLE accounts (id INT PRIMARY KEY, owner TEXT, balance INT NOT NULL CHECK (balance >= 0));
     CREATE INDEX accounts_owner ON accounts (owner);
     CREATE USER TABLE notes (id INT PRIMARY KEY, body TEXT);
     INSERT INTO accounts VALUES (1, 'a', 100), (2, 'b', 100), (3, 'c', 100);`,
  );
});

const client = (): TransactionClient => openClient(opened.database, root);
const script = (sql: string) => runScript(opened.database, root, sql);
const balances = () => run(opened.database, root, 'SELECT id, balance FROM accounts ORDER BY id');

describe('within one request', () => {
  test('a block takes effect as a whole', async () => {
    const results = await script(
      `BEGIN;
       UPDATE accounts SET balance = balance - 30 WHERE id = 1;
       UPDATE accounts SET balance = balance + 30 WHERE id = 2;
       SELECT balance FROM accounts WHERE id = 1;
       COMMIT;
       SELECT balance FROM accounts WHERE id = 2`,
    );
    const id = /\((.*)\)/.exec(String(results[0]))?.[1];
    expect(results).toEqual([
      `Transaction started (${id})`,
      'update 1',
      'update 1',
      [[70]],
      `Transaction committed (${id})`,
      [[130]],
    ]);
  });

  test('ROLLBACK leaves nothing', async () => {
    const results = await script(
      'BEGIN; DELETE FROM accounts; SELECT COUNT(*) FROM accounts; ROLLBACK',
    );
    expect(results[2]).toEqual([[0n]]);
    expect(await balances()).toHaveLength(3);
  });

  test('an error rolls the block back', async () => {
    await expect(
      script('BEGIN; DELETE FROM accounts WHERE id = 1; INSERT INTO accounts VALUES (2, null, 1)'),
    ).rejects.toMatchObject({ code: 'CORE_DUPLICATE_KEY', statement: 3 });
    expect(await balances()).toHaveLength(3);
    expect(await run(opened.database, root, 'SELECT COUNT(*) FROM system.transactions')).toEqual([
      [0n],
    ]);
  });

  test('a block that is left open is rolled back and refused', async () => {
    await expect(script('BEGIN; DELETE FROM accounts')).rejects.toMatchObject({
      code: 'CORE_TRANSACTION_LEFT_OPEN',
    });
    await expect(script('BEGIN')).rejects.toMatchObject({ code: 'CORE_TRANSACTION_LEFT_OPEN' });
    expect(await balances()).toHaveLength(3);
  });

  test('several blocks follow each other', async () => {
    await script(
      'BEGIN; DELETE FROM accounts WHERE id = 1; COMMIT; BEGIN; DELETE FROM accounts; ABORT',
    );
    expect(await balances()).toHaveLength(2);
  });

  test.each([
    'COMMIT',
    'ROLLBACK',
    'SAVEPOINT a',
    'RELEASE a',
    'ROLLBACK TO a',
    'SET TRANSACTION READ ONLY',
  ])('%s needs a transaction', async (sql) => {
    await expect(script(sql)).rejects.toMatchObject({ code: 'CORE_NO_TRANSACTION', position: 0 });
  });

  test.each([
    ['BEGIN; BEGIN', 'CORE_TRANSACTION_ACTIVE'],
    ['BEGIN; CREATE SHARED TABLE t (a INT PRIMARY KEY)', 'CORE_TRANSACTION_ACTIVE'],
    ['BEGIN; DROP TABLE accounts', 'CORE_TRANSACTION_ACTIVE'],
    ['BEGIN; SELECT 1; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'CORE_TRANSACTION_ACTIVE'],
    ['BEGIN READ ONLY; SELECT 1; SET TRANSACTION READ WRITE', 'CORE_TRANSACTION_ACTIVE'],
    ['BEGIN; SAVEPOINT a; RELEASE a; ROLLBACK TO a', 'CORE_SAVEPOINT_NOT_FOUND'],
    ['BEGIN; RELEASE a', 'CORE_SAVEPOINT_NOT_FOUND'],
    ['BEGIN READ ONLY; DELETE FROM accounts', 'CORE_READ_ONLY_TRANSACTION'],
    ['BEGIN READ ONLY; UPDATE accounts SET balance = 1', 'CORE_READ_ONLY_TRANSACTION'],
    [
      "BEGIN; SET TRANSACTION READ ONLY; INSERT INTO accounts VALUES (9, '', 1)",
      'CORE_READ_ONLY_TRANSACTION',
    ],
  ])('%s is %s', async (sql, code) => {
    await expect(script(sql)).rejects.toMatchObject({ code });
    expect(await balances()).toHaveLength(3);
  });
});

describe('across requests', () => {
  test('changes show to the transaction alone until it commits', async () => {
    const one = client();
    await one.run('BEGIN');
    await one.run("INSERT INTO accounts VALUES (4, 'd', 5)");
    expect(await one.run('SELECT balance FROM accounts WHERE id = 4')).toEqual([[5]]);
    expect(await balances()).toHaveLength(3);
    await one.run('COMMIT');
    expect(one.transactionId).toBeUndefined();
    expect(await balances()).toHaveLength(4);
  });

  test('a failed one takes nothing but its end', async () => {
    const one = client();
    await one.run('BEGIN');
    await one.run('DELETE FROM accounts WHERE id = 1');
    await expect(one.run('SELECT 1/0')).rejects.toMatchObject({ code: 'SQL_DIVISION_BY_ZERO' });
    await expect(one.run('SELECT 1')).rejects.toMatchObject({ code: 'CORE_TRANSACTION_FAILED' });
    await expect(one.run('SELECT 1; SELECT 2')).rejects.toMatchObject({
      code: 'CORE_TRANSACTION_FAILED',
    });
    await expect(one.run('SAVEPOINT a')).rejects.toMatchObject({ code: 'CORE_TRANSACTION_FAILED' });
    expect(await one.run('COMMIT')).toMatch(/^Transaction rolled back/);
    expect(await balances()).toHaveLength(3);
  });

  test('a syntax error fails it too', async () => {
    const one = client();
    await one.run('BEGIN');
    await expect(one.run('SELEC')).rejects.toMatchObject({ code: 'SQL_SYNTAX' });
    await expect(one.run('SELECT 1')).rejects.toMatchObject({ code: 'CORE_TRANSACTION_FAILED' });
    expect(await one.run('ROLLBACK')).toMatch(/^Transaction rolled back/);
  });

  test('ROLLBACK TO takes a failed one back to before the failure', async () => {
    const one = client();
    await one.run('BEGIN');
    await one.run('UPDATE accounts SET balance = 1 WHERE id = 1');
    await one.run('SAVEPOINT s');
    await one.run('UPDATE accounts SET balance = 2 WHERE id = 1');
    await expect(one.run('UPDATE accounts SET balance = -1')).rejects.toMatchObject({
      code: 'CORE_CHECK_VIOLATION',
    });
    await one.run('ROLLBACK TO s');
    expect(await one.run('SELECT balance FROM accounts WHERE id = 1')).toEqual([[1]]);
    await one.run('COMMIT');
    expect(await balances()).toEqual([
      [1, 1],
      [2, 100],
      [3, 100],
    ]);
  });

  test('it is its owner’s alone', async () => {
    const one = client();
    await one.run('BEGIN');
    const other = openClient(opened.database, bob, one.transactionId);
    await expect(other.run('SELECT 1')).rejects.toMatchObject({
      code: 'CORE_TRANSACTION_NOT_FOUND',
    });
    const none = openClient(opened.database, root, 'no-such-id');
    await expect(none.run('SELECT 1')).rejects.toMatchObject({
      code: 'CORE_TRANSACTION_NOT_FOUND',
    });
  });

  test('two requests at once: the second one is refused', async () => {
    const one = client();
    await one.run('BEGIN');
    const again = openClient(opened.database, root, one.transactionId);
    const first = one.run('UPDATE accounts SET balance = balance + 1');
    await expect(again.run('SELECT 1')).rejects.toMatchObject({ code: 'CORE_TRANSACTION_BUSY' });
    expect(await first).toBe('update 3');
  });

  test('one that is left alone or too old is rolled back', async () => {
    const { clock, database } = opened;
    const idle = client();
    await idle.run('BEGIN; DELETE FROM accounts');
    clock.advanceMs(60_001);
    await expect(idle.run('COMMIT')).rejects.toMatchObject({ code: 'CORE_TRANSACTION_NOT_FOUND' });
    const old = client();
    await old.run('BEGIN');
    for (let minute = 0; minute < 5; minute += 1) {
      clock.advanceMs(59_000);
      await old.run('SELECT 1');
    }
    clock.advanceMs(59_000);
    await expect(old.run('COMMIT')).rejects.toMatchObject({ code: 'CORE_TRANSACTION_NOT_FOUND' });
    const swept = client();
    await swept.run('BEGIN');
    clock.advanceMs(60_001);
    await database.sweep();
    expect(await run(database, root, 'SELECT COUNT(*) FROM system.transactions')).toEqual([[0n]]);
    expect(await balances()).toHaveLength(3);
  });

  test('a user has so many and no more, each of so many bytes', async () => {
    opened = await openTestDatabase({ transactions: { perUser: 2, bytes: 2000 } });
    await script('CREATE SHARED TABLE t (id INT PRIMARY KEY, body TEXT)');
    const one = client();
    await one.run('BEGIN');
    await client().run('BEGIN');
    await expect(client().run('BEGIN')).rejects.toMatchObject({
      code: 'CORE_TOO_MANY_TRANSACTIONS',
    });
    await openClient(opened.database, alice).run('BEGIN');
    await expect(one.run(`INSERT INTO t VALUES (1, '${'x'.repeat(2000)}')`)).rejects.toMatchObject({
      code: 'CORE_VALUE_TOO_LARGE',
    });
    await one.run('ROLLBACK');
    await client().run('BEGIN');
  });

  test('system.transactions shows what is open', async () => {
    const one = client();
    await one.run("BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO accounts VALUES (9, 'x', 1)");
    opened.clock.advanceMs(1500);
    const rows = await run(
      opened.database,
      root,
      `SELECT transaction_id, owner_id, state, isolation, read_only, age_ms, idle_ms, write_count,
         write_bytes > 0, touched_tables_count FROM system.transactions`,
    );
    expect(rows).toEqual([
      [one.transactionId, 'root', 'open', 'serializable', false, 1500n, 1500n, 1n, true, 1],
    ]);
  });

  test('closing the database rolls it back', async () => {
    const one = client();
    await one.run('BEGIN; DELETE FROM accounts');
    await opened.database.close();
    await expect(one.run('COMMIT')).rejects.toMatchObject({ code: 'CORE_CLOSED' });
    const { database } = await openTestDatabase({ store: opened.store });
    expect(await run(database, root, 'SELECT COUNT(*) FROM accounts')).toEqual([[3n]]);
  });

  test('parameters and cached plans work in it', async () => {
    const one = client();
    await one.run('BEGIN');
    for (const id of [10, 11]) {
      await one.run('INSERT INTO accounts VALUES ($1, $2, $3)', [id, 'p', id]);
    }
    expect(await one.run('SELECT balance FROM accounts WHERE id = $1', [11])).toEqual([[11]]);
    await one.run('COMMIT');
    expect(await balances()).toHaveLength(5);
  });
});

describe('reads its own changes', () => {
  const paths: [what: string, sql: string, rows: unknown][] = [
    ['by key', 'SELECT balance FROM accounts WHERE id = 1', [[7]]],
    ['by key, deleted', 'SELECT balance FROM accounts WHERE id = 2', []],
    [
      'by a range of keys',
      'SELECT id FROM accounts WHERE id >= 1 AND id < 5 ORDER BY id',
      [[1], [3], [4]],
    ],
    ['backwards', 'SELECT id FROM accounts ORDER BY id DESC LIMIT 2', [[4], [3]]],
    ['by an index', "SELECT id FROM accounts WHERE owner = 'z' ORDER BY id", [[1], [4]]],
    ['by an index, where a row was', "SELECT id FROM accounts WHERE owner = 'a'", []],
    ['all of them', 'SELECT SUM(balance) FROM accounts', [[7n + 100n + 9n]]],
    ['in joins', 'SELECT COUNT(*) FROM accounts a JOIN accounts b USING (owner)', [[5n]]],
    ['in subqueries', 'SELECT (SELECT MIN(balance) FROM accounts)', [[7]]],
  ];
  test.each(paths)('%s: %s', async (_, sql, rows) => {
    // Whatever the cache knows of the rows before is not what the transaction sees.
    await run(opened.database, root, 'SELECT * FROM accounts');
    for (const level of ['SNAPSHOT', 'SERIALIZABLE']) {
      const results = await script(
        `BEGIN ISOLATION LEVEL ${level};
         UPDATE accounts SET balance = 7, owner = 'z' WHERE owner = 'a';
         DELETE FROM accounts WHERE id = 2;
         INSERT INTO accounts VALUES (4, 'z', 9);
         ${sql};
         ROLLBACK`,
      );
      expect(results[4]).toEqual(rows);
    }
    expect(await run(opened.database, root, 'SELECT SUM(balance) FROM accounts')).toEqual([[300n]]);
  });

  test('rows that UPDATE and DELETE look for, and keys that INSERT finds', async () => {
    await script(
      `BEGIN;
       INSERT INTO accounts VALUES (4, 'd', 1), (5, 'd', 1);
       UPDATE accounts SET balance = 50 WHERE owner = 'd';
       DELETE FROM accounts WHERE balance = 50 AND id = 5;
       DELETE FROM accounts WHERE id = 1;
       INSERT INTO accounts VALUES (1, 'again', 1);
       COMMIT`,
    );
    expect(
      await run(opened.database, root, 'SELECT id, owner, balance FROM accounts ORDER BY id'),
    ).toEqual([
      [1, 'again', 1],
      [2, 'b', 100],
      [3, 'c', 100],
      [4, 'd', 50],
    ]);
    await expect(
      script(
        'BEGIN; INSERT INTO accounts VALUES (7, null, 1); INSERT INTO accounts VALUES (7, null, 1)',
      ),
    ).rejects.toMatchObject({ code: 'CORE_DUPLICATE_KEY' });
  });

  test('unique values may change hands', async () => {
    await script(
      `CREATE SHARED TABLE seats (id INT PRIMARY KEY, seat TEXT UNIQUE);
       INSERT INTO seats VALUES (1, 'A'), (2, 'B')`,
    );
    await script(
      `BEGIN;
       UPDATE seats SET seat = 'X' WHERE id = 1;
       UPDATE seats SET seat = 'A' WHERE id = 2;
       UPDATE seats SET seat = 'B' WHERE id = 1;
       COMMIT`,
    );
    for (const [seat, id] of [
      ['A', 2],
      ['B', 1],
    ]) {
      expect(
        await run(opened.database, root, `SELECT id FROM seats WHERE seat = '${seat}'`),
      ).toEqual([[id]]);
    }
    await expect(
      script("BEGIN; INSERT INTO seats VALUES (3, 'C'); INSERT INTO seats VALUES (4, 'C')"),
    ).rejects.toMatchObject({ code: 'CORE_DUPLICATE_KEY' });
  });

  test('rows of others stay unseen', async () => {
    const results = await runScript(
      opened.database,
      alice,
      "BEGIN; INSERT INTO notes VALUES (1, 'alice'); SELECT body FROM notes; COMMIT",
    );
    expect(results[2]).toEqual([['alice']]);
    expect(await run(opened.database, bob, 'SELECT body FROM notes')).toEqual([]);
  });

  test('rows without a key of their own keep apart', async () => {
    opened = await openTestDatabase({ requirePrimaryKey: false });
    await script('CREATE SHARED TABLE t (body TEXT)');
    const [one, two] = [client(), client()];
    await one.run("BEGIN; INSERT INTO t VALUES ('one'), ('uno')");
    await two.run("BEGIN; INSERT INTO t VALUES ('two')");
    await one.run("UPDATE t SET body = 'eins' WHERE body = 'one'");
    await one.run('COMMIT');
    await two.run('COMMIT');
    expect(await run(opened.database, root, 'SELECT body FROM t ORDER BY body')).toEqual([
      ['eins'],
      ['two'],
      ['uno'],
    ]);
  });

  test('rows of STREAM tables as of others', async () => {
    await script('CREATE STREAM TABLE events (id INT PRIMARY KEY) WITH (TTL_SECONDS = 10)');
    const results = await script(
      'BEGIN; INSERT INTO events VALUES (1); SELECT id FROM events; COMMIT; SELECT id FROM events',
    );
    expect([results[2], results[4]]).toEqual([[[1]], [[1]]]);
  });
});

test('sequences are given at COMMIT, in order, and provisional before', async () => {
  const one = client();
  await one.run(
    "BEGIN; INSERT INTO accounts VALUES (5, 'e', 1); INSERT INTO accounts VALUES (4, 'd', 1)",
  );
  await script('UPDATE accounts SET balance = 99 WHERE id = 1');
  await one.run('COMMIT');
  const rows = await run(
    opened.database,
    root,
    'SELECT id, _seq < 9000000000000000000 FROM accounts ORDER BY _seq',
  );
  expect(rows).toEqual([
    [2, true],
    [3, true],
    [1, true],
    [5, true],
    [4, true],
  ]);
});

test('a transaction is one commit of net changes, in order', async () => {
  const commits: unknown[] = [];
  opened.database.changes.subscribe(({ events }) => {
    commits.push(events.map(({ kind, before, after }) => [kind, before?.[2], after[0], after[2]]));
  });
  await script(
    `BEGIN;
     INSERT INTO accounts VALUES (9, 'i', 1);
     UPDATE accounts SET balance = 2 WHERE id = 9;
     INSERT INTO accounts VALUES (8, 'h', 1);
     DELETE FROM accounts WHERE id = 8;
     DELETE FROM accounts WHERE id = 1;
     UPDATE accounts SET balance = 5 WHERE id = 2;
     COMMIT`,
  );
  expect(commits).toEqual([
    [
      ['insert', undefined, 9, 2],
      ['delete', 100, 1, 100],
      ['update', 100, 2, 5],
    ],
  ]);
});

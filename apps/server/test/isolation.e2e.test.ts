import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FreshServer, startFresh } from './harness/fresh-server.ts';
import { changesOf, openLive, subscribe } from './harness/live-client.ts';
import { connect, type SqlClient } from './harness/sql-client.ts';

jest.setTimeout(60_000);

let fresh: FreshServer;
let alice: SqlClient;
let bob: SqlClient;
let dba: SqlClient;
beforeAll(async () => {
  fresh = await startFresh();
  await fresh.root.run(`CREATE NAMESPACE app;
    CREATE USER TABLE app.notes (id INT PRIMARY KEY, body TEXT)`);
  [alice, bob, dba] = await Promise.all([
    fresh.signUp('alice'),
    fresh.signUp('bob'),
    fresh.signUp('dora', 'dba'),
  ]);
  await alice.run("INSERT INTO app.notes VALUES (1, 'of alice'), (2, 'secret of alice')");
  await bob.run("INSERT INTO app.notes VALUES (1, 'of bob')");
});

const notes = (client: SqlClient) => client.rows('SELECT id, body FROM app.notes ORDER BY id');

describe('rows of a USER table', () => {
  test('are those of the user, also where keys are the same', async () => {
    expect(await notes(alice)).toEqual([
      [1, 'of alice'],
      [2, 'secret of alice'],
    ]);
    expect(await notes(bob)).toEqual([[1, 'of bob']]);
  });

  test('of others are out of reach of dba and system too', async () => {
    expect(await notes(dba)).toEqual([]);
    expect(await notes(fresh.root)).toEqual([]);
    expect(await dba.rows('SELECT COUNT(*) FROM app.notes WHERE _deleted = false')).toEqual([
      ['0'],
    ]);
  });

  test.each([
    ["UPDATE app.notes SET body = 'mine' WHERE id = 2", 'Updated 0 row(s)'],
    ['DELETE FROM app.notes WHERE id = 2', 'Deleted 0 row(s)'],
    ["DELETE FROM app.notes WHERE body LIKE '%alice%'", 'Deleted 0 row(s)'],
  ])('of others are not changed by %s', async (sql, message) => {
    for (const client of [bob, dba, fresh.root]) {
      expect((await client.run(sql))[0]?.message).toBe(message);
    }
    expect(await notes(alice)).toHaveLength(2);
  });

  test('of others do not show in errors', async () => {
    for (const sql of [
      'SELECT 1 / (id - 2) FROM app.notes',
      'SELECT CAST(body AS INT) FROM app.notes',
    ]) {
      const { body } = await bob.send({ sql });
      expect(JSON.stringify(body)).not.toContain('alice');
    }
  });

  test('of others are not told live', async () => {
    const live = await openLive(fresh.server.url, bob.token);
    expect(await subscribe(live, 's', 'SELECT * FROM app.notes', {})).toMatchObject([
      { body: 'of bob' },
    ]);
    await alice.run("INSERT INTO app.notes VALUES (3, 'while bob listens')");
    await alice.run('DELETE FROM app.notes WHERE id = 3');
    await bob.run("INSERT INTO app.notes VALUES (9, 'of bob again')");
    await live.until(() => changesOf(live).length > 0);
    expect(changesOf(live)).toMatchObject([
      { change_type: 'insert', rows: [{ body: 'of bob again' }] },
    ]);
    expect(JSON.stringify(live.messages)).not.toContain('while bob listens');
    await bob.run('DELETE FROM app.notes WHERE id = 9');
    await live.close();
  });
});

describe('EXECUTE AS USER', () => {
  test.each([
    ['dba', () => dba],
    ['system', () => fresh.root],
  ])('lets %s read and write as a user, and says so', async (_role, client) => {
    const [result] = await client().run("EXECUTE AS USER 'bob' (SELECT id, body FROM app.notes)");
    expect(result).toMatchObject({ rows: [[1, 'of bob']], as_user: 'bob' });
    await client().run("EXECUTE AS USER 'bob' (INSERT INTO app.notes VALUES (5, 'for bob'))");
    expect(await notes(bob)).toEqual([
      [1, 'of bob'],
      [5, 'for bob'],
    ]);
    await client().run("EXECUTE AS USER 'bob' (DELETE FROM app.notes WHERE id = 5)");
  });

  test('is not for acting upwards or sideways as a user', async () => {
    for (const [client, name] of [
      [alice, 'bob'],
      [bob, 'dora'],
      [dba, 'root'],
    ] as const) {
      const { status } = await client.send({
        sql: `EXECUTE AS USER '${name}' (SELECT * FROM app.notes)`,
      });
      expect([name, status]).toEqual([name, 403]);
    }
    expect(await alice.rows("EXECUTE AS USER 'alice' (SELECT COUNT(*) FROM app.notes)")).toEqual([
      ['2'],
    ]);
  });
});

test('a dropped user is shut out at once', async () => {
  const carol = await fresh.signUp('carol');
  await carol.run("INSERT INTO app.notes VALUES (1, 'of carol')");
  await fresh.root.run('DROP USER carol');
  const { status, body } = await carol.send({ sql: 'SELECT * FROM app.notes' });
  expect([status, body.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
});

test('a new password shuts out whoever signed in with the old one', async () => {
  const erin = await fresh.signUp('erin');
  await erin.run("ALTER USER erin SET PASSWORD 'another password'");
  const { status, body } = await erin.send({ sql: 'SELECT 1' });
  expect([status, body.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
  const again = await connect(fresh.server.url, 'erin', 'another password');
  expect(await again.rows('SELECT 1')).toEqual([[1]]);
});

import { expect, jest, test } from '@jest/globals';
import { type FreshServer, startFresh } from './harness/fresh-server.ts';
import { changesOf, openLive, subscribe } from './harness/live-client.ts';
import { startServer } from './harness/server-process.ts';
import { clientOf, type SqlClient } from './harness/sql-client.ts';

jest.setTimeout(120_000);

const startWithTable = async (environment: Record<string, string> = {}): Promise<FreshServer> => {
  const fresh = await startFresh(environment);
  await fresh.root.run(`CREATE NAMESPACE app;
    CREATE USER TABLE app.notes (id INT PRIMARY KEY, body TEXT NOT NULL)`);
  return fresh;
};

/** Begin a transaction that is kept; gives its id. */
async function begin(client: SqlClient, sql = 'BEGIN'): Promise<string> {
  const { status, body } = await client.send({ sql, transaction: 'keep' });
  expect(status).toBe(200);
  return (body as unknown as { transaction_id: string }).transaction_id;
}

const within = (client: SqlClient, transaction_id: string) => (sql: string, params?: unknown[]) =>
  client.send({ sql, transaction_id, ...(params === undefined ? {} : { params }) });

test('a transaction over several requests, and everything that can go wrong with it', async () => {
  const fresh = await startWithTable();
  const alice = await fresh.signUp('alice');
  const bob = await fresh.signUp('bob');
  const id = await begin(alice, "BEGIN; INSERT INTO app.notes VALUES (1, 'one')");
  const send = within(alice, id);
  expect((await send('INSERT INTO app.notes VALUES ($1, $2)', [2, 'two'])).body).toMatchObject({
    transaction_id: id,
  });
  expect((await send('SELECT id FROM app.notes ORDER BY id')).body.results[0]?.rows).toEqual([
    [1],
    [2],
  ]);
  expect(await alice.rows('SELECT id FROM app.notes')).toEqual([]);
  const stolen = await within(bob, id)('SELECT id FROM app.notes');
  expect([stolen.status, stolen.body.error.code]).toEqual([404, 'TRANSACTION_NOT_FOUND']);
  expect(await fresh.root.rows('SELECT owner_id, write_count FROM system.transactions')).toEqual([
    ['alice', '2'],
  ]);
  const committed = await send('COMMIT');
  expect(committed.body).not.toHaveProperty('transaction_id');
  expect(await alice.rows('SELECT id FROM app.notes ORDER BY id')).toEqual([[1], [2]]);
  const ended = await send('SELECT 1');
  expect([ended.status, ended.body.error.reason]).toEqual([404, 'CORE_TRANSACTION_NOT_FOUND']);
});

const ACCOUNTS = 6;
const WRITERS = 6;
const TRANSFERS = 25;

/** Move 1 from one account to another, again until nobody was first. */
async function transfer(client: SqlClient, from: number, to: number): Promise<number> {
  for (let refusals = 0; ; refusals += 1) {
    const send = within(client, await begin(client));
    const balances = [];
    for (const id of [from, to]) {
      const { body } = await send('SELECT balance FROM bank.accounts WHERE id = $1', [id]);
      balances.push(Number(body.results[0]?.rows[0]?.[0]));
    }
    const [left = 0, right = 0] = balances;
    const set = 'UPDATE bank.accounts SET balance = $1 WHERE id = $2';
    const answers = [await send(set, [left - 1, from]), await send(set, [right + 1, to])];
    const answer = await send('COMMIT');
    if ([...answers, answer].every(({ status }) => status === 200)) return refusals;
    const codes = [...answers, answer].map(({ status }) => status);
    expect(codes.every((status) => [200, 400, 409].includes(status))).toBe(true);
  }
}

test(`${WRITERS} clients move money between ${ACCOUNTS} accounts: none is lost or made, nor seen to be`, async () => {
  const fresh = await startFresh();
  const { root, server } = fresh;
  const values = Array.from({ length: ACCOUNTS }, (_, id) => `(${id}, 100)`).join(', ');
  await root.run(`CREATE NAMESPACE bank;
    CREATE SHARED TABLE bank.accounts (id INT PRIMARY KEY, balance INT NOT NULL);
    INSERT INTO bank.accounts VALUES ${values}`);
  let running = WRITERS;
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    const client = clientOf(server.url, root.token);
    let refusals = 0;
    for (let count = 0; count < TRANSFERS; count += 1) {
      const from = (writer + count) % ACCOUNTS;
      refusals += await transfer(client, from, (from + 1 + (count % 3)) % ACCOUNTS);
    }
    running -= 1;
    client.close();
    return refusals;
  });
  const reader = clientOf(server.url, root.token);
  const sums: unknown[] = [];
  while (running > 0) {
    const send = within(reader, await begin(reader, 'BEGIN READ ONLY'));
    let sum = 0;
    for (let id = 0; id < ACCOUNTS; id += 1) {
      const { body } = await send('SELECT balance FROM bank.accounts WHERE id = $1', [id]);
      sum += Number(body.results[0]?.rows[0]?.[0]);
    }
    sums.push(sum);
    await send('COMMIT');
  }
  const refusals = (await Promise.all(writers)).reduce((all, count) => all + count, 0);
  process.stdout.write(`${WRITERS * TRANSFERS} transfers, ${refusals} repeated\n`);
  expect(new Set(sums)).toEqual(new Set([100 * ACCOUNTS]));
  expect(await root.rows('SELECT SUM(balance) FROM bank.accounts')).toEqual([
    [String(100 * ACCOUNTS)],
  ]);
  // No update was lost: each account has what all transfers together make of it.
  const moved = Array.from({ length: ACCOUNTS }, () => 100);
  for (let writer = 0; writer < WRITERS; writer += 1) {
    for (let count = 0; count < TRANSFERS; count += 1) {
      const from = (writer + count) % ACCOUNTS;
      moved[from] = (moved[from] as number) - 1;
      const to = (from + 1 + (count % 3)) % ACCOUNTS;
      moved[to] = (moved[to] as number) + 1;
    }
  }
  const rows = await root.rows('SELECT balance FROM bank.accounts ORDER BY id');
  expect(rows).toEqual(moved.map((balance) => [balance]));
});

test('of two that change a row the second one is told to run again', async () => {
  const { root } = await startWithTable();
  await root.run("INSERT INTO app.notes VALUES (1, 'one')");
  const first = within(root, await begin(root));
  const second = within(root, await begin(root));
  await first("UPDATE app.notes SET body = 'first' WHERE id = 1");
  await second("UPDATE app.notes SET body = 'second' WHERE id = 1");
  expect((await first('COMMIT')).status).toBe(200);
  const { status, body } = await second('COMMIT');
  expect([status, body.error]).toEqual([
    409,
    expect.objectContaining({
      code: 'SERIALIZATION_FAILURE',
      sqlstate: '40001',
      retryable: true,
    }),
  ]);
  expect(await root.rows('SELECT body FROM app.notes')).toEqual([['first']]);
});

test('a subscriber gets the changes of a transaction together, at COMMIT, in order', async () => {
  const fresh = await startWithTable();
  const alice = await fresh.signUp('alice');
  const live = await openLive(fresh.server.url, alice.token);
  await subscribe(live, 's', 'SELECT * FROM app.notes', {});
  const send = within(alice, await begin(alice));
  await send("INSERT INTO app.notes VALUES (3, 'c'), (1, 'a')");
  await alice.run("INSERT INTO app.notes VALUES (9, 'outside')");
  await send("UPDATE app.notes SET body = 'C' WHERE id = 3");
  await send("INSERT INTO app.notes VALUES (2, 'b'); DELETE FROM app.notes WHERE id = 2");
  await live.until(() => changesOf(live).length >= 1);
  await Promise.all([send('COMMIT'), alice.run("INSERT INTO app.notes VALUES (10, 'last')")]);
  await live.until(() => changesOf(live).length >= 4);
  const ids = changesOf(live).map(({ rows }) => rows?.[0]?.id);
  expect(ids[0]).toBe(9);
  expect(ids.join()).toMatch(/^9,(10,)?1,3(,10)?$/);
  await live.close();
});

test('idle ones are rolled back, and a stop of the server rolls back the rest', async () => {
  const fresh = await startWithTable({ KALAMDB_TRANSACTIONS_IDLE_TIMEOUT_SECONDS: '0.001' });
  const idle = within(fresh.root, await begin(fresh.root, 'BEGIN; DELETE FROM app.notes'));
  // Another request takes longer than the timeout.
  await fresh.root.run(`CREATE USER slow WITH PASSWORD 'a long password' ROLE user`);
  expect((await idle('COMMIT')).status).toBe(404);
  fresh.server.kill('SIGTERM');
  await fresh.server.exited;
  const again = await startServer(fresh.directory);
  const root = clientOf(again.url, fresh.root.token);
  await begin(root, "BEGIN; INSERT INTO app.notes VALUES (1, 'one')");
  again.kill('SIGTERM');
  await again.exited;
  const last = await startServer(fresh.directory);
  expect(await clientOf(last.url, root.token).rows('SELECT id FROM app.notes')).toEqual([]);
});

import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FreshServer, startFresh } from './harness/fresh-server.ts';
import {
  changesOf,
  type LiveClient,
  openLive,
  sequenceOf,
  subscribe,
} from './harness/live-client.ts';
import { LiveMirror } from './harness/live-mirror.ts';
import { startServer } from './harness/server-process.ts';
import { clientOf, type SqlClient } from './harness/sql-client.ts';

jest.setTimeout(120_000);

const everything = 'SELECT * FROM app.notes';

const startWithTable = async (): Promise<FreshServer> => {
  const fresh = await startFresh();
  await fresh.root.run(`CREATE NAMESPACE app;
    CREATE USER TABLE app.notes (id INT PRIMARY KEY, body TEXT NOT NULL)`);
  return fresh;
};

/** The changes in the order they came: verb, id, body. */
const told = (live: LiveClient) =>
  changesOf(live).map(({ change_type: verb, rows, old_values: old }) => {
    const row = rows?.[0] ?? old?.[0];
    return [verb, row?.id, row?.body];
  });

const expectRising = (live: LiveClient, after = 0n) => {
  let last = after;
  for (const change of changesOf(live)) {
    expect(sequenceOf(change)).toBeGreaterThan(last);
    last = sequenceOf(change);
  }
};

describe('many writers', () => {
  test('1,000 concurrent writes of two users: each subscriber gets its own, once, in order', async () => {
    const fresh = await startWithTable();
    const names = ['alice', 'bob'];
    const users = await Promise.all(names.map((name) => fresh.signUp(name)));
    const lives = await Promise.all(users.map(({ token }) => openLive(fresh.server.url, token)));
    for (const live of lives) await subscribe(live, 's', everything, {});

    const writes = users.map((user, index) => {
      const connections = Array.from({ length: 10 }, () => clientOf(fresh.server.url, user.token));
      return Array.from({ length: 500 }, (_, id) => {
        const sql = `INSERT INTO app.notes VALUES (${id}, '${names[index]} ${id}')`;
        return (connections[id % 10] as SqlClient).run(sql);
      });
    });
    await Promise.all(writes.flat());
    for (const [index, live] of lives.entries()) {
      await live.until(() => changesOf(live).length >= 500);
      expectRising(live);
      const bodies = told(live).map(([verb, id, body]) => `${verb} ${id} ${body}`);
      const expected = Array.from({ length: 500 }, (_, id) => `insert ${id} ${names[index]} ${id}`);
      expect(bodies.sort()).toEqual(expected.sort());
    }
    // Nothing comes later either: a write of each is the next message of its own subscriber.
    for (const [index, live] of lives.entries()) {
      const before = live.messages.length;
      await users[index]?.run("INSERT INTO app.notes VALUES (1000, 'last')");
      await live.until(() => live.messages.length > before);
      expect(told(live).slice(500)).toEqual([['insert', 1000, 'last']]);
    }
  });
});

describe('the messages', () => {
  let fresh: FreshServer;
  let alice: SqlClient;
  beforeAll(async () => {
    fresh = await startWithTable();
    alice = await fresh.signUp('alice');
  });

  test('have the forms of the protocol', async () => {
    await alice.run("INSERT INTO app.notes VALUES (1, 'hi')");
    const live = await openLive(fresh.server.url, alice.token);
    expect(live.messages[0]).toEqual({
      type: 'auth_success',
      user: 'alice',
      role: 'user',
      protocol: { serialization: 'json', compression: 'none' },
    });
    await subscribe(live, 's1', everything, { batch_size: 100 });
    const digits = expect.stringMatching(/^\d{16,19}$/);
    const ready = { batch_num: 0, has_more: false, status: 'ready', last_seq_id: digits };
    const whole = (body: string) => ({ id: 1, body, _seq: digits, _deleted: false });
    await alice.run(
      "UPDATE app.notes SET body = 'hello' WHERE id = 1; DELETE FROM app.notes WHERE id = 1",
    );
    await live.until(() => changesOf(live).length === 2);
    expect(live.messages.slice(1)).toEqual([
      {
        type: 'subscription_ack',
        subscription_id: 's1',
        total_rows: 0,
        batch_control: ready,
        schema: [
          { name: 'id', data_type: 'Int', index: 0, flags: ['pk', 'nn'] },
          { name: 'body', data_type: 'Text', index: 1, flags: ['nn'] },
        ],
      },
      {
        type: 'initial_data_batch',
        subscription_id: 's1',
        rows: [whole('hi')],
        batch_control: ready,
      },
      expect.objectContaining({
        type: 'change',
        subscription_id: 's1',
        change_type: 'update',
        rows: [expect.objectContaining({ id: 1, body: 'hello', _seq: digits })],
        old_values: [expect.objectContaining({ id: 1, body: 'hi', _seq: digits })],
      }),
      expect.objectContaining({
        type: 'change',
        subscription_id: 's1',
        change_type: 'delete',
        old_values: [expect.objectContaining({ id: 1, _deleted: true })],
      }),
    ]);
    await live.close();
  });

  test('initial rows come in batches, changes after them', async () => {
    const values = Array.from({ length: 25 }, (_, id) => `(${id + 100}, 'b')`).join(', ');
    await alice.run(`INSERT INTO app.notes VALUES ${values}`);
    const live = await openLive(fresh.server.url, alice.token);
    const rows = await subscribe(live, 's', everything, { batch_size: 10 });
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, id) => id + 100));
    const sizes = live.messages
      .filter(({ type }) => type === 'initial_data_batch')
      .map((it) => it.rows?.length);
    expect(sizes).toEqual([10, 10, 5]);
    await live.close();
  });
});

/** Forty inserts, some of them changed or deleted at once. */
async function writeRound(alice: SqlClient, round: number, onHalf: () => Promise<void>) {
  for (let write = 0; write < 40; write += 1) {
    const id = round * 40 + write;
    await alice.run(`INSERT INTO app.notes VALUES (${id}, 'round ${round}')`);
    if (write % 4 === 1) await alice.run(`UPDATE app.notes SET body = 'new' WHERE id = ${id}`);
    if (write % 4 === 2) await alice.run(`DELETE FROM app.notes WHERE id = ${id - 1}`);
    if (write === 20) await onHalf();
  }
}

test('a subscriber resumes across kill -9 and restarts without gap or duplicate', async () => {
  const fresh = await startWithTable();
  const { token } = await fresh.signUp('alice');
  const mirror = new LiveMirror();
  const resume = async (url: string) => {
    const live = await openLive(url, token);
    const from = String(mirror.cursor);
    await subscribe(live, 's', everything, mirror.cursor === 0n ? {} : { from });
    return live;
  };
  let { server } = fresh;
  for (let round = 0; round < 4; round += 1) {
    const alice = clientOf(server.url, token);
    const live = await resume(server.url);
    // Half of the writes happen while nobody listens.
    await writeRound(alice, round, () => live.close());
    mirror.apply(changesOf(live));
    alice.close();
    server.kill('SIGKILL');
    await server.exited;
    server = await startServer(fresh.directory);
  }
  const alice = clientOf(server.url, token);
  const live = await resume(server.url);
  await alice.run("INSERT INTO app.notes VALUES (9999, 'the end')");
  await live.until(() => told(live).some(([, id]) => id === 9999));
  mirror.apply(changesOf(live));
  const stored = await alice.rows('SELECT id, body FROM app.notes ORDER BY id');
  expect(mirror.rows.map(({ id, body }) => [id, body])).toEqual(stored);
  await live.close();
  alice.close();
});

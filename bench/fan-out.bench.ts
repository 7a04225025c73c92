// One change to many subscribers, against a bare `ws` server that sends the same bytes to as many
// sockets; and how long a change takes to the one subscriber that it concerns, with few and with many
// others present.
import { startBroadcast, startKalam } from './child-servers.ts';
import { connectSql, type SqlClient, signIn } from './http-client.ts';
import { openLive } from './live-client.ts';
import type { SubscriberGroup } from './subscriber-process.ts';
import { openSubscribers } from './subscribers.ts';

const rootPassword = 'bench-root-password';
const userPassword = 'bench-user-password';
const audience = Number(process.env.SUBSCRIBERS ?? 5000);
const others = Number(process.env.OTHERS ?? 10_000);
const perSocket = 100;
const userCount = 20;
const rounds = 5;
const changesPerRound = 8;
const insertsPerRound = 100;
const body = 'a message of some length, as people write them';

/** A table, who else watches it, and the query that is measured. */
interface Surroundings {
  readonly name: string;
  readonly create: string;
  readonly sql: string;
  /** The other subscribers, `count` of them. */
  readonly crowd: (count: number, place: Place) => Promise<readonly SubscriberGroup[]>;
}

interface Place {
  readonly port: number;
  readonly token: string;
  readonly client: SqlClient;
}

const surroundings: readonly Surroundings[] = [
  {
    name: 'other keys',
    create: 'CREATE SHARED TABLE rooms (id INT PRIMARY KEY, room INT, body TEXT)',
    sql: 'SELECT * FROM rooms WHERE room = 0',
    crowd: async (count, { port, token }) =>
      Array.from({ length: Math.ceil(count / perSocket) }, (_, socket) => ({
        url: socketUrl(port),
        token,
        socketCount: 1,
        queries: Array.from(
          { length: Math.min(count, perSocket) },
          (_, index) => `SELECT * FROM rooms WHERE room = ${1 + socket * perSocket + index}`,
        ),
      })),
  },
  {
    name: 'other users',
    create: 'CREATE USER TABLE rooms (id INT PRIMARY KEY, room INT, body TEXT)',
    sql: 'SELECT * FROM rooms',
    crowd: async (count, { port, client }) => {
      const tokens = await userTokens(port, client, Math.min(userCount, count));
      const each = count / tokens.length;
      return tokens.map((token) => ({
        url: socketUrl(port),
        token,
        socketCount: Math.ceil(each / perSocket),
        queries: Array.from({ length: Math.min(each, perSocket) }, () => 'SELECT * FROM rooms'),
      }));
    },
  },
];

await fanOut();
await amongOthers();

async function fanOut(): Promise<void> {
  const kalam = await startServer();
  const bare = await startBroadcast();
  const token = await signIn(kalam.port, rootPassword);
  const client = await connectSql(kalam.port, token);
  await client.run('CREATE SHARED TABLE news (id INT PRIMARY KEY, body TEXT)');
  const query = 'SELECT * FROM news';
  const watching = await openLive(kalam.port, token, query);
  const arrived = watching.change();
  await client.run(`INSERT INTO news VALUES (0, '${body}')`);
  const change = await arrived;
  await watching.close();
  const live = { token, socketCount: audience, queries: [query] };
  const subscribers = await openSubscribers([{ ...live, url: socketUrl(kalam.port) }]);
  const sockets = await openSubscribers([{ ...live, url: socketUrl(bare.port), queries: [] }]);
  const ours: number[] = [];
  const theirs: number[] = [];
  let sent = 0;
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const first = sent + 1;
    sent += changesPerRound;
    const perSecond = async (send: (n: number) => Promise<unknown>, all: typeof sockets) => {
      const startedAt = performance.now();
      for (let n = first; n <= sent; n++) {
        await send(n);
        await all.received(n * audience);
      }
      return (changesPerRound * audience * 1000) / (performance.now() - startedAt);
    };
    const insert = (n: number) => client.run(`INSERT INTO news VALUES (${n}, '${body}')`);
    const broadcast = () =>
      fetch(`http://127.0.0.1:${bare.port}`, { method: 'POST', body: change });
    const one = await perSecond(insert, subscribers);
    const other = await perSecond(broadcast, sockets);
    if (round > 0) ours.push(one);
    if (round > 0) theirs.push(other);
  }
  const ratio = (median(ours) / median(theirs)).toFixed(2);
  console.log(`one change to ${audience} subscribers, messages/s (${change.length} bytes)`);
  console.log(
    `  KalamDB ${Math.round(median(ours))}, bare ws ${Math.round(median(theirs))}, ratio ${ratio}x`,
  );
  await subscribers.close();
  await sockets.close();
  client.close();
  await bare.close();
  await kalam.close();
}

async function amongOthers(): Promise<void> {
  for (const one of surroundings) {
    const scenes = [await openScene(one, 10), await openScene(one, others)];
    const times: number[][] = scenes.map(() => []);
    for (let round = 0; round <= rounds; round++) {
      // In turn, so that a slow moment of the machine hits both.
      for (const [index, scene] of scenes.entries()) {
        const measured = await scene.measure(insertsPerRound);
        if (round > 0) times[index]?.push(...measured);
      }
    }
    const [few = Number.NaN, many = Number.NaN] = times.map(median);
    console.log(`INSERT until its subscriber has it, among subscribers of ${one.name}`);
    console.log(
      `  10: ${few.toFixed(2)} ms, ${others}: ${many.toFixed(2)} ms, ratio ${(many / few).toFixed(2)}x`,
    );
    for (const scene of scenes) await scene.close();
  }
}

/** A server with one measured subscriber among `count` others. */
async function openScene({ create, sql, crowd }: Surroundings, count: number) {
  const kalam = await startServer();
  const token = await signIn(kalam.port, rootPassword);
  const client = await connectSql(kalam.port, token);
  await client.run(create);
  const present = await openSubscribers(await crowd(count, { port: kalam.port, token, client }));
  const live = await openLive(kalam.port, token, sql);
  let id = 0;
  return {
    async measure(times: number): Promise<readonly number[]> {
      const found: number[] = [];
      for (let n = 0; n < times; n++) {
        const startedAt = performance.now();
        const arrived = live.change();
        await client.run(`INSERT INTO rooms VALUES (${id++}, 0, '${body}')`);
        await arrived;
        found.push(performance.now() - startedAt);
      }
      return found;
    },
    async close(): Promise<void> {
      await live.close();
      await present.close();
      client.close();
      await kalam.close();
    },
  };
}

function startServer() {
  return startKalam(rootPassword, {
    KALAMDB_WEBSOCKET_MESSAGES_PER_SECOND: '100000',
    KALAMDB_WEBSOCKET_MAX_CONNECTIONS_PER_USER: '1000000',
    KALAMDB_WEBSOCKET_MAX_SUBSCRIPTIONS_PER_USER: '1000000',
  });
}

async function userTokens(
  port: number,
  client: SqlClient,
  count: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let n = 0; n < count; n++) {
    await client.run(`CREATE USER crowd_${n} WITH PASSWORD '${userPassword}' ROLE user`);
    found.push(await signIn(port, userPassword, `crowd_${n}`));
  }
  return found;
}

function socketUrl(port: number): string {
  return `ws://127.0.0.1:${port}/v1/ws`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

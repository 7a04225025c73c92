// The figures that KalamDB in Rust has published of itself (0.4.3-rc.4, Apple M1 Pro, 10 cores), item
// by item: one client, one statement after the other, durable. Beside ours PostgreSQL through `pg`.
// The machines differ, so only PostgreSQL's figures are a comparison in the strict sense. Beside what
// is durable stands what LevelDB alone takes for as many durable puts, in the same moment.
import pg from 'pg';
import { openBarePuts } from './bare-puts.ts';
import { startKalam } from './child-servers.ts';
import { connectSql, signIn } from './http-client.ts';
import { openLive } from './live-client.ts';
import { startPostgres } from './postgres-peer.ts';

const rootPassword = 'bench-root-password';

/** One item: how often, and what is measured the n-th time; `before` is not measured. */
interface Item {
  readonly name: string;
  readonly publishedMs: number;
  readonly times: number;
  /** Commits that must be on disk before it is answered; 0 for what only reads. */
  readonly commits: number;
  readonly before?: (run: Run, n: number) => Promise<void>;
  readonly sql: (n: number) => string;
}

type Run = (sql: string) => Promise<unknown>;

const body = 'a message of some length, as people write them';
const row = (id: number): string => `(${id}, ${id % 10}, '${body}')`;
const rows = (first: number, count: number): string =>
  Array.from({ length: count }, (_, index) => row(first + index)).join(', ');

const items: readonly Item[] = [
  {
    name: 'INSERT of one row',
    publishedMs: 0.26,
    times: 3000,
    commits: 1,
    sql: (n) => `INSERT INTO writes VALUES ${row(n)}`,
  },
  {
    name: 'INSERT of 50 rows',
    publishedMs: 0.99,
    times: 600,
    commits: 1,
    sql: (n) => `INSERT INTO writes VALUES ${rows(1_000_000 + n * 50, 50)}`,
  },
  {
    name: 'BEGIN, 50 INSERTs, COMMIT',
    publishedMs: 3.1,
    times: 300,
    commits: 1,
    sql: (n) => {
      const each = Array.from({ length: 50 }, (_, index) => row(2_000_000 + n * 50 + index));
      return `BEGIN; ${each.map((one) => `INSERT INTO writes VALUES ${one}`).join('; ')}; COMMIT`;
    },
  },
  {
    name: 'SELECT of 200 rows',
    publishedMs: 0.78,
    times: 300,
    commits: 0,
    sql: () => 'SELECT * FROM small',
  },
  {
    name: 'SELECT with a filter on 200 rows',
    publishedMs: 0.4,
    times: 300,
    commits: 0,
    sql: (n) => `SELECT * FROM small WHERE room = ${n % 10}`,
  },
  {
    name: 'COUNT(*)',
    publishedMs: 0.61,
    times: 300,
    commits: 0,
    sql: () => 'SELECT count(*) FROM small',
  },
  {
    name: 'ORDER BY LIMIT 10',
    publishedMs: 0.83,
    times: 300,
    commits: 0,
    sql: () => 'SELECT * FROM small ORDER BY room DESC, id LIMIT 10',
  },
  {
    name: 'SELECT by key in 10,000 rows',
    publishedMs: 0.39,
    times: 500,
    commits: 0,
    sql: (n) => `SELECT * FROM large WHERE id = ${(n * 7919) % 10_000}`,
  },
  {
    name: 'UPDATE of one row',
    publishedMs: 0.87,
    times: 300,
    commits: 1,
    sql: (n) => `UPDATE small SET room = ${n} WHERE id = ${n % 200}`,
  },
  {
    name: 'DELETE of one row',
    publishedMs: 1.27,
    times: 300,
    commits: 1,
    sql: (n) => `DELETE FROM writes WHERE id = ${n}`,
  },
  {
    name: 'DELETE of 100 rows by range',
    publishedMs: 67.6,
    times: 30,
    commits: 1,
    before: async (run, n) => {
      await run(`INSERT INTO writes VALUES ${rows(200_000 + n * 100, 100)}`);
    },
    sql: (n) => `DELETE FROM writes WHERE id >= ${200_000 + n * 100} AND id < ${200_100 + n * 100}`,
  },
  {
    name: 'GROUP BY with SUM, AVG, COUNT on 10,000 rows',
    publishedMs: 27.5,
    times: 100,
    commits: 0,
    sql: () => 'SELECT room, sum(id), avg(id), count(*) FROM large GROUP BY room',
  },
  {
    name: 'subquery over two tables (200 and 1,000 rows)',
    publishedMs: 3.1,
    times: 100,
    commits: 0,
    sql: () => 'SELECT * FROM small WHERE id IN (SELECT small_id FROM details WHERE amount > 500)',
  },
  {
    name: 'CREATE TABLE',
    publishedMs: 0.41,
    times: 300,
    commits: 1,
    sql: (n) => `CREATE TABLE made_${n} (id INT PRIMARY KEY, body TEXT)`,
  },
  {
    name: 'ALTER TABLE ADD and DROP COLUMN',
    publishedMs: 1.19,
    times: 300,
    commits: 2,
    sql: () => 'ALTER TABLE small ADD COLUMN extra TEXT; ALTER TABLE small DROP COLUMN extra',
  },
  {
    name: 'DROP TABLE',
    publishedMs: 4.6,
    times: 300,
    commits: 1,
    sql: (n) => `DROP TABLE made_${n}`,
  },
];

const kalam = await startKalam(rootPassword);
const peer = await startPostgres();
if (peer === undefined) console.log('PostgreSQL is not installed here; left out.');
const token = await signIn(kalam.port, rootPassword);
const client = await connectSql(kalam.port, token);
const bare = await openBarePuts();
const postgres = peer && new pg.Client(peer.connection);
await postgres?.connect();

/** Tables are the user's own here and unqualified there; both take the same text. */
const kalamRun: Run = (sql) => client.run(sql);
const postgresRun: Run | undefined = postgres && ((sql) => postgres.query(sql));

try {
  await prepare(kalamRun);
  if (postgresRun !== undefined) await prepare(postgresRun);
  console.log('median ms of one statement: KalamDB for Node, published, PostgreSQL 15 beside it');
  for (const item of items) await compare(item);
  await subscriptions();
} finally {
  client.close();
  await postgres?.end();
  peer?.close();
  await bare.close();
  await kalam.close();
}

async function prepare(run: Run): Promise<void> {
  for (const name of ['writes', 'small', 'large']) {
    await run(`CREATE TABLE ${name} (id INT PRIMARY KEY, room INT, body TEXT)`);
  }
  await run('CREATE TABLE details (id INT PRIMARY KEY, small_id INT, amount INT)');
  await run(`INSERT INTO small VALUES ${rows(0, 200)}`);
  for (let first = 0; first < 10_000; first += 1000) {
    await run(`INSERT INTO large VALUES ${rows(first, 1000)}`);
  }
  const details = Array.from({ length: 1000 }, (_, id) => `(${id}, ${id % 200}, ${id})`);
  await run(`INSERT INTO details VALUES ${details.join(', ')}`);
}

async function compare(item: Item): Promise<void> {
  const ours = await medianMs(item, kalamRun);
  const theirs = postgresRun && (await medianMs(item, postgresRun));
  const leastMs = item.commits === 0 ? 0 : item.commits * (await bare.putMs());
  show(item.name, ours, item.publishedMs, theirs, leastMs);
}

/**
 * The median of an item's runs after a third to warm up, as a server lives longer than its compiler
 * takes; what refuses the first one is told.
 */
async function medianMs(item: Item, run: Run): Promise<number | string> {
  const times: number[] = [];
  try {
    for (let n = 0; n < item.times; n++) {
      await item.before?.(run, n);
      const startedAt = performance.now();
      await run(item.sql(n));
      times.push(performance.now() - startedAt);
    }
  } catch (error) {
    return `refused: ${String(error).slice(0, 100)}`;
  }
  return median(times.slice(times.length / 3));
}

/** What PostgreSQL has nothing like. */
async function subscriptions(): Promise<void> {
  await client.run('CREATE TABLE watched (id INT PRIMARY KEY, room INT, body TEXT)');
  await client.run(`INSERT INTO watched VALUES ${rows(0, 1000)}`);
  const sql = 'SELECT * FROM watched';
  const opened: number[] = [];
  for (let n = 0; n < 30; n++) {
    const startedAt = performance.now();
    const live = await openLive(kalam.port, token, sql);
    opened.push(performance.now() - startedAt);
    await live.close();
  }
  show('connect and subscribe to 1,000 rows', median(opened), 6.3, undefined);
  show('reconnect and subscribe', median(opened.slice(1)), 10.3, undefined);
  const live = await openLive(kalam.port, token, sql);
  const seen: number[] = [];
  for (let n = 0; n < 200; n++) {
    const startedAt = performance.now();
    const arrived = live.change();
    await client.run(`INSERT INTO watched VALUES ${row(1000 + n)}`);
    await arrived;
    seen.push(performance.now() - startedAt);
  }
  show('INSERT until the subscriber has it', median(seen), 51, undefined);
  await live.close();
}

function show(
  name: string,
  ours: number | string,
  publishedMs: number,
  theirs: number | string | undefined,
  leastMs = 0,
): void {
  const text = (ms: number | string): string => (typeof ms === 'string' ? ms : ms.toFixed(2));
  const ratio = (ms: number | string | undefined): string =>
    typeof ms === 'number' && typeof ours === 'number' ? ` (${(ms / ours).toFixed(1)}x)` : '';
  const parts = [
    name.padEnd(46),
    text(ours).padStart(7),
    `  published ${text(publishedMs)}${ratio(publishedMs)}`,
    theirs === undefined ? '' : `  PostgreSQL ${text(theirs)}${ratio(theirs)}`,
    leastMs > 0 && typeof ours === 'number'
      ? `  bare puts ${text(leastMs)} (ours takes ${(ours / leastMs).toFixed(1)}x)`
      : '',
  ];
  console.log(parts.join(''));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

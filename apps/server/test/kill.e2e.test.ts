import { expect, jest, test } from '@jest/globals';
import { startFresh } from './harness/fresh-server.ts';
import { randomFrom, testSeed } from './harness/random.ts';
import { type ServerProcess, startServer } from './harness/server-process.ts';
import { clientOf } from './harness/sql-client.ts';

const runs = Number(process.env.KILL_RUNS ?? 5);
jest.setTimeout(30_000 + runs * 20_000);

const WRITERS = 8;
const MAX_ROWS = 5;

/** One INSERT of a writer: ids that were sent together, and whether the server said yes. */
interface Statement {
  readonly writer: number;
  readonly ids: readonly number[];
  acknowledged: boolean;
}

/** Sends INSERTs over one connection until the server is gone. */
async function write(
  server: ServerProcess,
  token: string,
  { writer, nextIds, onAcknowledged }: WriterPlan,
): Promise<Statement[]> {
  const client = clientOf(server.url, token);
  const statements: Statement[] = [];
  for (;;) {
    const ids = nextIds();
    const statement: Statement = { writer, ids, acknowledged: false };
    statements.push(statement);
    const values = ids.map((id) => `(${id}, ${writer}, 'row ${id}')`).join(', ');
    const answer = await client
      .send({ sql: `INSERT INTO k.rows VALUES ${values}` })
      .catch(() => undefined);
    if (answer === undefined) break;
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    statement.acknowledged = true;
    onAcknowledged();
  }
  client.close();
  return statements;
}

interface WriterPlan {
  readonly writer: number;
  readonly nextIds: () => readonly number[];
  readonly onAcknowledged: () => void;
}

/** Writers run until a random acknowledgement, upon which the server is killed. */
async function writeUntilKilled(
  server: ServerProcess,
  token: string,
  random: () => number,
  nextId: () => number,
): Promise<Statement[]> {
  let left = 1 + Math.floor(random() * 400);
  const plans = Array.from(
    { length: WRITERS },
    (_, writer): WriterPlan => ({
      writer,
      nextIds: () => Array.from({ length: 1 + Math.floor(random() * MAX_ROWS) }, nextId),
      onAcknowledged: () => {
        left -= 1;
        if (left === 0) server.kill('SIGKILL');
      },
    }),
  );
  const statements = await Promise.all(plans.map((plan) => write(server, token, plan)));
  await server.exited;
  return statements.flat();
}

type StoredRow = readonly [id: number, writer: number, body: string, sequence: string];

function check(statements: readonly Statement[], stored: readonly StoredRow[]): void {
  const found = new Map(stored.map((row) => [row[0], row]));
  expect(found.size).toBe(stored.length);
  const sent = new Set(statements.flatMap(({ ids }) => ids));
  expect(stored.filter(([id]) => !sent.has(id))).toEqual([]);
  for (const { ids, acknowledged, writer } of statements) {
    const present = ids.filter((id) => found.has(id)).length;
    // All of a statement or nothing; all, if the server said so.
    if (acknowledged || present > 0) expect([ids, present]).toEqual([ids, ids.length]);
    for (const id of ids)
      if (found.has(id))
        expect(found.get(id)).toEqual([id, writer, `row ${id}`, expect.any(String)]);
  }
  checkOrder(statements, found);
}

/** `_seq` differs for every row, and rises in the order in which a connection was answered. */
function checkOrder(statements: readonly Statement[], found: ReadonlyMap<number, StoredRow>): void {
  expect(new Set([...found.values()].map(([, , , sequence]) => sequence)).size).toBe(found.size);
  for (let writer = 0; writer < WRITERS; writer += 1) {
    let last = 0n;
    for (const statement of statements) {
      if (statement.writer !== writer || !statement.acknowledged) continue;
      for (const id of statement.ids) {
        const sequence = BigInt(found.get(id)?.[3] ?? 0);
        expect(sequence).toBeGreaterThan(last);
        last = sequence;
      }
    }
  }
}

test(`${runs} times killed while ${WRITERS} connections insert: what was acknowledged is there`, async () => {
  const seed = testSeed();
  process.stdout.write(`seed of the kill test: ${seed}\n`);
  const random = randomFrom(seed);
  const { directory, server: first, root } = await startFresh();
  await root.run(`CREATE NAMESPACE k;
    CREATE SHARED TABLE k.rows (id INT PRIMARY KEY, writer INT NOT NULL, body TEXT NOT NULL)`);
  let lastId = 0;
  const statements: Statement[] = [];
  let server = first;
  for (let run = 0; run < runs; run += 1) {
    const nextId = () => {
      lastId += 1;
      return lastId;
    };
    statements.push(...(await writeUntilKilled(server, root.token, random, nextId)));
    server = await startServer(directory);
    const client = clientOf(server.url, root.token);
    const rows = await client.rows('SELECT id, writer, body, _seq FROM k.rows');
    check(statements, rows as unknown as readonly StoredRow[]);
    client.close();
  }
  root.close();
});

import { expect, jest, test } from '@jest/globals';
import { startFresh } from './harness/fresh-server.ts';
import { randomFrom, testSeed } from './harness/random.ts';
import { type ServerProcess, startServer } from './harness/server-process.ts';
import { clientOf, type SqlClient } from './harness/sql-client.ts';

const runs = Number(process.env.KILL_RUNS ?? 5);
jest.setTimeout(30_000 + runs * 20_000);

const WRITERS = 8;
const MAX_ROWS = 5;

/** What a writer sent at once: ids of rows, and whether the server said yes. */
interface Statement {
  readonly writer: number;
  readonly ids: readonly number[];
  acknowledged: boolean;
}

/** One INSERT of all rows, or, of every second writer, a transaction with an INSERT for each. */
function textOf(writer: number, ids: readonly number[]): string {
  const rows = ids.map((id) => `(${id}, ${writer}, 'row ${id}')`);
  const insert = 'INSERT INTO k.rows (id, writer, body) VALUES';
  if (writer % 2 === 0) return `${insert} ${rows.join(', ')}`;
  return `BEGIN; ${rows.map((row) => `${insert} ${row}; `).join('')}COMMIT`;
}

/** Sends rows over one connection until the server is gone. */
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
    const answer = await client.send({ sql: textOf(writer, ids) }).catch(() => undefined);
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

type StoredRow = readonly [
  id: number,
  writer: number,
  body: string,
  sequence: string,
  ticket: string,
];

/** Most rows that one SELECT of the check reads. */
const PAGE = 20_000;

/** The rows with ids above `after` and up to `upTo`, by id. */
async function readRows(client: SqlClient, after: number, upTo: number): Promise<Stored> {
  const found = new Map<number, StoredRow>();
  for (let start = after; start < upTo; start += PAGE) {
    const rows = await client.rows(
      'SELECT id, writer, body, _seq, ticket FROM k.rows WHERE id > $1 AND id <= $2',
      [start, Math.min(start + PAGE, upTo)],
    );
    for (const row of rows as unknown as readonly StoredRow[]) {
      if (found.has(row[0])) throw new Error(`row ${row[0]} is there twice`);
      found.set(row[0], row);
    }
  }
  return found;
}

type Stored = ReadonlyMap<number, StoredRow>;

/** All of a statement or transaction is there or nothing; all, if the server said so; and no other row. */
function checkRows(statements: readonly Statement[], stored: Stored): void {
  const wrong = statements.filter(({ ids, writer, acknowledged }) => {
    const present = ids.filter((id) => isIntact(stored.get(id), id, writer));
    return present.length !== ids.length && (acknowledged || present.length > 0);
  });
  expect(wrong).toEqual([]);
  const sent = new Set(statements.flatMap(({ ids }) => ids));
  expect([...stored.keys()].filter((id) => !sent.has(id))).toEqual([]);
}

function isIntact(row: StoredRow | undefined, id: number, writer: number): boolean {
  return row !== undefined && row[0] === id && row[1] === writer && row[2] === `row ${id}`;
}

/** No value of the sequence was given twice, also not by one process and the next. */
function checkTickets(stored: Stored): void {
  const tickets = new Set([...stored.values()].map(([, , , , ticket]) => ticket));
  expect(tickets.size).toBe(stored.size);
}

/** `_seq` differs for every row, and rises in the order in which a connection was answered. */
function checkOrder(statements: readonly Statement[], stored: Stored): void {
  const sequenceOf = (id: number) => BigInt(stored.get(id)?.[3] ?? 0);
  expect(new Set([...stored.keys()].map(sequenceOf)).size).toBe(stored.size);
  const last = new Map<number, bigint>();
  for (const { writer, ids, acknowledged } of statements) {
    if (!acknowledged) continue;
    const sequences = ids.map(sequenceOf);
    const rising = [last.get(writer) ?? 0n, ...sequences];
    expect(rising).toEqual([...rising].sort((one, other) => (one < other ? -1 : 1)));
    last.set(writer, rising.at(-1) ?? 0n);
  }
}

test(`killed ${runs} times while ${WRITERS} connections insert, half of them in transactions, it keeps what it acknowledged`, async () => {
  const seed = testSeed();
  process.stdout.write(`seed of the kill test: ${seed}\n`);
  const random = randomFrom(seed);
  const { directory, server: first, root } = await startFresh();
  await root.run(`CREATE NAMESPACE k;
    CREATE SHARED TABLE k.rows (id INT PRIMARY KEY, writer INT NOT NULL, body TEXT NOT NULL,
      ticket BIGINT GENERATED ALWAYS AS IDENTITY)`);
  let lastId = 0;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };
  const all: Statement[] = [];
  let server = first;
  for (let run = 0; run < runs; run += 1) {
    const before = lastId;
    const statements = await writeUntilKilled(server, root.token, random, nextId);
    server = await startServer(directory);
    const client = clientOf(server.url, root.token);
    checkRows(statements, await readRows(client, before, lastId));
    all.push(...statements);
    client.close();
  }
  const client = clientOf(server.url, root.token);
  const stored = await readRows(client, 0, lastId);
  checkRows(all, stored);
  checkOrder(all, stored);
  checkTickets(stored);
  client.close();
  root.close();
});

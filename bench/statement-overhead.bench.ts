// What a statement costs besides its rows: processor time per statement within this process, over
// tables with few rows in memory. Texts whose shape is known, with other literals each time: what
// stands there for parsing, binding and planning is the scan for the shape, and a look-up. And texts
// of a new shape each time, which are parsed, bound and optimised.
import type { Database } from '@kalamdb/core';
import { fingerprint } from '@kalamdb/sql';
import { openMemoryStore } from '@kalamdb/store';
import { openLocalDatabase } from './local-database.ts';

const GOAL_US = 15;
const rounds = 7;

/** By name: the text of the n-th run, `name` being a word that makes its shape a new one. */
const statements: Readonly<Record<string, (n: number, name: string) => string>> = {
  'SELECT by key': (n, name) => `SELECT id, body AS ${name} FROM messages WHERE id = ${n % 100}`,
  'SELECT with conditions and an order': (n, name) =>
    `SELECT id, upper(body) AS ${name} FROM messages WHERE room = ${n % 7} AND id > ${n} AND body LIKE 'a%' ORDER BY room, id LIMIT 10`,
  'join and GROUP BY': (n, name) =>
    `SELECT r.title AS ${name}, count(*), max(m.id) FROM messages m JOIN rooms r ON r.id = m.room WHERE m.id > ${n} GROUP BY r.title HAVING count(*) > 1`,
};

const database = await openLocalDatabase(openMemoryStore());
try {
  await run(database, 'CREATE SHARED TABLE rooms (id INT PRIMARY KEY, title TEXT)');
  await run(
    database,
    'CREATE SHARED TABLE messages (id INT PRIMARY KEY, room INT NOT NULL, body TEXT)',
  );
  await run(database, "INSERT INTO messages VALUES (1, 1, 'a message'), (2, 1, 'another one')");
  await run(database, "INSERT INTO rooms VALUES (1, 'a room')");
  console.log(`microseconds per statement; the goal for the scan for a known shape is ${GOAL_US}`);
  for (const [name, text] of Object.entries(statements)) await measure(name, text);
} finally {
  await database.close();
}

async function measure(name: string, text: (n: number, name: string) => string): Promise<void> {
  const scan = await leastCost(20_000, (n) => void fingerprint(text(n, 'same')));
  const known = await leastCost(2000, (n) => run(database, text(n, 'same')));
  const fresh = await leastCost(200, (n, round) => run(database, text(n, `name_${round}_${n}`)));
  console.log(`\n${name}`);
  console.log(`  the scan for its shape        ${scan.toFixed(1).padStart(7)}`);
  console.log(`  all of it, of a known shape   ${known.toFixed(1).padStart(7)}`);
  console.log(`  all of it, of a new shape     ${fresh.toFixed(1).padStart(7)}`);
}

/** Processor time of one step in microseconds: the least of several rounds. */
async function leastCost(
  count: number,
  step: (n: number, round: number) => Promise<void> | void,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    for (let n = 0; n < count; n++) {
      const running = step(n, round);
      if (running !== undefined) await running;
    }
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / count);
  }
  return least;
}

async function run(on: Database, sql: string): Promise<void> {
  const principal = { userId: 'bench', role: 'system' } as const;
  const [result] = await on.execute({ principal, namespace: 'default', sql, parameters: [] });
  if (result?.kind !== 'rows' || result.rows.kind === 'rows') return;
  for await (const _ of result.rows.batches);
}

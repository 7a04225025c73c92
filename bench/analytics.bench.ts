// Queries over a million rows in memory, side by side: KalamDB (rows in its column cache), DuckDB on
// one thread, PGlite, PostgreSQL without parallel workers and SQLite. BENCH_ROWS sets the number.
import { inserts, queries, schema } from './analytics-data.ts';
import {
  type AnalyticsEngine,
  openDuckDb,
  openKalam,
  openPglite,
  openPostgres,
  openSqlite,
} from './analytics-engines.ts';
import { startPostgres } from './postgres-peer.ts';
import { startSqlite } from './sqlite-peer.ts';

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);
const rounds = 5;

const postgres = await startPostgres();
const engines: AnalyticsEngine[] = [await openKalam(), await openDuckDb(), await openPglite()];
if (postgres === undefined) console.log('PostgreSQL is not installed here; left out.');
else engines.push(await openPostgres(postgres));
const sqlite = startSqlite();
if (sqlite === undefined) console.log('sqlite3 is not installed here; SQLite is left out.');
else engines.push(openSqlite(sqlite));

try {
  for (const engine of engines) await fill(engine);
  for (const [name, sql] of Object.entries(queries)) await compare(name, sql);
} finally {
  for (const engine of engines) await engine.close();
  postgres?.close();
}

async function fill(engine: AnalyticsEngine): Promise<void> {
  const startedAt = performance.now();
  const isOurs = engine.name === 'KalamDB';
  for (const statement of Object.values(schema)) {
    await engine.run(isOurs ? statement.replace('TABLE', 'SHARED TABLE') : statement);
  }
  if (!isOurs) await engine.run('BEGIN');
  for (const statement of inserts(rows, 1000)) await engine.run(statement);
  if (!isOurs) {
    await engine.run('COMMIT');
    await engine.run('ANALYZE');
  }
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${engine.name} holds ${rows} rows after ${seconds.toFixed(1)} s`);
}

/** All engines in turn, after one round that warms up; medians, and ratios to the first engine. */
async function compare(name: string, sql: string): Promise<void> {
  const times = new Map(engines.map((engine) => [engine, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const engine of engines) {
      const { ms } = await engine.run(sql);
      if (round > 0) times.get(engine)?.push(ms);
    }
  }
  const medians = engines.map((engine) => median(times.get(engine) ?? []));
  console.log(`\n${name}`);
  for (const [index, engine] of engines.entries()) {
    const ratio = medians[index] / medians[0];
    const shown = index === 0 ? '' : `  ${ratio.toFixed(2)}x our time`;
    console.log(`  ${engine.name.padEnd(12)} ${medians[index].toFixed(1).padStart(8)} ms${shown}`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

import { DuckDbEngine, type Relation } from '@kalamdb/conformance';
import { type AnalyticsEngine, openKalam } from './analytics-engines.ts';

/** A published set of queries and the tables that they read. */
export interface Suite {
  /** Made when they are loaded and let go, so that they are no burden to the garbage collector. */
  readonly relations: () => readonly Relation[];
  /** The primary keys, as lists of columns; tables that are not here have none. */
  readonly keys: Readonly<Record<string, string>>;
  /** By name. */
  readonly queries: Readonly<Record<string, string>>;
}

const ROWS_PER_INSERT = 1000;
const rounds = 3;

/**
 * Run each query on our database over LevelDB and on DuckDB on one thread, once to warm up and some
 * times more. Prints the least processor time of each: both run in this process, and other
 * processes do not count.
 */
export async function compareSuite({ relations, keys, queries }: Suite): Promise<void> {
  const kalam = await openKalam();
  const duck = await DuckDbEngine.open();
  try {
    for (const relation of relations()) {
      await load(kalam, relation, keys[relation.name]);
      await duck.load(relation);
      console.log(`${relation.name}: ${relation.values[0].length} rows`);
    }
    for (const [name, sql] of Object.entries(queries)) {
      const ours = await leastCpuMs(() => kalam.run(sql));
      const theirs = await leastCpuMs(() => duck.run(sql));
      const ratio = (theirs / ours).toFixed(2);
      console.log(`${name.padStart(4)} ${shown(ours)} ms, DuckDB ${shown(theirs)} ms, ${ratio}x`);
    }
  } finally {
    await kalam.close();
    await duck.close();
  }
}

async function load(kalam: AnalyticsEngine, relation: Relation, key?: string): Promise<void> {
  const columns = relation.columns.map(({ name, type }) => `${name} ${type}`);
  const parts = key === undefined ? columns : [...columns, `PRIMARY KEY (${key})`];
  await kalam.run(`CREATE SHARED TABLE ${relation.name} (${parts.join(', ')})`);
  const count = relation.values[0].length;
  for (let first = 0; first < count; first += ROWS_PER_INSERT) {
    const rows: string[] = [];
    for (let row = first; row < Math.min(first + ROWS_PER_INSERT, count); row++) {
      rows.push(`(${relation.values.map((column) => literal(column[row])).join(', ')})`);
    }
    await kalam.run(`INSERT INTO ${relation.name} VALUES ${rows.join(', ')}`);
  }
}

function literal(text: string | null): string {
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
}

async function leastCpuMs(run: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

function shown(ms: number): string {
  return ms.toFixed(1).padStart(8);
}

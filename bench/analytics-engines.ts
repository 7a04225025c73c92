import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import { rowCount } from '@kalamdb/sql';
import { openLevelStore } from '@kalamdb/store/level';
import pg from 'pg';
import { openLocalDatabase } from './local-database.ts';
import type { PostgresPeer } from './postgres-peer.ts';
import type { SqlitePeer } from './sqlite-peer.ts';

/** A database with the benchmark's tables. */
export interface AnalyticsEngine {
  readonly name: string;
  /** Runs a statement to its end. */
  readonly run: (sql: string) => Promise<EngineRun>;
  readonly close: () => Promise<void>;
}

interface EngineRun {
  /** The number of rows that it gave. */
  readonly rows: number;
  readonly ms: number;
}

/** How long a statement takes as its caller sees it. */
async function timed(run: () => Promise<number>): Promise<EngineRun> {
  const startedAt = performance.now();
  const rows = await run();
  return { rows, ms: performance.now() - startedAt };
}

/** Our database within this process, over LevelDB; scanned rows stay in its column cache. */
export async function openKalam(): Promise<AnalyticsEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'kalamdb-bench-'));
  const store = await openLevelStore(folder);
  const database = await openLocalDatabase(store);
  const principal = { userId: 'bench', role: 'system' } as const;
  return {
    name: 'KalamDB',
    run: (sql) =>
      timed(async () => {
        const request = { principal, namespace: 'default', sql, parameters: [] };
        const [result] = await database.execute(request);
        if (result?.kind !== 'rows') return 0;
        if (result.rows.kind === 'rows') return result.rows.rows.length;
        let count = 0;
        for await (const batch of result.rows.batches) count += rowCount(batch);
        return count;
      }),
    close: async () => {
      await database.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** DuckDB within this process, in memory, on one thread. */
export async function openDuckDb(): Promise<AnalyticsEngine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  return {
    name: 'DuckDB',
    run: (sql) => timed(async () => (await connection.runAndReadAll(sql)).currentRowCount),
    close: async () => connection.closeSync(),
  };
}

/** PostgreSQL compiled to WebAssembly, within this process, in memory. */
export async function openPglite(): Promise<AnalyticsEngine> {
  const database = await PGlite.create();
  return {
    name: 'PGlite',
    run: (sql) => timed(async () => (await database.query(sql)).rows.length),
    close: () => database.close(),
  };
}

/** A PostgreSQL server through `pg`, without parallel workers: one core as everybody else. */
export async function openPostgres(peer: PostgresPeer): Promise<AnalyticsEngine> {
  const client = new pg.Client(peer.connection);
  await client.connect();
  await client.query('SET max_parallel_workers_per_gather = 0');
  await client.query("SET work_mem = '256MB'");
  return {
    name: 'PostgreSQL',
    run: (sql) => timed(async () => (await client.query(sql)).rows.length),
    close: () => client.end(),
  };
}

/** The `sqlite3` shell as a child process, in memory; it measures itself. */
export function openSqlite(peer: SqlitePeer): AnalyticsEngine {
  return {
    name: 'SQLite',
    run: (sql) => peer.run(sql),
    close: () => Promise.resolve(peer.close()),
  };
}

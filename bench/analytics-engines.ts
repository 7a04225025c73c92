import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import { openDatabase, systemClock } from '@kalamdb/core';
import { rowCount } from '@kalamdb/sql';
import { openLevelStore } from '@kalamdb/store/level';
import pg from 'pg';
import type { PostgresPeer } from './postgres-peer.ts';

/** A database with the benchmark's tables. */
export interface AnalyticsEngine {
  readonly name: string;
  /** Runs a statement to its end; gives the number of rows. */
  readonly run: (sql: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Our database within this process, over LevelDB; scanned rows stay in its column cache. */
export async function openKalam(): Promise<AnalyticsEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'kalamdb-bench-'));
  const store = await openLevelStore(folder);
  const database = await openDatabase(store, {
    clock: systemClock,
    policy: { decide: () => ({ allowed: true }) },
    passwords: { hash: () => Promise.reject(new Error('there are no users')) },
    random: (bytes) => {
      randomFillSync(bytes);
    },
    nodeId: 0,
    requirePrimaryKey: true,
    syncWrites: false,
    sweepIntervalMs: 0,
    socketUrl: () => 'ws://localhost/',
    limits: {
      sqlBytes: 1 << 20,
      parameters: 0,
      parameterBytes: 0,
      resultRows: 1_000_000,
      resultBytes: 1 << 28,
      queryTimeoutMs: 60_000,
      pendingWrites: 10_000,
      rowBytes: 1 << 20,
      queryMemoryBytes: 1 << 30,
    },
  });
  const principal = { userId: 'bench', role: 'system' } as const;
  return {
    name: 'KalamDB',
    run: async (sql) => {
      const request = { principal, namespace: 'default', sql, parameters: [] };
      const [result] = await database.execute(request);
      if (result?.kind !== 'rows') return 0;
      if (result.rows.kind === 'rows') return result.rows.rows.length;
      let count = 0;
      for await (const batch of result.rows.batches) count += rowCount(batch);
      return count;
    },
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
    run: async (sql) => (await connection.runAndReadAll(sql)).currentRowCount,
    close: async () => connection.closeSync(),
  };
}

/** PostgreSQL compiled to WebAssembly, within this process, in memory. */
export async function openPglite(): Promise<AnalyticsEngine> {
  const database = await PGlite.create();
  return {
    name: 'PGlite',
    run: async (sql) => (await database.query(sql)).rows.length,
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
    run: async (sql) => (await client.query(sql)).rows.length,
    close: () => client.end(),
  };
}

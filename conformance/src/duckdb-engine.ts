import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Engine, EngineResult } from './engine.ts';
import type { Relation } from './relation.ts';

/** DuckDB over the same relations, in memory, on one thread. */
export class DuckDbEngine implements Engine {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(): Promise<DuckDbEngine> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    return new DuckDbEngine(await instance.connect());
  }

  async load({ name, columns, values }: Relation): Promise<void> {
    const described = columns.map((column) => `${column.name} ${column.type}`);
    await this.#connection.run(`CREATE TABLE ${name} (${described.join(', ')})`);
    const folder = await mkdtemp(join(tmpdir(), 'relation-'));
    const path = join(folder, 'rows.csv');
    try {
      await writeFile(path, csvOf(values));
      await this.#connection.run(
        `COPY ${name} FROM '${path}' (FORMAT csv, AUTO_DETECT false, HEADER false, NULLSTR '\\N', QUOTE '"')`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async run(sql: string): Promise<EngineResult> {
    const reader = await this.#connection.runAndReadAll(sql);
    return {
      rows: reader
        .getRows()
        .map((row) => row.map((value) => (value === null ? null : String(value)))),
    };
  }

  async close(): Promise<void> {
    this.#connection.closeSync();
  }
}

function csvOf(values: Relation['values']): string {
  const lines: string[] = [];
  const count = values[0]?.length ?? 0;
  for (let row = 0; row < count; row++) {
    lines.push(values.map((column) => csvField(column[row])).join(','));
  }
  return lines.join('\n');
}

function csvField(value: string | null): string {
  return value === null ? '\\N' : `"${value.replaceAll('"', '""')}"`;
}

import initSqlJs, { type Database } from 'sql.js';
import type { Engine, EngineResult } from './engine.ts';
import type { Relation } from './relation.ts';

/** SQLite over the same relations, in memory, with LIKE as in the standard. */
export class SqliteEngine implements Engine {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(): Promise<SqliteEngine> {
    const { Database } = await initSqlJs();
    const database = new Database();
    database.run('PRAGMA case_sensitive_like = ON');
    return new SqliteEngine(database);
  }

  async load({ name, columns, values }: Relation): Promise<void> {
    const described = columns.map((column) => `${column.name} ${column.type}`);
    this.#database.run(`CREATE TABLE ${name} (${described.join(', ')})`);
    const insert = this.#database.prepare(
      `INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`,
    );
    for (const index of (values[0] ?? []).keys()) {
      insert.run(values.map((column) => column[index]));
    }
    insert.free();
  }

  async run(sql: string): Promise<EngineResult> {
    const statement = this.#database.prepare(sql);
    const rows: (string | null)[][] = [];
    try {
      while (statement.step()) {
        rows.push(statement.get().map((value) => (value === null ? null : String(value))));
      }
    } finally {
      statement.free();
    }
    return { rows };
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

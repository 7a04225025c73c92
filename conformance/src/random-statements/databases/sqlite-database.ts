import initSqlJs, { type Database } from 'sql.js';
import { type Outcome, type Reason, refused } from '../model/outcome.ts';
import { type User, users } from '../model/user.ts';
import type { Value } from '../model/value.ts';
import type { Step } from '../steps/scene.ts';
import type { TestedDatabase } from './database.ts';

const reasons: readonly (readonly [RegExp, Reason])[] = [
  [/^UNIQUE constraint/, 'unique'],
  [/^NOT NULL constraint|^Cannot add a NOT NULL column/, 'not-null'],
  [/^CHECK constraint/, 'check'],
  [/^FOREIGN KEY constraint/, 'reference'],
  [/already exists|duplicate column name|there is already/, 'exists'],
  [/^no such/, 'missing'],
];

/** SQLite: a database for each user, since it has none; SHARED rows are in each of them. */
export class SqliteDatabase implements TestedDatabase {
  readonly name = 'SQLite';
  readonly #databases: ReadonlyMap<User, Database>;

  private constructor(databases: ReadonlyMap<User, Database>) {
    this.#databases = databases;
  }

  static async open(): Promise<SqliteDatabase> {
    const { Database } = await initSqlJs();
    const open = (user: User) => {
      const database = new Database();
      database.run('PRAGMA foreign_keys = ON');
      return [user, database] as const;
    };
    return new SqliteDatabase(new Map(users.map(open)));
  }

  /** A statement about all rows succeeds in all databases or has no effect in any. */
  async run(user: User, { sql, sqlite = sql, scope }: Step): Promise<Outcome> {
    const isControl = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(sqlite);
    const places = scope === 'all' ? users : [user];
    if (!isControl) this.#each(places, 'SAVEPOINT statement_');
    try {
      const outcomes = places.map((place) => [place, runOn(this.#of(place), sqlite)] as const);
      if (!isControl) this.#each(places, 'RELEASE statement_');
      const own = outcomes.find(([place]) => place === user);
      return own?.[1] ?? {};
    } catch (error) {
      this.#each(places, 'ROLLBACK TO statement_');
      this.#each(places, 'RELEASE statement_');
      return refused(reasonOf(error));
    }
  }

  async query(user: User, sql: string): Promise<readonly (readonly unknown[])[]> {
    return allRows(this.#of(user), sql);
  }

  async close(): Promise<void> {
    for (const database of this.#databases.values()) database.close();
  }

  #of(user: User): Database {
    const database = this.#databases.get(user);
    if (database === undefined) throw new Error(`nobody is called ${user}`);
    return database;
  }

  #each(places: readonly User[], sql: string): void {
    for (const place of places) this.#of(place).run(sql);
  }
}

function runOn(database: Database, sql: string): Outcome {
  if (sql.includes(' RETURNING ')) {
    const rows = allRows(database, sql);
    return { count: rows.length, rows };
  }
  database.run(sql);
  return { count: database.getRowsModified() };
}

function allRows(database: Database, sql: string): readonly (readonly Value[])[] {
  const statement = database.prepare(sql);
  const rows: Value[][] = [];
  try {
    while (statement.step()) rows.push(statement.get() as Value[]);
  } finally {
    statement.free();
  }
  return rows;
}

function reasonOf(error: unknown): Reason {
  const message = error instanceof Error ? error.message : String(error);
  const found = reasons.find(([pattern]) => pattern.test(message));
  if (found === undefined) throw error;
  return found[1];
}

import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreError, type Database, openDatabase, type StatementResult } from '@kalamdb/core';
import {
  allowAllPolicy,
  createDeterministicRandom,
  createManualClock,
} from '@kalamdb/core/testing';
import { batchRows, SqlError } from '@kalamdb/sql';
import { indexPrefix, indexRange, type KeyValueStore } from '@kalamdb/store';
import { openLevelStore } from '@kalamdb/store/level';
import { type Outcome, type Reason, refused } from '../model/outcome.ts';
import type { User } from '../model/user.ts';
import type { Value } from '../model/value.ts';
import type { Step } from '../steps/scene.ts';
import type { TestedDatabase } from './database.ts';

const reasons: Readonly<Record<string, Reason>> = {
  CORE_DUPLICATE_KEY: 'unique',
  CORE_NOT_NULL: 'not-null',
  CORE_CHECK_VIOLATION: 'check',
  CORE_FOREIGN_KEY_VIOLATION: 'reference',
  CORE_DEPENDENT_OBJECTS: 'dependents',
  CORE_TABLE_EXISTS: 'exists',
  CORE_VIEW_EXISTS: 'exists',
  SQL_DUPLICATE_NAME: 'exists',
  CORE_TABLE_NOT_FOUND: 'missing',
  CORE_VIEW_NOT_FOUND: 'missing',
  CORE_INDEX_NOT_FOUND: 'missing',
  SQL_INVALID_TABLE: 'invalid',
  SQL_INVALID_STATE: 'invalid',
  SQL_UNSUPPORTED: 'unsupported',
  SQL_CARDINALITY: 'row-twice',
  CORE_TRANSACTION_ACTIVE: 'in-transaction',
  CORE_TRANSACTION_FAILED: 'transaction-failed',
};

/** Ours, over LevelDB in a directory of its own. */
export class KalamDatabase implements TestedDatabase {
  readonly name = 'KalamDB';
  readonly #home: string;
  readonly #clock = createManualClock();
  #opened = 0;
  #store!: KeyValueStore;
  #database!: Database;
  #transaction: { readonly user: User; readonly id: string } | undefined;

  private constructor(home: string) {
    this.#home = home;
  }

  static async open(): Promise<KalamDatabase> {
    const database = new KalamDatabase(await mkdtemp(join(tmpdir(), 'kalamdb-statements-')));
    await database.#open();
    return database;
  }

  async run(user: User, { sql }: Step): Promise<Outcome> {
    this.#clock.advanceMs(1);
    try {
      const results = await this.#execute(user, sql);
      const [result] = results;
      if (result === undefined || results.length > 1) throw new Error('expected one result');
      return await outcomeOf(result);
    } catch (error) {
      if (!(error instanceof CoreError || error instanceof SqlError)) throw error;
      const reason = reasons[error.code];
      if (reason === undefined) throw error;
      return refused(reason);
    }
  }

  async query(user: User, sql: string): Promise<readonly (readonly unknown[])[]> {
    const [result] = await this.#execute(user, sql);
    return result?.kind === 'rows' ? rowsOf(result) : [];
  }

  /** Close and open again, at once or from what a kill would have left. */
  async restart(isKilled: boolean): Promise<void> {
    this.#transaction = undefined;
    const left = this.#path();
    this.#opened += 1;
    if (isKilled) await copyOpen(left, this.#path());
    await this.#closeStore();
    if (!isKilled) await cp(left, this.#path(), { recursive: true });
    await rm(left, { recursive: true });
    await this.#open();
  }

  /** Background work that is due. */
  sweep(): Promise<void> {
    return this.#database.sweep();
  }

  /** The last value that the sequence of a column has given a user; 0: none. Outside of transactions. */
  async lastDrawn(user: User, table: string, column: string): Promise<number> {
    const ask = async (sql: string) => {
      const [result] = await this.#database.execute(requestOf(user, sql));
      return result?.kind === 'rows' ? await rowsOf(result) : [];
    };
    const [[name] = []] = await ask(`SELECT pg_get_serial_sequence('${table}', '${column}')`);
    const [[last, isCalled] = []] = await ask(`SELECT last_value, is_called FROM ${name}`);
    return isCalled === true ? Number(last) : Number(last) - 1;
  }

  /** The number of entries of an index: of a user's rows, or of all rows of a SHARED table. */
  async countEntries(table: string, index: string, scope: string): Promise<number> {
    const info = this.#database.catalog.table('default', table);
    const found = info?.indexes.find(({ name }) => name === index);
    if (info === undefined || found === undefined) throw new Error(`no index ${index}`);
    const prefix = Buffer.from(indexPrefix(info.id, found.id, scope));
    let count = 0;
    for await (const entries of this.#store.scan(indexRange(info.id, found.id))) {
      count += entries.filter(([key]) => prefix.equals(key.subarray(0, prefix.length))).length;
    }
    return count;
  }

  async close(): Promise<void> {
    await this.#closeStore();
    await rm(this.#home, { recursive: true, force: true });
  }

  #path(): string {
    return join(this.#home, String(this.#opened));
  }

  async #open(): Promise<void> {
    this.#store = await openLevelStore(this.#path());
    this.#database = await openDatabase(this.#store, {
      clock: this.#clock,
      policy: allowAllPolicy,
      passwords: { hash: () => Promise.reject(new Error('no users here')) },
      random: createDeterministicRandom(this.#opened),
      nodeId: 0,
      requirePrimaryKey: true,
      // A killed process loses nothing that the system has been given.
      syncWrites: false,
      sweepIntervalMs: 0,
      socketUrl: () => 'ws://127.0.0.1/v1/ws',
      limits: {
        sqlBytes: 1_048_576,
        parameters: 50,
        parameterBytes: 524_288,
        resultRows: 100_000,
        resultBytes: 67_108_864,
        queryTimeoutMs: 3_600_000,
        queryMemoryBytes: 268_435_456,
        pendingWrites: 10_000,
        rowBytes: 1_048_576,
      },
    });
  }

  async #closeStore(): Promise<void> {
    await this.#database.close();
    await this.#store.close();
  }

  async #execute(user: User, sql: string): Promise<readonly StatementResult[]> {
    const request = requestOf(user, sql);
    const transactionId = this.#transaction?.user === user ? this.#transaction.id : undefined;
    if (transactionId === undefined && sql !== 'BEGIN') return this.#database.execute(request);
    const answer = await this.#database.executeInTransaction({ ...request, transactionId });
    const { transactionId: id } = answer;
    this.#transaction = id === undefined ? undefined : { user, id };
    return answer.results;
  }
}

function requestOf(user: User, sql: string) {
  const principal = { userId: user, role: 'user' as const };
  return { principal, namespace: 'default', sql, parameters: [] };
}

/** Copy the directory of an open store as a kill would leave it: not amid a change of its files. */
async function copyOpen(from: string, to: string): Promise<void> {
  for (;;) {
    const before = await readdir(from);
    const isCopied = await cp(from, to, { recursive: true }).then(
      () => true,
      () => false,
    );
    const after = await readdir(from);
    if (isCopied && before.join() === after.join()) return;
    await rm(to, { recursive: true, force: true });
  }
}

async function outcomeOf(result: StatementResult): Promise<Outcome> {
  switch (result.kind) {
    case 'rows':
      return { count: result.affected?.count, rows: await rowsOf(result) };
    case 'affected':
      return { count: result.count };
    case 'done':
      return {};
    default:
      return result satisfies never;
  }
}

async function rowsOf({ rows }: StatementResult & { kind: 'rows' }) {
  if (rows.kind === 'rows') return rows.rows.map(plainRow);
  const all: (readonly Value[])[] = [];
  for await (const batch of rows.batches) all.push(...batchRows(batch).map(plainRow));
  return all;
}

/** BIGINTs as numbers. */
function plainRow(row: readonly unknown[]): readonly Value[] {
  return row.map((value) => (typeof value === 'bigint' ? Number(value) : (value as Value)));
}

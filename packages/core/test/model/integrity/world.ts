import { type KeyValueStore, openMemoryStore } from '@kalamdb/store';
import { createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import type { Database } from '../../../src/database.ts';
import type { Principal } from '../../../src/policy.ts';
import { root, runScript } from '../../database/run.ts';
import { openTestDatabase } from '../../database/test-database.ts';
import { openClient, type TransactionClient } from '../../database/transaction-client.ts';
import { checkErased, checkInvariants } from './invariants.ts';
import { codeOf, onBackgroundError } from './refusals.ts';
import { checkReopened, copyOf } from './reopened.ts';
import { Replica } from './replica.ts';

/** How often statements were done, and how often refused, by code. */
export type Tally = Map<string, number>;

const users: readonly Principal[] = [root, { userId: 'ruth', role: 'system' }];

const PULSE = 'CREATE SHARED TABLE pulse (id INT PRIMARY KEY)';

export interface WorldOptions {
  readonly definitions: readonly string[];
  readonly clients: number;
  /** Turns of the event loop that operations of the store take, one after the other, again and again. */
  readonly pauses: readonly number[];
  readonly tally: Tally;
}

/** A database, with clients in transactions, whose definitions change at the same time. */
export class World {
  readonly store: FaultyStore;
  readonly database: Database;
  readonly #options: WorldOptions;
  readonly #clients: readonly Client[];
  readonly #replica: Replica;
  /** Changes of definitions, which may wait for transactions to end. */
  readonly #waiting = new Set<Promise<void>>();
  /** Changes of definitions that go on, and how many have begun. */
  readonly #changes = { running: 0, begun: 0 };
  /** States that a crash would have left. */
  readonly #crashes: Promise<KeyValueStore>[] = [];

  static async open(options: WorldOptions): Promise<World> {
    let place = 0;
    const delay = async () => {
      place = (place + 1) % options.pauses.length;
      for (let turn = 0; turn < (options.pauses[place] ?? 0); turn += 1) await nextTurn();
    };
    const store = createFaultyStore(openMemoryStore(), { delay });
    const { database } = await openTestDatabase({ store, onBackgroundError });
    await runScript(database, root, [PULSE, ...options.definitions].join(';'));
    return new World(store, database, options);
  }

  private constructor(store: FaultyStore, database: Database, options: WorldOptions) {
    this.store = store;
    this.database = database;
    this.#options = options;
    this.#replica = new Replica(store, database);
    this.#clients = Array.from({ length: options.clients }, (_, index) => {
      const note: Note = (sql, outcome) => this.#note(sql, outcome);
      const user = users[index % users.length] as Principal;
      return new Client(database, user, { note, changes: this.#changes });
    });
  }

  client(place: number): Client {
    return this.#clients[place] as Client;
  }

  /** A statement of its own. */
  async alone(sql: string, user: number): Promise<void> {
    const outcome = runScript(this.database, users[user % users.length] as Principal, sql);
    await this.#judge(sql, outcome);
  }

  /** Begin to change definitions; REINDEX waits for transactions that are open. */
  async define(sql: string): Promise<void> {
    const done = this.#changing(this.#judge(sql, runScript(this.database, root, sql))).finally(() =>
      this.#waiting.delete(done),
    );
    this.#waiting.add(done);
    if (!sql.startsWith('REINDEX')) await done;
  }

  /** Do what was left over, also of changes of definitions. */
  sweep(): Promise<void> {
    return this.#changing(this.database.sweep());
  }

  makeAgain(place: number): Promise<void> {
    const { definitions } = this.#options;
    return this.define(definitions[place % definitions.length] as string);
  }

  /** What was written up to now is what a crash leaves. */
  crash(): void {
    this.#crashes.push(copyOf(this.store));
  }

  /** What must hold when nobody writes. */
  async check(): Promise<void> {
    this.store.setFaults([]);
    // Whoever writes after a failed write finds out what has become of it.
    await runScript(this.database, root, 'INSERT INTO pulse VALUES (0) ON CONFLICT DO NOTHING');
    await checkInvariants(this.store, this.database);
    await this.#replica.check();
  }

  /** End everything, and look at what is there, then and after it was opened again, and after each crash. */
  async end(): Promise<void> {
    for (const client of this.#clients) await client.end();
    await Promise.all(this.#waiting);
    await this.check();
    await this.database.sweep();
    await this.check();
    await checkErased(this.store, this.database);
    await this.database.close();
    await checkReopened(this.store);
    for (const crashed of this.#crashes) await checkReopened(await crashed);
  }

  #changing<T>(change: Promise<T>): Promise<T> {
    this.#changes.begun += 1;
    this.#changes.running += 1;
    return change.finally(() => {
      this.#changes.running -= 1;
    });
  }

  async #judge(sql: string, outcome: Promise<unknown>): Promise<void> {
    this.#note(sql, await outcome.then(() => 'done', codeOf));
  }

  #note(sql: string, outcome: string): void {
    const what = `${sql.trim().split(' ', 2).join(' ')}: ${outcome}`;
    this.#options.tally.set(what, (this.#options.tally.get(what) ?? 0) + 1);
  }
}

type Note = (sql: string, outcome: string) => void;

interface Surroundings {
  readonly note: Note;
  readonly changes: { readonly running: number; readonly begun: number };
}

/** One that is in a transaction from its first statement to COMMIT or ROLLBACK. */
export class Client {
  readonly #database: Database;
  readonly #user: Principal;
  readonly #around: Surroundings;
  #client: TransactionClient | undefined;
  #savepoints = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(database: Database, user: Principal, around: Surroundings) {
    this.#database = database;
    this.#user = user;
    this.#around = around;
  }

  run(sql: string, level: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#client === undefined) {
        this.#client = openClient(this.#database, this.#user);
        this.#savepoints = 0;
        await this.#client.run(`BEGIN ISOLATION LEVEL ${level}`);
      }
      if ((await this.#send(sql)) === 'done') return;
      if (this.#savepoints > 0) await this.#send(`ROLLBACK TO s${this.#savepoints}`);
      else await this.#finish('ROLLBACK');
    });
  }

  savepoint(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#client === undefined) return;
      this.#savepoints += 1;
      await this.#send(`SAVEPOINT s${this.#savepoints}`);
    });
  }

  rollbackTo(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#savepoints > 0) await this.#send(`ROLLBACK TO s${this.#savepoints}`);
    });
  }

  end(how = 'COMMIT'): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#client !== undefined) await this.#finish(how);
    });
  }

  async #finish(how: string): Promise<void> {
    await this.#send(how);
    this.#client = undefined;
    this.#savepoints = 0;
  }

  async #send(sql: string): Promise<string> {
    const { note, changes } = this.#around;
    const { begun, running } = changes;
    const outcome = await (this.#client as TransactionClient).run(sql).then(() => 'done', codeOf);
    note(sql, outcome);
    const isQuiet = running === 0 && changes.begun === begun;
    if (isQuiet && outcome === 'CORE_TABLE_CHANGED' && sql !== 'COMMIT') {
      throw new Error(`nothing has changed while this ran: ${sql}`);
    }
    return outcome;
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(task);
    return this.#turn;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

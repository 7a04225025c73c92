import { Choices } from '../choices.ts';
import type { TestedDatabase } from './databases/database.ts';
import type { KalamDatabase } from './databases/kalam-database.ts';
import { type CountedColumn, Model, rowsOf, scopesOf } from './model/model.ts';
import { isRefused, type Outcome } from './model/outcome.ts';
import { type Scope, type User, users } from './model/user.ts';
import { difference, everything, type Probe, someProbe } from './probe.ts';
import type { Step } from './steps/scene.ts';
import { someStep } from './steps/some-step.ts';

/** What has been seen, to tell that the runs say something. */
export interface Seen {
  statements: number;
  /** How many of each kind. */
  readonly kinds: Map<string, number>;
  refused: number;
  restarts: number;
  probes: number;
}

/** The databases of one run. */
export interface Players {
  readonly kalam: KalamDatabase;
  /** Absent: statements that only we have are tried too. */
  readonly peer: TestedDatabase | undefined;
}

/**
 * Put the statements that tapes stand for, one each, to the databases, and compare all that they
 * tell and hold with the model. Throws the first difference, with the statements up to it.
 */
export async function play(
  tapes: readonly (readonly number[])[],
  players: Players,
  seen: Seen,
): Promise<void> {
  const game = new Game(players, seen);
  try {
    for (const tape of tapes) await game.turn(new Choices(tape));
    await game.compareAll();
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`${what}\nafter\n${game.history.join(';\n')}`);
  }
}

class Game {
  readonly history: string[] = [];
  readonly #model = new Model();
  readonly #players: Players;
  readonly #seen: Seen;

  constructor(players: Players, seen: Seen) {
    this.#players = players;
    this.#seen = seen;
  }

  async turn(choices: Choices): Promise<void> {
    if (choices.rarely(40)) await this.#restart(choices.rarely(2));
    if (choices.rarely(30)) await this.#players.kalam.sweep();
    const user = this.#model.transaction?.user ?? choices.pick(users);
    const isCommon = this.#players.peer !== undefined;
    const step = someStep({ choices, model: this.#model, user, isCommon });
    if (step !== undefined) await this.#take(user, step);
    if (choices.rarely(2)) await this.#probe(choices);
    if (choices.rarely(12)) await this.compareAll();
  }

  async #take(user: User, step: Step): Promise<void> {
    this.history.push(`${user}: ${step.sql}`);
    const expected = step.run();
    this.#seen.statements += 1;
    const kind = kindOf(step);
    this.#seen.kinds.set(kind, (this.#seen.kinds.get(kind) ?? 0) + 1);
    if (isRefused(expected)) this.#seen.refused += 1;
    for (const database of this.#databases()) {
      const found = await database.run(user, step);
      const wrong = outcomeDifference(found, expected);
      if (wrong !== undefined) throw new Error(`${database.name} ${wrong}`);
    }
    if (isRefused(expected)) await this.#learnCounters();
    else for (const { counter } of this.#model.counted()) counter.settle();
  }

  /** How far sequences have come where nothing says how far. */
  async #learnCounters(): Promise<void> {
    await this.#eachCounter(({ counter }, scope, last) => counter.learn(scope, last));
  }

  async #compareCounters(): Promise<void> {
    await this.#eachCounter(({ table, column, counter }, scope, last) => {
      if (last === counter.last(scope)) return;
      const what = `the sequence of ${table.name}.${column.name} for ${scope}`;
      throw new Error(`${what} has come to ${last} instead of ${counter.last(scope)}`);
    });
  }

  async #eachCounter(
    visit: (counted: CountedColumn, scope: Scope, last: number) => void,
  ): Promise<void> {
    for (const counted of this.#model.counted()) {
      const { table, column } = counted;
      for (const scope of scopesOf(table)) {
        const user = scope === 'all' ? users[0] : scope;
        const last = await this.#players.kalam.lastDrawn(user as User, table.name, column.name);
        visit(counted, scope, last);
      }
    }
  }

  async #probe(choices: Choices): Promise<void> {
    const readers = this.#readers();
    if (this.#model.tables.length === 0 || readers.length === 0) return;
    const user = choices.pick(readers);
    await this.#ask(user, someProbe(choices, this.#model, user));
  }

  /** Who can read: a failed transaction cannot, and in SQLite others see what is not committed. */
  #readers(): readonly User[] {
    const { transaction } = this.#model;
    if (transaction === undefined) return users;
    const { user, failed } = transaction;
    const others = users.filter((other) => other !== user && this.#players.peer === undefined);
    return failed ? others : [user, ...others];
  }

  async #ask(user: User, probe: Probe): Promise<void> {
    this.#seen.probes += 1;
    for (const database of this.#databases()) {
      const found = difference(await database.query(user, probe.sql), probe);
      if (found !== undefined) throw new Error(`${database.name}: ${user}: ${probe.sql} ${found}`);
    }
  }

  async compareAll(): Promise<void> {
    const { transaction, tables } = this.#model;
    for (const user of this.#readers()) {
      for (const table of tables) await this.#ask(user, everything(this.#model, user, table));
    }
    if (transaction === undefined) await this.#compareIndexes();
    await this.#compareCounters();
  }

  /** An index has an entry for each row that its condition takes, and no other. */
  async #compareIndexes(): Promise<void> {
    for (const table of this.#model.tables) {
      for (const { name, where } of table.indexes) {
        for (const scope of scopesOf(table)) {
          const rows = rowsOf(this.#model.contents, table, scope);
          const expected = rows.filter((row) => where === undefined || where.test(row) === true);
          const place = scope === 'all' ? '' : scope;
          const found = await this.#players.kalam.countEntries(table.name, name, place);
          if (found === expected.length) continue;
          throw new Error(`index ${name} has ${found} entries instead of ${expected.length}`);
        }
      }
    }
  }

  /** What was not committed is gone. */
  async #restart(isKilled: boolean): Promise<void> {
    const { transaction } = this.#model;
    if (transaction !== undefined && this.#players.peer !== undefined) return;
    this.history.push(isKilled ? '-- killed' : '-- closed');
    this.#seen.restarts += 1;
    if (transaction !== undefined) this.#model.contents = transaction.before;
    this.#model.transaction = undefined;
    await this.#players.kalam.restart(isKilled);
    // A kill skips what was reserved.
    if (isKilled) await this.#learnCounters();
    await this.compareAll();
  }

  #databases(): readonly TestedDatabase[] {
    const { kalam, peer } = this.#players;
    return peer === undefined ? [kalam] : [kalam, peer];
  }
}

const specials: readonly (readonly [RegExp, string])[] = [
  [/DROP EXPRESSION/, 'DROP EXPRESSION'],
  [/GENERATED ALWAYS AS/, 'a computed column'],
  [/ SERIAL/, 'SERIAL'],
  [/nextval/, 'nextval'],
  [/setval/, 'setval'],
  [/RESTART IDENTITY/, 'RESTART IDENTITY'],
];

/** Its first word, of definitions the first two. */
function kindOf({ sql, changesKey }: Step): string {
  const [first = '', second = ''] = sql.split(' ');
  if (changesKey === true) return `${first} of a key`;
  const special = specials.find(([pattern]) => pattern.test(sql))?.[1];
  const plain = /^(CREATE|ALTER|DROP)$/.test(first) ? `${first} ${second}` : first;
  return special === undefined ? plain : `${plain} with ${special}`;
}

function outcomeDifference(found: Outcome, expected: Outcome): string | undefined {
  if (isRefused(found)) {
    const [reason] = found.reasons;
    if (!isRefused(expected)) return `refuses it: ${reason}`;
    if (reason !== undefined && expected.reasons.has(reason)) return undefined;
    return `refuses it because of ${reason}, not ${[...expected.reasons].join(', ')}`;
  }
  if (isRefused(expected)) return `takes it in spite of ${[...expected.reasons].join(', ')}`;
  if (expected.count !== undefined && found.count !== expected.count) {
    return `counts ${found.count} rows instead of ${expected.count}`;
  }
  if (expected.rows === undefined) return undefined;
  const wrong = difference(found.rows ?? [], { rows: expected.rows, isOrdered: false });
  return wrong === undefined ? undefined : `RETURNING ${wrong}`;
}

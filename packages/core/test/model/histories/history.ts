import { expect } from '@jest/globals';
import type { Database } from '../../../src/database.ts';
import { CoreError } from '../../../src/error.ts';
import { type Outcome, root, run } from '../../database/run.ts';
import { openClient, type TransactionClient } from '../../database/transaction-client.ts';
import { apply, changedIds, type Operation, rowsOf, type State, textOf } from './operations.ts';

export type Level = 'SNAPSHOT' | 'SERIALIZABLE';

export interface Tally {
  committed: number;
  refused: number;
}

/** Ids of locked rows, and whether they are locked against all others. */
type Locks = ReadonlyMap<number, boolean>;

/** All committed states, one after the other, and what followers of the change feed make of them. */
export class History {
  readonly database: Database;
  readonly tally: Tally;
  readonly #states: State[] = [new Map()];
  /** Which rows the commits that led to the states had locked. */
  readonly #locks: Locks[] = [new Map()];
  readonly #replica = new Map<unknown, readonly unknown[]>();
  /** Ids of the rows that each commit has changed, as the change feed told them. */
  readonly #commits: ReadonlySet<unknown>[] = [];

  constructor(database: Database, tally: Tally) {
    this.database = database;
    this.tally = tally;
    database.changes.subscribe(({ events }) => {
      if (events.length > 0) this.#commits.push(new Set(events.map(({ after }) => after[0])));
      for (const { kind, after } of events) {
        if (kind === 'delete') this.#replica.delete(after[0]);
        else this.#replica.set(after[0], after.slice(0, 3));
      }
    });
  }

  get present(): State {
    return this.#states.at(-1) as State;
  }

  get length(): number {
    return this.#states.length;
  }

  get commitCount(): number {
    return this.#commits.length;
  }

  /** Which commit it was, of those from `first` on, that has changed these rows. */
  commitOf(ids: readonly number[], first: number): number {
    const place = this.#commits
      .slice(first)
      .findIndex((changed) => ids.every((id) => changed.has(id)));
    return first + place;
  }

  at(place: number): State {
    return this.#states[place] as State;
  }

  push(state: State, locks: Locks = new Map()): void {
    this.#states.push(state);
    this.#locks.push(locks);
  }

  /** Those of `wanted` that commits after the state at `place` had locked against it. */
  lockedSince(place: number, wanted: Locks): readonly number[] {
    const later = this.#locks.slice(place + 1);
    return [...wanted].flatMap(([id, isExclusive]) => {
      const isAgainst = (locks: Locks) => locks.has(id) && (isExclusive || locks.get(id) === true);
      return later.some(isAgainst) ? [id] : [];
    });
  }

  /** Ids that were changed by commits after the state at `place`. */
  changedSince(place: number): ReadonlySet<number> {
    const ids = this.#states
      .slice(place)
      .flatMap((state, index, states) => changedIds(states[index - 1] ?? state, state));
    return new Set(ids);
  }

  /** A statement outside of any transaction. */
  async runAlone(op: Operation): Promise<void> {
    const { state, result } = apply(this.present, op);
    const outcome = await run(this.database, root, textOf(op)).catch(codeOf);
    expect(outcome).toEqual(result === 'duplicate' ? 'CORE_DUPLICATE_KEY' : result);
    if (changedIds(this.present, state).length > 0) this.push(state);
  }

  /** Every commit came as one group of events, and they lead to the present. */
  checkFollowers(): void {
    expect(this.commitCount).toBe(this.length - 1);
    const rows = [...this.#replica.values()].sort((a, b) => Number(a[0]) - Number(b[0]));
    expect(rows).toEqual(rowsOf(this.present));
  }
}

interface Work {
  readonly level: Level;
  /** Of the state that it began with; known at the first statement. */
  snapshot: number | undefined;
  view: State;
  /** With what they gave. */
  operations: readonly { readonly op: Operation; readonly result: unknown }[];
  readonly savepoints: Pick<Work, 'view' | 'operations'>[];
  /** Rows that any statement has locked or written, which locks against all, or has tried to. */
  readonly wanted: Map<number, boolean>;
  /** Rows that were locked, also after a savepoint that was rolled back to. */
  readonly locks: Map<number, boolean>;
}

/** One client, whose transactions are compared with what they promise. */
export class HistoryClient {
  readonly #history: History;
  #client: TransactionClient;
  #work: Work | undefined;

  constructor(history: History) {
    this.#history = history;
    this.#client = openClient(history.database, root);
  }

  get isOpen(): boolean {
    return this.#work !== undefined;
  }

  async begin(level: Level): Promise<void> {
    this.#client = openClient(this.#history.database, root);
    await this.#client.run(`BEGIN ISOLATION LEVEL ${level}`);
    const view: State = new Map();
    this.#work = {
      level,
      snapshot: undefined,
      view,
      operations: [],
      savepoints: [],
      wanted: new Map(),
      locks: new Map(),
    };
  }

  async run(op: Operation): Promise<void> {
    const work = this.#openWork();
    // A row that goes there and back is written, which states do not show: one move is enough.
    if (op.kind === 'move' && work.operations.some((done) => done.op.kind === 'move')) return;
    const { state, result } = apply(work.view, op);
    const wanted = locksOf(op, work.view, state);
    addLocks(work.wanted, wanted);
    const outcome = await this.#client.run(textOf(op)).catch(codeOf);
    if (outcome === result) this.#keep(work, op, state, result);
    else if (Array.isArray(outcome)) {
      expect(outcome).toEqual(result);
      if (op.kind === 'lock') addLocks(work.locks, wanted);
      this.#keep(work, op, state, result);
    } else await this.#fail(work, op, result, outcome);
  }

  async savepoint(): Promise<void> {
    const { view, operations, savepoints } = this.#openWork();
    savepoints.push({ view, operations });
    await this.#client.run(`SAVEPOINT s${savepoints.length}`);
  }

  async rollbackToSavepoint(): Promise<void> {
    const work = this.#openWork();
    const last = work.savepoints.at(-1);
    if (last === undefined) return;
    await this.#client.run(`ROLLBACK TO s${work.savepoints.length}`);
    work.view = last.view;
    work.operations = last.operations;
  }

  async rollback(): Promise<void> {
    await this.#client.run('ROLLBACK');
    this.#work = undefined;
  }

  /** Sends COMMIT; what it gives is to be judged in this order, if others do so at the same time. */
  async sendCommit(): Promise<{ readonly order: number; judge(): void }> {
    const work = this.#openWork();
    const history = this.#history;
    const first = history.commitCount;
    this.#work = undefined;
    const outcome = await this.#client.run('COMMIT').catch(codeOf);
    const written = changedIds(history.at(work.snapshot as number), work.view);
    const order = orderOf(outcome, () => history.commitOf(written, first), written.length > 0);
    return { order, judge: () => this.#judge(work, outcome) };
  }

  #openWork(): Work {
    const work = this.#work as Work;
    if (work.snapshot === undefined) {
      work.snapshot = this.#history.length - 1;
      work.view = this.#history.present;
    }
    return work;
  }

  #keep(work: Work, op: Operation, state: State, result: unknown): void {
    work.view = state;
    work.operations = [...work.operations, { op, result }];
  }

  /** It may fail for a key of its own, or for what others have committed since. */
  async #fail(work: Work, op: Operation, expected: unknown, outcome: unknown): Promise<void> {
    const since = this.#history.changedSince(work.snapshot as number);
    if (outcome === 'CORE_DUPLICATE_KEY') {
      const isOthers =
        (op.kind === 'insert' && since.has(op.id)) || (op.kind === 'move' && since.has(op.to));
      expect(expected === 'duplicate' || isOthers).toBe(true);
    } else {
      expect(outcome).toBe('CORE_SERIALIZATION_FAILURE');
      this.#history.tally.refused += 1;
      const isChanged = [...work.wanted.keys()].some((id) => since.has(id));
      const against = this.#history.lockedSince(work.snapshot as number, work.wanted);
      expect(isChanged || against.length > 0).toBe(true);
    }
    if (work.savepoints.length > 0) await this.rollbackToSavepoint();
    else await this.rollback();
  }

  #judge(work: Work, outcome: Outcome): void {
    const { level, snapshot, view, operations, wanted, locks } = work;
    const history = this.#history;
    const place = snapshot ?? history.length - 1;
    const before = history.at(place);
    const written = changedIds(before, snapshot === undefined ? before : view);
    const since = history.changedSince(place);
    if (outcome === 'CORE_SERIALIZATION_FAILURE') {
      history.tally.refused += 1;
      const isConflict =
        [...wanted.keys()].some((id) => since.has(id)) ||
        history.lockedSince(place, wanted).length > 0;
      expect(isConflict || (level === 'SERIALIZABLE' && since.size > 0)).toBe(true);
      return;
    }
    expect(outcome).toMatch(/^Transaction committed/);
    history.tally.committed += 1;
    // Locks hold: nobody has changed these rows, and nobody who has changed any had locked them.
    expect([...locks.keys()].filter((id) => since.has(id))).toEqual([]);
    expect(history.lockedSince(place, locks)).toEqual([]);
    if (written.length === 0) return;
    expect(history.lockedSince(place, new Map(written.map((id) => [id, true])))).toEqual([]);
    // No lost update: nobody has changed these rows in between.
    expect(written.filter((id) => since.has(id))).toEqual([]);
    // Serial in the order of commits: on the state before it, everything gives the same again.
    if (level === 'SERIALIZABLE') expect(replay(history.present, operations)).toEqual(operations);
    history.push(merged(history.present, view, written), locks);
  }
}

/** One that has changed nothing may have come before all that were sent with it. */
function orderOf(outcome: Outcome, commit: () => number, hasWritten: boolean): number {
  if (outcome === 'CORE_SERIALIZATION_FAILURE') return Number.POSITIVE_INFINITY;
  return hasWritten ? commit() : Number.NEGATIVE_INFINITY;
}

/** Which rows it locks: those that it writes against all others, also where they stay as they are. */
function locksOf(op: Operation, before: State, after: State): Locks {
  if (op.kind === 'lock') return new Map(before.has(op.id) ? [[op.id, !op.isShared]] : []);
  const isNamed = 'id' in op && op.kind !== 'read-key';
  const named = isNamed && (op.kind === 'insert' || before.has(op.id)) ? [op.id] : [];
  const written = [...changedIds(before, after), ...named, ...(op.kind === 'move' ? [op.to] : [])];
  return new Map(written.map((id) => [id, true]));
}

function addLocks(held: Map<number, boolean>, added: Locks): void {
  for (const [id, isExclusive] of added) held.set(id, isExclusive || held.get(id) === true);
}

function replay(state: State, operations: Work['operations']): Work['operations'] {
  let current = state;
  return operations.map(({ op }) => {
    const effect = apply(current, op);
    current = effect.state;
    return { op, result: effect.result };
  });
}

function merged(present: State, view: State, written: readonly number[]): State {
  const next = new Map(present);
  for (const id of written) {
    const row = view.get(id);
    if (row === undefined) next.delete(id);
    else next.set(id, row);
  }
  return next;
}

function codeOf(error: unknown): string {
  if (error instanceof CoreError) return error.code;
  throw error;
}

import type { Choices } from '../../choices.ts';
import { type Model, scopeOf } from '../model/model.ts';
import { type Outcome, type Reason, refused } from '../model/outcome.ts';
import type { Table } from '../model/table.ts';
import type { Scope, User } from '../model/user.ts';

/** What a statement is made from. */
export interface Scene {
  readonly choices: Choices;
  readonly model: Model;
  readonly user: User;
  /** Only what SQLite has and means alike. */
  readonly isCommon: boolean;
}

/** A statement, and what must come of it. */
export interface Step {
  readonly sql: string;
  /** Where SQLite's text differs. */
  readonly sqlite?: string | undefined;
  /** Whose rows it is about; a definition is about all. */
  readonly scope: Scope;
  /** It sets columns of a primary key. */
  readonly changesKey?: boolean | undefined;
  /** Does to the model what the statement does to a database. Called once. */
  run(): Outcome;
}

/** A statement that defines something: not in a transaction. */
export function definition(
  { model }: Scene,
  sql: string,
  define: () => ReadonlySet<Reason>,
  sqlite?: string,
): Step {
  const run = (): Outcome => {
    if (model.transaction !== undefined) return refused('in-transaction');
    const reasons = define();
    return reasons.size > 0 ? { reasons } : {};
  };
  return { sql, sqlite, scope: 'all', run };
}

export const nothing: ReadonlySet<Reason> = new Set();

export function because(...reasons: readonly Reason[]): ReadonlySet<Reason> {
  return new Set(reasons);
}

export function placeOf({ user }: Scene, table: Table): Scope {
  return scopeOf(table, user);
}

/** A name of the pool, rarely one that is taken; `undefined` if all are. */
export function someName(
  choices: Choices,
  pool: readonly string[],
  isTaken: (name: string) => boolean,
): string | undefined {
  if (choices.rarely(12)) return choices.pick(pool);
  const free = pool.filter((name) => !isTaken(name));
  return free.length === 0 ? undefined : choices.pick(free);
}

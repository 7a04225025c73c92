import type { Counter } from './counter.ts';
import type { Column, Row } from './row.ts';
import type { Table, View } from './table.ts';
import { type Scope, type User, users } from './user.ts';

/** Rows of every table and scope. Lists are never changed, only replaced. */
export type Contents = Map<string, readonly Row[]>;

/** A transaction of one user; nobody else writes meanwhile. */
export interface OpenTransaction {
  readonly user: User;
  readonly before: Contents;
  savepoints: readonly { readonly name: string; readonly contents: Contents }[];
  failed: boolean;
}

/** A SERIAL column. */
export interface CountedColumn {
  readonly table: Table;
  readonly column: Column;
  readonly counter: Counter;
}

/** What a database is by definition: tables, views, and lists of rows. */
export class Model {
  tables: readonly Table[] = [];
  views: readonly View[] = [];
  contents: Contents = new Map();
  transaction: OpenTransaction | undefined;
  #made = 0;

  /** A number that no other object has. */
  nextNumber(): number {
    this.#made += 1;
    return this.#made;
  }

  /** As the user sees them: others do not see what a transaction has not committed. */
  rowsSeenBy(user: User, table: Table): readonly Row[] {
    const { transaction } = this;
    const isOutside = transaction !== undefined && transaction.user !== user;
    return rowsOf(isOutside ? transaction.before : this.contents, table, scopeOf(table, user));
  }

  isTaken(name: string): boolean {
    return [...this.tables, ...this.views].some((other) => other.name === name);
  }

  referencesTo(table: Table): readonly { readonly child: Table; readonly name: string }[] {
    return this.tables.flatMap((child) =>
      child.references
        .filter(({ target }) => target === table)
        .map(({ name }) => ({ child, name })),
    );
  }

  viewsOf(table: Table): readonly View[] {
    return this.views.filter((view) => view.table === table);
  }

  /** Replace all rows of a table, of all users. */
  rewrite(table: Table, change: (row: Row) => Row): void {
    for (const scope of scopesOf(table)) {
      setRows(this.contents, table, scope, rowsOf(this.contents, table, scope).map(change));
    }
  }

  /** The columns that a sequence counts for, of all tables. */
  counted(): readonly CountedColumn[] {
    return this.tables.flatMap((table) =>
      table.columns.flatMap((column) => {
        const { counter } = column;
        return counter === undefined ? [] : [{ table, column, counter }];
      }),
    );
  }

  allRowsOf(table: Table): readonly Row[] {
    return scopesOf(table).flatMap((scope) => rowsOf(this.contents, table, scope));
  }
}

export function scopeOf({ kind }: Table, user: User): Scope {
  return kind === 'USER' ? user : 'all';
}

export function scopesOf({ kind }: Table): readonly Scope[] {
  return kind === 'USER' ? users : ['all'];
}

export function rowsOf(contents: Contents, table: Table, scope: Scope): readonly Row[] {
  return contents.get(`${table.id} ${scope}`) ?? [];
}

export function setRows(
  contents: Contents,
  table: Table,
  scope: Scope,
  rows: readonly Row[],
): void {
  contents.set(`${table.id} ${scope}`, rows);
}

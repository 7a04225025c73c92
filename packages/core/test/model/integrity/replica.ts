import { expect } from '@jest/globals';
import type { Row } from '@kalamdb/sql';
import type { KeyValueStore } from '@kalamdb/store';
import type { StoredTable } from '../../../src/catalog/table-definition.ts';
import type { Database } from '../../../src/database.ts';
import { catalogOf, findRows } from './invariants.ts';

/** What a follower of the change feed makes of it, by id of the table. */
export class Replica {
  readonly #store: KeyValueStore;
  readonly #database: Database;
  readonly #rows = new Map<number, Map<string, Row>>();
  /** The tables as they were when their rows were taken from the store. */
  readonly #tables = new Map<number, StoredTable>();

  constructor(store: KeyValueStore, database: Database) {
    this.#store = store;
    this.#database = database;
    database.changes.subscribe(({ events }) => {
      for (const { tableId, scope, kind, before, after } of events) {
        const rows = this.#rows.get(tableId) ?? new Map<string, Row>();
        this.#rows.set(tableId, rows);
        const name = nameOf(scope, after);
        // In a table that has changed since, rows are not those that it was filled with.
        if (this.#isCurrent(tableId)) {
          expect({ kind, name, isThere: rows.has(name) }).toEqual({
            kind,
            name,
            isThere: kind !== 'insert',
          });
          expect(before?.slice(0, after.length - 2)).toEqual(rows.get(name)?.slice(0, -2));
        }
        if (kind === 'delete') rows.delete(name);
        else rows.set(name, after);
      }
    });
  }

  /** It has the rows of the store, but of a table that has changed: that is taken anew, as clients do. */
  async check(): Promise<void> {
    for (const [table, found] of await findRows(this.#store, catalogOf(this.#database))) {
      const { id } = table.definition;
      const rows = new Map(found.map(({ scope, row }) => [nameOf(scope, row), row]));
      if (this.#tables.get(id) === table) {
        const followed = [...(this.#rows.get(id) ?? [])].toSorted();
        expect(followed).toEqual([...rows].toSorted());
      }
      this.#rows.set(id, rows);
      this.#tables.set(id, table);
    }
  }

  #isCurrent(tableId: number): boolean {
    const table = this.#tables.get(tableId);
    return table !== undefined && catalogOf(this.#database).byId(tableId) === table;
  }
}

/** All tables have their key in front. */
function nameOf(scope: string, row: Row): string {
  return `${scope} ${row[0]}`;
}

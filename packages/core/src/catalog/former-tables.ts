import type { TableIndex } from './stored-index.ts';
import type { StoredTable } from './table-definition.ts';

/** Former states of one table that are kept. */
const MAX_FORMER = 8;

interface FormerTable {
  readonly table: StoredTable;
  /** Over it, as they were at the end. */
  readonly indexes: readonly TableIndex[];
  /** The first and the last version of the catalog with it. */
  readonly since: number;
  readonly until: number;
}

/**
 * The last few states of changed tables, for statements that began before the change: they read
 * rows as the table was for them, since rows tell their columns by ids.
 */
export class FormerTables {
  readonly #tables = new Map<number, readonly FormerTable[]>();

  /** `until`: the last version of the catalog with `table` and its `indexes`. */
  add(table: StoredTable, indexes: readonly TableIndex[], until: number): void {
    const { id } = table.definition;
    const known = this.#tables.get(id) ?? [];
    const since = (known.at(-1)?.until ?? -1) + 1;
    this.#tables.set(id, [...known.slice(1 - MAX_FORMER), { table, indexes, since, until }]);
  }

  /** The table was dropped. */
  remove(tableId: number): void {
    this.#tables.delete(tableId);
  }

  /** The state at a version of the catalog; `present`: not changed since; `undefined`: forgotten. */
  at(tableId: number, version: number): FormerTable | 'present' | undefined {
    const known = this.#tables.get(tableId);
    const last = known?.at(-1);
    if (known === undefined || last === undefined || last.until < version) return 'present';
    return known.find(({ since, until }) => since <= version && version <= until);
  }
}

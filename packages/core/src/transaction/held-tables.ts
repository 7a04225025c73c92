import assert from 'node:assert/strict';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { ForeignKey } from '../catalog/foreign-keys.ts';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';

/** A table as it was before a transaction staged its first row of it. */
interface HeldTable {
  readonly table: StoredTable;
  /** The foreign keys that its rows are held against. */
  readonly foreignKeys: readonly ForeignKey[];
  /** The indexes that its rows have entries in. */
  readonly indexes: readonly TableIndex[];
  isWritten: boolean;
}

type Definitions = Pick<CatalogCache, 'indexesOf' | 'foreignKeysTo' | 'rebuilds'>;

/**
 * The tables that a transaction stages rows of, which must be the same at its COMMIT: else its rows
 * were held against rules that are no more.
 */
export class HeldTables {
  readonly #catalog: Definitions;
  readonly #tables = new Map<number, HeldTable>();

  constructor(catalog: Definitions) {
    this.#catalog = catalog;
  }

  /** Tables with rows that were changed. */
  get writtenCount(): number {
    return [...this.#tables.values()].filter(({ isWritten }) => isWritten).length;
  }

  /** Before rows of `table`, as it is at present, are staged. The first time counts. */
  hold(table: StoredTable): void {
    const { id } = table.definition;
    if (this.#tables.has(id)) return;
    const [indexes, foreignKeys] = [this.#catalog.indexesOf(id), this.#catalog.foreignKeysTo(id)];
    this.#tables.set(id, { table, foreignKeys, indexes, isWritten: false });
  }

  noteWritten(tableId: number): void {
    this.#of(tableId).isWritten = true;
  }

  tableOf(tableId: number): StoredTable {
    return this.#of(tableId).table;
  }

  /** Whether no foreign key has come or gone that references the table. */
  hasSameReferences(tableId: number): boolean {
    return this.#catalog.foreignKeysTo(tableId) === this.#of(tableId).foreignKeys;
  }

  /**
   * The indexes that staged rows of a table get entries in: of those that came later earlier rows
   * would be missing. COMMIT brings all indexes up to date.
   */
  indexesToWrite(tableId: number): readonly TableIndex[] {
    const { rebuilds } = this.#catalog;
    const present = this.#catalog.indexesOf(tableId);
    const indexes = rebuilds.withFull(present);
    const { indexes: first } = this.#of(tableId);
    if (first === present) return indexes;
    const ids = new Set(first.map(({ record }) => record.id));
    return indexes.filter(({ record }) => ids.has(record.id));
  }

  #of(tableId: number): HeldTable {
    const held = this.#tables.get(tableId);
    assert(held !== undefined, 'a transaction holds the tables that it stages rows of');
    return held;
  }
}

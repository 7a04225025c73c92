import type { ForeignKeyRecord, TableDefinition } from './table-definition.ts';

/** A FOREIGN KEY and the tables that it is between. */
export interface ForeignKey {
  readonly record: ForeignKeyRecord;
  /** The table that has it. */
  readonly tableId: number;
  /** The table that it references. */
  readonly referencedId: number;
}

const none: readonly ForeignKey[] = [];

/** The foreign keys of a table. */
export function foreignKeysOf({ id, foreignKeys }: TableDefinition): readonly ForeignKey[] {
  if (foreignKeys === undefined) return none;
  return foreignKeys.map((record) => ({
    record,
    tableId: id,
    referencedId: record.tableId ?? id,
  }));
}

/** The foreign keys of all tables, by the table that they reference. */
export class ReferencesByTable {
  readonly #to = new Map<number, readonly ForeignKey[]>();

  add(table: TableDefinition): void {
    for (const key of foreignKeysOf(table)) {
      this.#to.set(key.referencedId, [...this.to(key.referencedId), key]);
    }
  }

  remove(table: TableDefinition): void {
    for (const { referencedId } of foreignKeysOf(table)) {
      const left = this.to(referencedId).filter(({ tableId }) => tableId !== table.id);
      if (left.length === 0) this.#to.delete(referencedId);
      else this.#to.set(referencedId, left);
    }
  }

  /** Those that reference a table, its own too. */
  to(tableId: number): readonly ForeignKey[] {
    return this.#to.get(tableId) ?? none;
  }
}

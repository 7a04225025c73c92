import type { TableInfo } from '@kalamdb/sql';
import type { SequenceRecord } from './sequence-record.ts';
import { sequenceRelation } from './sequence-relation.ts';

/** Every sequence, in memory: changed only by effects of durable commits. */
export class SequenceCatalog {
  readonly #byId = new Map<number, SequenceRecord>();
  readonly #byName = new Map<string, SequenceRecord>();
  readonly #byTable = new Map<number, readonly SequenceRecord[]>();
  readonly #relations = new Map<string, TableInfo>();
  #version = 0;

  /** Each change adds 1; how far sequences have come is not part of it. */
  get version(): number {
    return this.#version;
  }

  byId(id: number): SequenceRecord | undefined {
    return this.#byId.get(id);
  }

  find(namespace: string, name: string): SequenceRecord | undefined {
    return this.#byName.get(fullName({ namespace, name }));
  }

  /** The one of the name as queries read it. */
  relation(namespace: string, name: string): TableInfo | undefined {
    return this.#relations.get(fullName({ namespace, name }));
  }

  /** Names of those of a namespace, in no order. */
  *names(namespace: string): Iterable<string> {
    for (const record of this.#byId.values()) if (record.namespace === namespace) yield record.name;
  }

  /** Those that belong to columns of a table. */
  ofTable(tableId: number): readonly SequenceRecord[] {
    return this.#byTable.get(tableId) ?? [];
  }

  /** The one that belongs to a column. */
  ofColumn(tableId: number, columnId: number): SequenceRecord | undefined {
    return this.ofTable(tableId).find(({ owner }) => owner?.columnId === columnId);
  }

  /** All, or those of a namespace, by namespace and name. */
  all(namespace?: string): readonly SequenceRecord[] {
    const records = [...this.#byId.values()].filter(
      (record) => namespace === undefined || record.namespace === namespace,
    );
    return records.sort((a, b) => (fullName(a) < fullName(b) ? -1 : 1));
  }

  /** Takes the place of the one of the same id. */
  put(record: SequenceRecord): void {
    const before = this.#byId.get(record.id);
    if (before !== undefined) this.remove(before);
    this.#byId.set(record.id, record);
    this.#byName.set(fullName(record), record);
    this.#relations.set(fullName(record), sequenceRelation(record));
    this.#version += 1;
    const tableId = record.owner?.tableId;
    if (tableId !== undefined) this.#byTable.set(tableId, [...this.ofTable(tableId), record]);
  }

  remove(record: SequenceRecord): void {
    this.#byId.delete(record.id);
    this.#byName.delete(fullName(record));
    this.#relations.delete(fullName(record));
    this.#version += 1;
    const tableId = record.owner?.tableId;
    if (tableId === undefined) return;
    const others = this.ofTable(tableId).filter(({ id }) => id !== record.id);
    if (others.length === 0) this.#byTable.delete(tableId);
    else this.#byTable.set(tableId, others);
  }
}

function fullName({ namespace, name }: Pick<SequenceRecord, 'namespace' | 'name'>): string {
  return `${namespace}.${name}`;
}

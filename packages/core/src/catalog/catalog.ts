import type { Catalog, TableInfo } from '@kalamdb/sql';
import type { NamespaceRecord } from './namespace-record.ts';
import { SYSTEM_NAMESPACE, systemTableInfos } from './system-schema.ts';
import type { StoredTable } from './table-definition.ts';

/** Most names given for "did you mean". */
const MAX_SUGGESTED_NAMES = 1000;

/**
 * Every namespace and table of the database, in memory: what binding resolves names with. Filled
 * when the database opens; afterwards changed only by effects of durable commits, so nothing is
 * ever seen here that a crash could take back. Each change adds 1 to `version`.
 */
export class CatalogCache implements Catalog {
  readonly #namespaces = new Map<string, NamespaceRecord>();
  readonly #tables = new Map<string, Map<string, StoredTable>>();
  readonly #byId = new Map<number, StoredTable>();
  readonly #leaving = new Set<number>();
  #version = 1;

  /** Plans bound at another version may refer to tables that are no more. */
  get version(): number {
    return this.#version;
  }

  table(namespace: string, name: string): TableInfo | undefined {
    if (namespace === SYSTEM_NAMESPACE) return systemTableInfos.get(name);
    return this.#tables.get(namespace)?.get(name)?.info;
  }

  hasNamespace(namespace: string): boolean {
    return namespace === SYSTEM_NAMESPACE || this.#namespaces.has(namespace);
  }

  tableNames(namespace: string): readonly string[] {
    const names =
      namespace === SYSTEM_NAMESPACE
        ? systemTableInfos.keys()
        : (this.#tables.get(namespace)?.keys() ?? []);
    return [...names].slice(0, MAX_SUGGESTED_NAMES);
  }

  /** A stored (not a system) table by name. */
  find(namespace: string, name: string): StoredTable | undefined {
    return this.#tables.get(namespace)?.get(name);
  }

  /** A stored table by id. */
  byId(tableId: number): StoredTable | undefined {
    return this.#byId.get(tableId);
  }

  /** Whether rows of `table` may still be written: it was neither changed nor is it being dropped. */
  isWritable(table: StoredTable): boolean {
    const { id } = table.definition;
    return this.#byId.get(id) === table && !this.#leaving.has(id);
  }

  namespace(name: string): NamespaceRecord | undefined {
    return this.#namespaces.get(name);
  }

  /** By name. */
  namespaces(): readonly NamespaceRecord[] {
    return [...this.#namespaces.values()].sort((a, b) => byText(a.name, b.name));
  }

  /** All stored tables, or those of one namespace, by namespace and name. */
  storedTables(namespace?: string): readonly StoredTable[] {
    const tables =
      namespace === undefined
        ? [...this.#byId.values()]
        : [...(this.#tables.get(namespace)?.values() ?? [])];
    return tables.sort(byName);
  }

  addNamespace(record: NamespaceRecord): void {
    this.#namespaces.set(record.name, record);
    this.#version += 1;
  }

  removeNamespace(name: string): void {
    this.#namespaces.delete(name);
    this.#version += 1;
  }

  addTable(table: StoredTable): void {
    const { namespace, name, id } = table.definition;
    const tables = this.#tables.get(namespace) ?? new Map<string, StoredTable>();
    tables.set(name, table);
    this.#tables.set(namespace, tables);
    this.#byId.set(id, table);
    this.#version += 1;
  }

  removeTable(table: StoredTable): void {
    const { namespace, name, id } = table.definition;
    const tables = this.#tables.get(namespace);
    tables?.delete(name);
    if (tables?.size === 0) this.#tables.delete(namespace);
    this.#byId.delete(id);
    this.#leaving.delete(id);
    this.#version += 1;
  }

  /**
   * Refuse writes from now on: the drop of `table` is on its way to the disk, and no row may follow
   * it there. `comeBack` undoes this when the drop fails.
   */
  leave(table: StoredTable): void {
    this.#leaving.add(table.definition.id);
  }

  comeBack(table: StoredTable): void {
    this.#leaving.delete(table.definition.id);
  }
}

function byName(a: StoredTable, b: StoredTable): number {
  return (
    byText(a.definition.namespace, b.definition.namespace) ||
    byText(a.definition.name, b.definition.name)
  );
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

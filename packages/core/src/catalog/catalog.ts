import type { Catalog, TableInfo, ViewInfo } from '@kalamdb/sql';
import { SequenceCatalog } from '../sequences/sequence-catalog.ts';
import { type ForeignKey, ReferencesByTable } from './foreign-keys.ts';
import { FormerTables } from './former-tables.ts';
import { IndexRebuilds } from './index-rebuilds.ts';
import type { NamespaceRecord } from './namespace-record.ts';
import type { ObjectKind } from './object-kind.ts';
import { readyIndex } from './ready-index.ts';
import { entriesIdOf, type TableIndex, withEntries } from './stored-index.ts';
import type { RelationName, StoredView } from './stored-view.ts';
import { isSystemNamespace } from './system-namespaces.ts';
import type { SystemTables } from './system-table.ts';
import type { StoredTable } from './table-definition.ts';

const noIndexes: readonly TableIndex[] = [];

/** Most names given for "did you mean". */
const MAX_SUGGESTED_NAMES = 1000;

/**
 * Every namespace, table, view, index and sequence of the database, in memory: what binding resolves names with. Filled
 * when the database opens; afterwards changed only by effects of durable commits, so nothing is
 * ever seen here that a crash could take back. Each change adds 1 to `version`.
 */
export class CatalogCache implements Catalog {
  readonly systemTables: SystemTables;
  /** Their changes count in `version`: plans read them as tables. */
  readonly sequences = new SequenceCatalog();
  readonly rebuilds = new IndexRebuilds();
  readonly #namespaces = new Map<string, NamespaceRecord>();
  readonly #tables = new Map<string, Map<string, StoredTable>>();
  readonly #byId = new Map<number, StoredTable>();
  readonly #views = new Map<string, Map<string, StoredView>>();
  /** By id of the table, then of the index. */
  readonly #indexes = new Map<number, readonly TableIndex[]>();
  readonly #indexNames = new Map<string, Map<string, TableIndex>>();
  /** Tables as they are bound, of those that have indexes to be read. */
  readonly #indexed = new Map<number, TableInfo>();
  readonly #comments = new Map<string, string>();
  readonly #references = new ReferencesByTable();
  readonly #former = new FormerTables();
  readonly #leaving = new Set<number>();
  #version = 1;

  constructor(systemTables: SystemTables) {
    this.systemTables = systemTables;
  }

  /** Plans bound at another version may refer to tables that are no more. */
  get version(): number {
    return this.#version + this.sequences.version;
  }

  table(namespace: string, name: string): TableInfo | undefined {
    if (isSystemNamespace(namespace)) return this.systemTables.find(namespace, name)?.info;
    const info = this.#tables.get(namespace)?.get(name)?.info;
    if (info === undefined) return this.sequences.relation(namespace, name);
    return this.#indexed.get(info.id) ?? info;
  }

  view(namespace: string, name: string): ViewInfo | undefined {
    return this.findView(namespace, name)?.info;
  }

  hasNamespace(namespace: string): boolean {
    return isSystemNamespace(namespace) || this.#namespaces.has(namespace);
  }

  tableNames(namespace: string): readonly string[] {
    const names = isSystemNamespace(namespace)
      ? this.systemTables.names(namespace)
      : [
          ...namesIn(this.#tables, namespace),
          ...namesIn(this.#views, namespace),
          ...this.sequences.names(namespace),
        ];
    return [...names].slice(0, MAX_SUGGESTED_NAMES);
  }

  /** A stored (not a system) table by name. */
  find(namespace: string, name: string): StoredTable | undefined {
    return this.#tables.get(namespace)?.get(name);
  }

  findView(namespace: string, name: string): StoredView | undefined {
    return this.#views.get(namespace)?.get(name);
  }

  /** All views, or those of one namespace, by namespace and name. */
  storedViews(namespace?: string): readonly StoredView[] {
    const maps = namespace === undefined ? [...this.#views.values()] : [this.#views.get(namespace)];
    return maps
      .flatMap((views) => [...(views?.values() ?? [])])
      .sort((a, b) => byName(a.record, b.record));
  }

  findIndex(namespace: string, name: string): TableIndex | undefined {
    return this.#indexNames.get(namespace)?.get(name);
  }

  /** The indexes of a table, in the order of their ids. */
  indexesOf(tableId: number): readonly TableIndex[] {
    return this.#indexes.get(tableId) ?? noIndexes;
  }

  /** What a commit keeps up to date: the indexes of a table, with the new entries of rebuilt ones. */
  indexesToWrite(tableId: number): readonly TableIndex[] {
    return this.rebuilds.withNew(this.indexesOf(tableId));
  }

  /** Whether the index, in this very state, is there. */
  hasIndex(index: TableIndex): boolean {
    return this.indexesOf(index.record.tableId).includes(index);
  }

  /** All indexes, by namespace and name. */
  storedIndexes(): readonly TableIndex[] {
    return [...this.#indexes.values()].flat().sort((a, b) => byName(a.record, b.record));
  }

  /** Those that are not ready yet, in no order. */
  *buildingIndexes(): Iterable<TableIndex> {
    for (const indexes of this.#indexes.values()) {
      for (const index of indexes) if (index.record.state === 'building') yield index;
    }
  }

  /** What has the name, be it of the system; `undefined` if nothing has. */
  kindOf(namespace: string, name: string): ObjectKind | undefined {
    const relation = this.table(namespace, name);
    if (relation !== undefined) return relation.kind === 'sequence' ? 'sequence' : 'table';
    if (this.findView(namespace, name) !== undefined) return 'view';
    return this.findIndex(namespace, name) && 'index';
  }

  /** Whether anything has the name. */
  isTaken(namespace: string, name: string): boolean {
    return this.kindOf(namespace, name) !== undefined;
  }

  /** A stored table by id. */
  byId(tableId: number): StoredTable | undefined {
    return this.#byId.get(tableId);
  }

  /**
   * A stored table as it was at a version of the catalog. `undefined` if it is not there any more, or
   * has changed so often that its state is forgotten.
   */
  byIdAt(tableId: number, version: number): StoredTable | undefined {
    const former = this.#former.at(tableId, version);
    return former === 'present' ? this.#byId.get(tableId) : former?.table;
  }

  /**
   * An index that holds all rows at present, over its table as it was at a version of the catalog:
   * what it is made of are places in rows of then. `undefined` as for `byIdAt`, or if there is none.
   */
  readyIndexAt(tableId: number, indexId: number, version: number): TableIndex | undefined {
    const present = readyIndex(this, tableId, indexId);
    const former = this.#former.at(tableId, version);
    if (present === undefined || former === 'present') return present;
    const index = former?.indexes.find(({ record }) => record.id === indexId);
    return index && withEntries(index, entriesIdOf(present.record));
  }

  /** The foreign keys that reference a table, its own too. */
  foreignKeysTo(tableId: number): readonly ForeignKey[] {
    return this.#references.to(tableId);
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

  /** The stored tables of one kind, in no order. */
  *tablesOfKind(kind: StoredTable['definition']['kind']): Iterable<StoredTable> {
    for (const table of this.#byId.values()) if (table.definition.kind === kind) yield table;
  }

  /** All stored tables, or those of one namespace, by namespace and name. */
  storedTables(namespace?: string): readonly StoredTable[] {
    const tables =
      namespace === undefined
        ? [...this.#byId.values()]
        : [...(this.#tables.get(namespace)?.values() ?? [])];
    return tables.sort((a, b) => byName(a.definition, b.definition));
  }

  /** The comment on what `key` stands for; see `commentKeys`. */
  comment(key: string): string | undefined {
    return this.#comments.get(key);
  }

  /** Nothing that is planned depends on comments, so the version stays. */
  setComment(key: string, text: string | undefined): void {
    if (text === undefined) this.#comments.delete(key);
    else this.#comments.set(key, text);
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
    this.#references.add(table.definition);
    this.#version += 1;
  }

  removeTable(table: StoredTable): void {
    const { namespace, name, id } = table.definition;
    const tables = this.#tables.get(namespace);
    tables?.delete(name);
    if (tables?.size === 0) this.#tables.delete(namespace);
    this.#byId.delete(id);
    this.#references.remove(table.definition);
    this.#former.remove(id);
    this.#leaving.delete(id);
    for (const index of this.indexesOf(id)) this.removeIndex(index);
    this.#version += 1;
  }

  /** `after`, of the same id, takes the place of `before`, and `indexes` of all of its indexes. */
  replaceTable(before: StoredTable, after: StoredTable, indexes: readonly TableIndex[]): void {
    const { version } = this;
    const former = this.indexesOf(before.definition.id);
    for (const index of former) this.removeIndex(index);
    this.#tables.get(before.definition.namespace)?.delete(before.definition.name);
    this.#references.remove(before.definition);
    this.addTable(after);
    for (const index of indexes) this.addIndex(index);
    this.#former.add(before, former, version);
  }

  /** Takes the place of the index of the same id. Its table is there. */
  addIndex(index: TableIndex): void {
    const { namespace, name, id, tableId } = index.record;
    const others = this.indexesOf(tableId).filter(({ record }) => record.id !== id);
    this.#setIndexes(tableId, [...others, index]);
    const names = this.#indexNames.get(namespace) ?? new Map<string, TableIndex>();
    names.set(name, index);
    this.#indexNames.set(namespace, names);
  }

  removeIndex(index: TableIndex): void {
    const { namespace, name, id, tableId } = index.record;
    this.#setIndexes(
      tableId,
      this.indexesOf(tableId).filter(({ record }) => record.id !== id),
    );
    const names = this.#indexNames.get(namespace);
    names?.delete(name);
    if (names?.size === 0) this.#indexNames.delete(namespace);
  }

  #setIndexes(tableId: number, indexes: readonly TableIndex[]): void {
    if (indexes.length === 0) this.#indexes.delete(tableId);
    else
      this.#indexes.set(
        tableId,
        indexes.toSorted((a, b) => a.record.id - b.record.id),
      );
    const ready = this.indexesOf(tableId).filter(({ record }) => record.state === 'ready');
    const table = this.#byId.get(tableId);
    if (ready.length === 0 || table === undefined) this.#indexed.delete(tableId);
    else this.#indexed.set(tableId, { ...table.info, indexes: ready.map(({ info }) => info) });
    this.#version += 1;
  }

  /** Takes the place of a view of the same name. */
  addView(view: StoredView): void {
    const { namespace, name } = view.record;
    const views = this.#views.get(namespace) ?? new Map<string, StoredView>();
    views.set(name, view);
    this.#views.set(namespace, views);
    this.#version += 1;
  }

  removeView(view: StoredView): void {
    const { namespace, name } = view.record;
    const views = this.#views.get(namespace);
    views?.delete(name);
    if (views?.size === 0) this.#views.delete(namespace);
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

function namesIn(
  byNamespace: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  namespace: string,
): Iterable<string> {
  return byNamespace.get(namespace)?.keys() ?? [];
}

function byName(a: RelationName, b: RelationName): number {
  return byText(a.namespace, b.namespace) || byText(a.name, b.name);
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

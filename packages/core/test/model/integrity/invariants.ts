import { expect } from '@jest/globals';
import type { ExecutionContext, Row } from '@kalamdb/sql';
import {
  type ByteRange,
  compareBytes,
  decodePartitionKey,
  indexRange,
  type KeyValueStore,
  keyPrefix,
  rowDeleted,
  tableHeads,
  tableRanges,
  wholeKeyspace,
} from '@kalamdb/store';
import type { CatalogCache } from '../../../src/catalog/catalog.ts';
import { foreignKeysOf } from '../../../src/catalog/foreign-keys.ts';
import { entriesIdOf, type TableIndex } from '../../../src/catalog/stored-index.ts';
import type { ForeignKeyRecord, StoredTable } from '../../../src/catalog/table-definition.ts';
import type { Database } from '../../../src/database.ts';
import { entryKey, prefixOf } from '../../../src/table/index-range.ts';
import { wholeRowDecoder } from '../../../src/table/row-decoder.ts';
import { root, run } from '../../database/run.ts';

/** A live row as the store has it. */
interface FoundRow {
  readonly scope: string;
  readonly primaryKey: Uint8Array;
  /** Of all columns. */
  readonly row: Row;
}

export type FoundRows = ReadonlyMap<StoredTable, readonly FoundRow[]>;

export function catalogOf({ catalog }: Database): CatalogCache {
  return catalog as CatalogCache;
}

/** All live rows of all users, read from the store without any index or cache. */
export async function findRows(store: KeyValueStore, catalog: CatalogCache): Promise<FoundRows> {
  const found = new Map<StoredTable, readonly FoundRow[]>();
  for (const table of catalog.storedTables()) {
    const decoder = wholeRowDecoder(table);
    const rows: FoundRow[] = [];
    for await (const entries of store.scan(tableHeads(table.definition.id))) {
      for (const [key, head] of entries) {
        if (rowDeleted(head)) continue;
        const { scope, rest: primaryKey } = decodePartitionKey(key);
        rows.push({ scope, primaryKey, row: decoder.read(head) });
      }
    }
    found.set(table, rows);
  }
  return found;
}

/** What constraints and indexes promise holds for all rows. */
export async function checkInvariants(
  store: KeyValueStore,
  database: Database,
): Promise<FoundRows> {
  const catalog = catalogOf(database);
  const found = await findRows(store, catalog);
  for (const [table, rows] of found) {
    checkColumns(table, rows);
    for (const { record } of foreignKeysOf(table.definition)) checkReferences(found, table, record);
    for (const index of catalog.indexesOf(table.definition.id)) {
      if (index.record.state === 'ready') await checkEntries(store, index, rows);
    }
    for (const unique of table.definition.uniques ?? []) {
      expect(catalog.findIndex(table.definition.namespace, unique.name)?.record.state).toBe(
        'ready',
      );
    }
  }
  await checkQueries(database, found);
  await checkTold(database, found);
  return found;
}

const noContext = {} as ExecutionContext;

function checkColumns(
  { info, checks, generated, sequenceColumn }: StoredTable,
  rows: readonly FoundRow[],
): void {
  for (const { row } of rows) {
    const missing = info.columns.filter(
      ({ nullable }, place) => place < sequenceColumn && !nullable && row[place] === null,
    );
    expect({ row, missing: missing.map(({ name }) => name) }).toEqual({ row, missing: [] });
    const broken = checks.filter((check) => !check.allows(row, noContext));
    expect({ row, broken: broken.map(({ text }) => text) }).toEqual({ row, broken: [] });
    for (const { column, evaluate } of generated) expect(row[column]).toEqual(evaluate(row));
  }
}

function checkReferences(found: FoundRows, table: StoredTable, record: ForeignKeyRecord): void {
  const parent = [...found.keys()].find(
    ({ definition }) => definition.id === (record.tableId ?? table.definition.id),
  ) as StoredTable;
  const nameOf = ({ columnIds, definition }: StoredTable, ids: readonly number[]) => {
    return ({ scope, row }: FoundRow): string | undefined => {
      const values = ids.map((id) => row[columnIds.indexOf(id)] ?? null);
      const owner =
        definition.kind === 'shared' || parent.definition.kind === 'shared' ? '' : scope;
      return values.includes(null) ? undefined : `${owner}: ${values.join(', ')}`;
    };
  };
  const parents = new Set((found.get(parent) ?? []).map(nameOf(parent, record.referenced)));
  const named = (found.get(table) ?? []).map(nameOf(table, record.columns));
  const orphans = named.filter((name) => name !== undefined && !parents.has(name));
  expect({ [record.name]: orphans }).toEqual({ [record.name]: [] });
}

/** Every row is in the index once, nothing else is, and what is unique is there once. */
async function checkEntries(
  store: KeyValueStore,
  index: TableIndex,
  rows: readonly FoundRow[],
): Promise<void> {
  const { tableId, name } = index.record;
  const expected = rows.flatMap(({ scope, primaryKey, row }) => {
    const entry = entryKey(index, prefixOf(index, scope), row, primaryKey);
    return entry === undefined ? [] : [`${hex(entry.key)} ${hex(primaryKey)}`];
  });
  const stored: string[] = [];
  for await (const entries of store.scan(indexRange(tableId, entriesIdOf(index.record)))) {
    for (const [key, primaryKey] of entries) stored.push(`${hex(key)} ${hex(primaryKey)}`);
  }
  expect({ [name]: stored }).toEqual({ [name]: expected.sort() });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A query of all rows, which may use caches, gives the rows of the store. */
async function checkQueries(database: Database, found: FoundRows): Promise<void> {
  for (const [{ definition, sequenceColumn }, rows] of found) {
    const own = definition.kind === 'shared' ? '' : root.userId;
    const expected = rows
      .filter(({ scope }) => scope === own)
      .map(({ row }) => row.slice(0, sequenceColumn));
    const { namespace, name } = definition;
    expect(await run(database, root, `SELECT * FROM ${namespace}.${name}`)).toEqual(expected);
  }
}

/** The tables that the system describes are those that are there, with their columns and indexes. */
async function checkTold(database: Database, found: FoundRows): Promise<void> {
  const tables = [...found.keys()];
  const columns = tables.flatMap(({ definition: { name, columns: records } }) =>
    records.map((record) => `${name}.${record.name}`),
  );
  const indexes = catalogOf(database)
    .storedIndexes()
    .map(({ record: { name } }) => name);
  const told = async (sql: string) => ((await run(database, root, sql)) as Row[]).flat().sort();
  expect(
    await told(`
      SELECT table_name || '.' || column_name FROM information_schema.columns
      WHERE table_schema = 'default' AND table_name IN (
        SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')`),
  ).toEqual(columns.sort());
  expect(await told('SELECT index_name FROM system.indexes')).toEqual(indexes.sort());
}

/** Nothing is left of what was dropped, nor of indexes that came to nothing. */
export async function checkErased(store: KeyValueStore, database: Database): Promise<void> {
  const catalog = catalogOf(database);
  const ranges = catalog
    .storedTables()
    .flatMap(({ definition: { id } }) => [
      ...rowRanges(id),
      ...catalog.indexesOf(id).map(({ record }) => indexRange(id, entriesIdOf(record))),
    ]);
  const isKept = (key: Uint8Array) =>
    ranges.some(({ gte, lt }) => compareBytes(key, gte) >= 0 && compareBytes(key, lt) < 0);
  const left: string[] = [];
  for await (const entries of store.scan(wholeKeyspace())) {
    for (const [key] of entries) if (ofTables.has(key[0]) && !isKept(key)) left.push(hex(key));
  }
  expect(left).toEqual([]);
}

/** Of a table's rows. Counters that are left over are read by nobody. */
function rowRanges(tableId: number): readonly ByteRange[] {
  const others: readonly unknown[] = [keyPrefix.INDEX, keyPrefix.COUNTER];
  return tableRanges(tableId).filter(({ gte }) => !others.includes(gte[0]));
}

const ofTables: ReadonlySet<unknown> = new Set([
  keyPrefix.INDEX,
  ...rowRanges(0).map(({ gte }) => gte[0]),
]);

import type { Row, TableInfo } from '@kalamdb/sql';
import type { CatalogCache } from './catalog.ts';
import type { IndexRecord } from './stored-index.ts';

/** The rows of system.indexes, for whoever may know of the tables that `isVisible` holds for. */
export function indexRows({
  catalog,
  isVisible,
}: {
  readonly catalog: CatalogCache;
  isVisible(table: TableInfo): boolean;
}): readonly Row[] {
  return catalog.storedIndexes().flatMap(({ record }): readonly Row[] => {
    const table = catalog.byId(record.tableId);
    if (table === undefined || !isVisible(table.info)) return [];
    const { namespace, name, unique, state, createdAt } = record;
    const tableName = table.definition.name;
    const text = definition(record, tableName);
    return [[namespace, tableName, name, unique, state, text, BigInt(createdAt)]];
  });
}

/** The statement that makes the index. */
function definition({ namespace, name, unique, keys, whereText }: IndexRecord, table: string) {
  const list = keys.map(({ text, descending, nullsFirst }) => {
    const nulls = nullsFirst === descending ? '' : ` NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
    return `${text}${descending ? ' DESC' : ''}${nulls}`;
  });
  const where = whereText === undefined ? '' : ` WHERE ${whereText}`;
  const kind = unique ? 'UNIQUE INDEX' : 'INDEX';
  return `CREATE ${kind} ${name} ON ${namespace}.${table} (${list.join(', ')})${where}`;
}

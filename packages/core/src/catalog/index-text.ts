import { quoteName } from '@kalamdb/sql';
import type { IndexRecord } from './stored-index.ts';

/** The statement that makes an index of the table of this name. */
export function indexText(
  { namespace, name, unique, nullsDistinct = true, keys, whereText }: IndexRecord,
  tableName: string,
): string {
  const list = keys.map(({ text, descending, nullsFirst }) => {
    const place = nullsFirst === descending ? '' : ` NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
    return `${text}${descending ? ' DESC' : ''}${place}`;
  });
  const where = whereText === undefined ? '' : ` WHERE ${whereText}`;
  const nulls = nullsDistinct ? '' : ' NULLS NOT DISTINCT';
  const kind = unique ? 'UNIQUE INDEX' : 'INDEX';
  const table = `${quoteName(namespace)}.${quoteName(tableName)}`;
  return `CREATE ${kind} ${quoteName(name)} ON ${table} (${list.join(', ')})${nulls}${where}`;
}

import { isKeyType, parseTypeName, SqlError, type UniqueConstraint } from '@kalamdb/sql';
import type { ColumnRecord, UniqueRecord } from '../table-definition.ts';
import { type ConstrainedTable, constraintName } from './constraint-name.ts';
import { namedColumns } from './named-columns.ts';

/** Most UNIQUE constraints of a table. */
const MAX_UNIQUES = 100;

/**
 * A UNIQUE constraint as stored. A name that is not given is PostgreSQL's: the table, the columns and
 * `key`. `isTaken`: whether something of the namespace has a name. Throws SqlError SQL_INVALID_NAME,
 * SQL_DUPLICATE_NAME, SQL_UNKNOWN_COLUMN, SQL_INVALID_TABLE, SQL_UNSUPPORTED.
 */
export function defineUnique(
  table: ConstrainedTable,
  { name, columns: written, nullsDistinct, at }: UniqueConstraint,
  isTaken: (name: string) => boolean,
): UniqueRecord {
  if (table.kind === 'stream') throw noUniqueStream(table, at);
  if ((table.uniques ?? []).length >= MAX_UNIQUES) {
    const message = `table "${table.name}" has more than ${MAX_UNIQUES} UNIQUE constraints`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: at });
  }
  const columns = namedColumns(table, written, 'UNIQUE');
  for (const [place, column] of columns.entries()) checkOrder(column, written[place]?.at ?? at);
  const words = columns.map((column) => column.name);
  return {
    name: constraintName(table, name, { words, last: 'key', isTaken }),
    columns: columns.map(({ id }) => id),
    nullsDistinct,
  };
}

function checkOrder({ name, type }: ColumnRecord, position: number): void {
  if (isKeyType(parseTypeName(type))) return;
  throw new SqlError('SQL_INVALID_TABLE', `column "${name}" of type ${type} cannot be UNIQUE`, {
    position,
    hint: 'Use a type with an order, such as BIGINT, TEXT or UUID.',
  });
}

function noUniqueStream({ namespace, name }: ConstrainedTable, position: number): SqlError {
  return new SqlError('SQL_UNSUPPORTED', `STREAM table "${namespace}.${name}" cannot have UNIQUE`, {
    position,
    hint: 'Its rows are found by their key and by time: make the columns its PRIMARY KEY.',
  });
}

import { type Name, SqlError } from '@kalamdb/sql';
import type { ColumnRecord, TableDefinition } from '../table-definition.ts';

/** Most columns of one constraint. */
const MAX_COLUMNS = 32;

/**
 * The columns that a constraint names, in its order. Throws SqlError at the name: SQL_UNKNOWN_COLUMN,
 * SQL_DUPLICATE_NAME, SQL_INVALID_TABLE for too many. `constraint` is what it is called in errors.
 */
export function namedColumns(
  table: Pick<TableDefinition, 'name' | 'columns'>,
  names: readonly Name[],
  constraint: string,
): readonly ColumnRecord[] {
  if (names.length > MAX_COLUMNS) {
    const message = `${constraint} has at most ${MAX_COLUMNS} columns`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: names[MAX_COLUMNS]?.at });
  }
  const found = new Set<ColumnRecord>();
  for (const name of names) {
    const column = table.columns.find((known) => known.name === name.text);
    if (column === undefined) {
      const message = `column "${name.text}" named in ${constraint} does not exist`;
      throw new SqlError('SQL_UNKNOWN_COLUMN', message, { position: name.at });
    }
    if (found.has(column)) {
      const message = `column "${name.text}" appears twice in ${constraint}`;
      throw new SqlError('SQL_DUPLICATE_NAME', message, { position: name.at });
    }
    found.add(column);
  }
  return [...found];
}

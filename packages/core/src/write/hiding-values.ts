import { SqlError, type SqlErrorCode } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';

/** What no error with these codes quotes is a value of a row. */
const codesWithoutValues: ReadonlySet<SqlErrorCode> = new Set([
  'SQL_DIVISION_BY_ZERO',
  'SQL_SEQUENCE_EXHAUSTED',
  'SQL_CANCELED',
  'SQL_OUT_OF_MEMORY',
]);

/**
 * The result of `action`, which computes with a stored row on behalf of somebody who may not read
 * it: whoever changes a table meets the rows of all its users. Errors come without values of the row.
 */
export function hidingValues<T>(table: StoredTable, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw withoutValues(error, table);
  }
}

/** `error`, which a stored row of `table` has caused, as it may be told to anybody. */
export function withoutValues(error: unknown, table: StoredTable): unknown {
  if (mayBeRead(table)) return error;
  if (error instanceof CoreError) return error.withoutValues();
  if (!(error instanceof SqlError) || codesWithoutValues.has(error.code)) return error;
  const { namespace, name } = table.definition;
  const message = `a row of table '${namespace}.${name}' has a value that does not fit`;
  return new SqlError(error.code, message, {
    position: error.position,
    sqlState: error.sqlState,
    hint: 'It is not shown, for it may be that of another user.',
  });
}

/** Whether everybody who may change the table may read it as well. */
function mayBeRead({ definition: { kind, options } }: StoredTable): boolean {
  return kind === 'shared' && options.accessLevel !== 'dba';
}

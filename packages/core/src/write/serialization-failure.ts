import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';

const hint = 'Run the transaction again from its beginning.';

/** The error of the second of two transactions that write the same row: the first one wins. */
export function rowHasChanged(table: StoredTable | undefined): CoreError {
  return conflict(`a row of ${nameOf(table)} was changed after the transaction began`);
}

/** The error of one that has locked a row that another one has changed, or has locked as well. */
export function rowIsTaken(table: StoredTable | undefined): CoreError {
  return conflict(`a row of ${nameOf(table)} was changed or locked after the transaction began`);
}

function nameOf(table: StoredTable | undefined): string {
  if (table === undefined) return 'a dropped table';
  return `table '${table.definition.namespace}.${table.definition.name}'`;
}

/** The error of a transaction that would not give the same when run after those that committed. */
export function readHasChanged(): CoreError {
  return conflict('rows that the transaction has read were changed after it began');
}

function conflict(message: string): CoreError {
  return new CoreError('CORE_SERIALIZATION_FAILURE', message, { hint });
}

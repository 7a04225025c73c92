import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';

const hint = 'Run the transaction again from its beginning.';

/** The error of the second of two transactions that write the same row: the first one wins. */
export function rowHasChanged(table: StoredTable | undefined): CoreError {
  const name = table && `${table.definition.namespace}.${table.definition.name}`;
  const where = name === undefined ? 'a dropped table' : `table '${name}'`;
  return conflict(`a row of ${where} was changed after the transaction began`);
}

/** The error of a transaction that would not give the same when run after those that committed. */
export function readHasChanged(): CoreError {
  return conflict('rows that the transaction has read were changed after it began');
}

function conflict(message: string): CoreError {
  return new CoreError('CORE_SERIALIZATION_FAILURE', message, { hint });
}

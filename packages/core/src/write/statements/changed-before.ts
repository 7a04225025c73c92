import { SqlError } from '@kalamdb/sql';
import { rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../../catalog/table-definition.ts';
import type { WriteRun } from '../write-run.ts';

/** Whether the statement that the run is part of has made this version of a row. */
export function isChangedBefore({ part }: WriteRun, head: Uint8Array | undefined): boolean {
  return part !== undefined && head !== undefined && rowSequence(head) > part.since;
}

/** The error of a row that another write of the same statement has changed or deleted. */
export function changedTwice({ info: { namespace, name } }: StoredTable): SqlError {
  return new SqlError(
    'SQL_CARDINALITY',
    `two parts of the statement change the same row of table '${namespace}.${name}'`,
    { hint: 'Let their conditions be about different rows, or write them as one.' },
  );
}

import { SqlError } from '@kalamdb/sql';
import { buildTableIndex, type IndexRecord, type TableIndex } from '../stored-index.ts';
import type { StoredTable } from '../table-definition.ts';

/** What becomes of the indexes of a table that is changed. */
export interface AlteredIndexes {
  readonly kept: readonly KeptIndex[];
  readonly dropped: readonly TableIndex[];
}

interface KeptIndex {
  readonly before: TableIndex;
  readonly after: TableIndex;
}

/**
 * The indexes of the records, bound to the table `next`, and those that have none. SQL_UNSUPPORTED
 * when the entries of one would have to be made anew because the type of a column has changed.
 */
export function alteredIndexes(
  indexes: readonly TableIndex[],
  records: readonly IndexRecord[],
  next: StoredTable,
): AlteredIndexes {
  const kept: KeptIndex[] = [];
  const dropped: TableIndex[] = [];
  for (const before of indexes) {
    const record = records.find(({ id }) => id === before.record.id);
    if (record === undefined) {
      dropped.push(before);
      continue;
    }
    const after = buildTableIndex(record, next);
    if (!after.types.every((type, index) => isSameKey(type, before.types[index]))) {
      throw needsAnotherIndex(record);
    }
    kept.push({ before, after });
  }
  return { kept, dropped };
}

type KeyType = TableIndex['types'][number];

/** Integers of all sizes have the same bytes in keys. */
function isSameKey(a: KeyType, b: KeyType | undefined): boolean {
  return a === b || [a, b].every((type) => type === 'int32' || type === 'int64');
}

function needsAnotherIndex({ namespace, name }: IndexRecord): SqlError {
  return new SqlError(
    'SQL_UNSUPPORTED',
    `the type cannot be changed: index "${namespace}.${name}" has entries of the present one`,
    { hint: `DROP INDEX ${namespace}.${name} first, and create it again afterwards.` },
  );
}

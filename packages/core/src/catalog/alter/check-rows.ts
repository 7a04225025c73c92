import type { Row } from '@kalamdb/sql';
import { decodePartitionKey, type KeyValueStore, rowDeleted, tableHeads } from '@kalamdb/store';
import { wholeRowDecoder } from '../../table/row-decoder.ts';
import { throwIfCanceled } from '../../throw-if-canceled.ts';
import { startTimeSlice } from '../../write/time-slice.ts';
import type { StoredTable } from '../table-definition.ts';

/**
 * Look at every row of `table`, of all users, as `check` wants them: it throws what is wrong with a
 * row of all columns and a scope. SQL_CANCELED after `signal`.
 */
export async function checkRows(
  store: KeyValueStore,
  table: StoredTable,
  check: (row: Row, scope: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const decoder = wholeRowDecoder(table);
  const slice = startTimeSlice();
  const snapshot = store.snapshot();
  try {
    for await (const entries of snapshot.scan(tableHeads(table.definition.id))) {
      for (const [key, version] of entries) {
        if (!rowDeleted(version)) check(decoder.read(version), decodePartitionKey(key).scope);
        if (!slice.isSpent()) continue;
        await slice.pause();
        throwIfCanceled(signal);
      }
    }
  } finally {
    snapshot.close();
  }
}

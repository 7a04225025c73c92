import type { StoredTable } from '../../catalog/table-definition.ts';
import { submitWrites } from '../submit-write.ts';
import type { WriteRun } from '../write-run.ts';
import { stageChanges } from './change-rows.ts';
import { deleteOf } from './delete.ts';
import { searchOf } from './matching-rows.ts';

/** A table to empty, and how its rows are written. */
export interface EmptiedTable {
  readonly table: StoredTable;
  readonly run: WriteRun;
}

const allRows = { source: undefined, access: { kind: 'full' }, predicate: undefined } as const;
const nothingReturned = { rows: undefined, add: () => undefined };

/**
 * TRUNCATE: delete all rows of some tables (at least one), in their order, as one commit. Resolves
 * with the number of rows once that is durable. Rejects as a DELETE does.
 */
export async function truncateTables(tables: readonly EmptiedTable[]): Promise<number> {
  const changes = await Promise.all(tables.map(findRows));
  const [{ run }] = tables as readonly [EmptiedTable];
  return submitWrites(
    run,
    tables.map(({ table }) => table),
    async (staging) => {
      let count = 0;
      for (const change of changes)
        count += (await stageChanges(staging, change.run, change)).count;
      return count;
    },
  );
}

async function findRows({ table, run }: EmptiedTable) {
  const search = searchOf(allRows, table);
  const found = await search.find(run);
  const change = { table, search, stage: deleteOf(table), returning: undefined };
  return { ...change, run, found, returned: nothingReturned };
}

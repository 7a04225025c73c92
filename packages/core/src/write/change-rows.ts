import type { Row } from '@kalamdb/sql';
import { headKey, rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../catalog/table-definition.ts';
import { oldestSequence } from '../table/partition-view.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { isVisible } from '../table/versions.ts';
import type { Match, RowSearch } from './matching-rows.ts';
import { checkWritable } from './stage-version.ts';
import type { Staging } from './staging.ts';
import { startTimeSlice } from './time-slice.ts';
import type { CompiledWrite, WriteRun } from './write-run.ts';

/** A row to change, as it is when its turn comes. */
interface LiveRow {
  readonly primaryKey: Uint8Array;
  readonly head: Uint8Array;
  /** Of all columns. */
  readonly row: Row;
}

/** Stages the change of one row, the statement's `number`th; false when nothing is to change. */
export type StageChange = (
  staging: Staging,
  run: WriteRun,
  live: LiveRow,
  number: number,
) => boolean | Promise<boolean>;

/**
 * A write that finds rows and changes each. Rows are found at the run's snapshot, outside of the
 * writer; then, inside of it, each is taken as it is by now, as PostgreSQL's READ COMMITTED does: a
 * row that was changed in between must match again, and one that is gone is left out.
 */
export function compileChange(
  table: StoredTable,
  search: RowSearch,
  stageChange: StageChange,
): CompiledWrite {
  return async (run) => {
    const found = await search.find(run);
    if (found.length === 0) return 0;
    return run.committer.submit(async (staging) => {
      checkWritable(run, table);
      const oldest = oldestSequence(table, run.context);
      const slice = startTimeSlice();
      let count = 0;
      for (const match of found) {
        const live = await readLive(staging, run, { table, oldest, match, search });
        if (live !== undefined && (await stageChange(staging, run, live, count + 1))) count += 1;
        if (slice.isSpent()) await slice.pause();
      }
      return count;
    });
  };
}

interface Candidate {
  readonly table: StoredTable;
  readonly oldest: bigint;
  readonly match: Match;
  readonly search: RowSearch;
}

/** The matching row as it is by now, `undefined` when it is gone or matches no longer. */
async function readLive(
  staging: Staging,
  { scope, context }: WriteRun,
  { table, oldest, match, search }: Candidate,
): Promise<LiveRow | undefined> {
  const { primaryKey, sequence } = match;
  const head = staging.get(headKey(table.definition.id, scope, primaryKey));
  if (head === undefined || !isVisible({ oldest }, head, false)) return undefined;
  const row = wholeRowDecoder(table).read(head);
  const isAsFound = rowSequence(head) === sequence;
  const isMatch = isAsFound || (await search.matches(row, context));
  return isMatch ? { primaryKey, head, row } : undefined;
}

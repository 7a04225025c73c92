import type { BoundReturning, Row } from '@kalamdb/sql';
import { headKey, rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { oldestSequence } from '../../table/partition-view.ts';
import { wholeRowDecoder } from '../../table/row-decoder.ts';
import { findVersion, isNewerThan, isVisible } from '../../table/versions.ts';
import type { Staging } from '../commit/staging.ts';
import type { LiveRow } from '../live-row.ts';
import { enterKeys, isMoving, type MovingRow, type WaitingRow } from '../moving-row.ts';
import { rowHasChanged } from '../serialization-failure.ts';
import { submitWrite } from '../submit-write.ts';
import { startTimeSlice } from '../time-slice.ts';
import type { CompiledWrite, WriteOutcome, WriteRun } from '../write-run.ts';
import { changedTwice, isChangedBefore } from './changed-before.ts';
import type { Match, RowSearch } from './matching-rows.ts';
import { compileReturning, type ReturnedRows } from './returned-rows.ts';

/**
 * Stages the change of one row, the statement's `number`th. Gives the row as it then is, or as it
 * waits for its new key.
 */
export type StageChange = (
  staging: Staging,
  run: WriteRun,
  live: LiveRow,
  number: number,
) => Row | MovingRow | Promise<Row | MovingRow>;

/** How the rows of an UPDATE or DELETE are found, changed and returned. */
export interface Change {
  readonly table: StoredTable;
  readonly search: RowSearch;
  readonly stage: StageChange;
  readonly returning: BoundReturning | undefined;
}

/**
 * A write that finds rows and changes each. Rows are found at the run's snapshot, outside of the
 * writer; then, inside of it, each is taken as it is by now, as PostgreSQL's READ COMMITTED does: a
 * row that was changed in between must match again, and one that is gone is left out. In a
 * transaction, a row that matched and was changed in between is refused instead.
 */
export function compileChange(change: Change): CompiledWrite {
  const { search } = change;
  const openReturned = compileReturning(change.returning);
  return async (run) => {
    const found = await search.find(run);
    if (found.length === 0) return { count: 0, returned: openReturned(run).rows };
    return submitWrite(run, change.table, (staging) =>
      stageChanges(staging, run, { ...change, found, returned: openReturned(run) }),
    );
  };
}

/** A change with the rows that an execution has found. */
interface FoundChange extends Change {
  readonly found: readonly Match[];
  readonly returned: ReturnedRows;
}

/** Stage the changes of all found rows that still match. */
export async function stageChanges(
  staging: Staging,
  run: WriteRun,
  { table, search, stage, found, returned }: FoundChange,
): Promise<WriteOutcome> {
  const oldest = oldestSequence(table, run.context);
  const slice = startTimeSlice();
  const waiting: WaitingRow[] = [];
  let count = 0;
  for (const match of found) {
    const live = await readLive(staging, run, { table, oldest, match, search });
    if (live !== undefined) {
      count += 1;
      const give = (row: Row) => returned.add(beside(row, match.source));
      const staged = await stage(staging, run, live, count);
      if (isMoving(staged)) waiting.push({ moving: staged, entered: give });
      else await give(staged);
    }
    if (slice.isSpent()) await slice.pause();
  }
  await enterKeys(staging, waiting);
  return { count, returned: returned.rows };
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
  run: WriteRun,
  candidate: Candidate,
): Promise<LiveRow | undefined> {
  const { scope, context } = run;
  const { table, oldest, match, search } = candidate;
  const { primaryKey, sequence } = match;
  if (run.newerRows === 'refuse' && sequence === undefined && !isSeen(run, candidate)) return;
  const head = staging.get(headKey(table.definition.id, scope, primaryKey));
  if (run.newerRows === 'refuse' && head !== undefined && isNewerThan(head, run.at)) {
    return refuseMatch(run, candidate, rowHasChanged);
  }
  if (isChangedBefore(run, head)) return refuseMatch(run, candidate, changedTwice);
  if (head === undefined || !isVisible({ oldest }, head, false)) return undefined;
  const row = wholeRowDecoder(table).read(head);
  const isAsFound = rowSequence(head) === sequence;
  const input = beside(row, match.source);
  const isMatch = isAsFound || (await search.matches(input, context));
  return isMatch ? { primaryKey, head, row, input } : undefined;
}

/** `row` with what stands behind it. */
function beside(row: Row, source: Row | undefined): Row {
  return source === undefined ? row : [...row, ...source];
}

/** Whether there is a row at the snapshot: else its present, which a transaction is held to, is not read. */
function isSeen(run: WriteRun, { table, oldest, match }: Candidate): boolean {
  const { scope, at } = run;
  return findVersion(run.openRows(), { table, scope, at, oldest }, match.primaryKey) !== undefined;
}

/** A row that has changed since it was searched: refused if it matched then, else left out. */
async function refuseMatch(
  run: WriteRun,
  { table, oldest, match, search }: Candidate,
  refusal: (table: StoredTable) => Error,
): Promise<undefined> {
  if (match.sequence !== undefined) throw refusal(table);
  const { scope, at, context } = run;
  const version = findVersion(run.openRows(), { table, scope, at, oldest }, match.primaryKey);
  if (version === undefined) return;
  if (await search.matches(wholeRowDecoder(table).read(version), context)) throw refusal(table);
}

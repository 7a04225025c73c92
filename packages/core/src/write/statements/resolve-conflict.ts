import {
  type BoundConflict,
  type BoundConflictUpdate,
  type ConflictArbiters,
  type Row,
  SqlError,
  type Value,
} from '@kalamdb/sql';
import { headKey } from '@kalamdb/store';
import type { TableIndex } from '../../catalog/stored-index.ts';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { entryKey, prefixOf } from '../../table/index-range.ts';
import { wholeRowDecoder } from '../../table/row-decoder.ts';
import { indexIsGone } from '../../table/table-source.ts';
import { isVisible } from '../../table/versions.ts';
import { keyName } from '../commit/key-name.ts';
import type { Staging } from '../commit/staging.ts';
import { compileCondition } from '../condition.ts';
import type { LiveRow } from '../live-row.ts';
import { enterKey, isMoving, type MovingRow } from '../moving-row.ts';
import type { WriteRun } from '../write-run.ts';
import { changedTwice, isChangedBefore } from './changed-before.ts';
import { compileRowUpdate } from './update.ts';

/** A row to insert, when its turn comes. */
export interface ProposedRow {
  /** Of all user columns. */
  readonly values: readonly Value[];
  /** `undefined` in a table without a primary key. */
  readonly primaryKey: Uint8Array | undefined;
  /** Rows of a STREAM table before it are gone. */
  readonly oldest: bigint;
  readonly number: number;
}

/** What becomes of rows that are in conflict with others, for one execution. */
export interface ConflictResolver {
  /**
   * Take a row that is about to be inserted. `insert`: nothing is in its way. Otherwise it is not to
   * be inserted: the row in its place as it now is, `undefined` where that was left alone.
   */
  resolve(staging: Staging, run: WriteRun, row: ProposedRow): Promise<'insert' | Row | undefined>;
  /** Remember a row that the statement has inserted. */
  inserted(primaryKey: Uint8Array): void;
}

type ResolveUpdate = (
  staging: Staging,
  run: WriteRun,
  live: LiveRow,
  row: ProposedRow,
) => Promise<Row | MovingRow | undefined>;

/**
 * Compile ON CONFLICT; the function opens an execution. Conflicts are found while rows are staged, by
 * the single writer, so that no other writer comes in between. A row that the statement itself has
 * inserted or updated cannot be updated again: SQL_CARDINALITY.
 */
export function compileConflict(
  conflict: BoundConflict,
  table: StoredTable,
): () => ConflictResolver {
  const { arbiters } = conflict;
  const update = conflict.update && compileConflictUpdate(conflict.update, table);
  return () => {
    const affected = new Set<string>();
    return {
      async resolve(staging, run, row) {
        const live = findConflict(staging, run, { table, arbiters, row });
        if (live === undefined) return 'insert';
        if (update === undefined) return undefined;
        const name = keyName(live.primaryKey);
        refuseSecond(run, table, live.head, affected.has(name));
        const changed = await update(staging, run, live, row);
        if (changed === undefined) return undefined;
        affected.add(name);
        if (!isMoving(changed)) return changed;
        affected.add(keyName(changed.primaryKey));
        return enterKey(staging, changed);
      },
      inserted: (primaryKey) => affected.add(keyName(primaryKey)),
    };
  };
}

function compileConflictUpdate(
  { assignments, predicate }: BoundConflictUpdate,
  table: StoredTable,
): ResolveUpdate {
  const stage = compileRowUpdate(assignments, table);
  const holds = compileCondition(predicate);
  return async (staging, run, live, { number }) => {
    const isWanted = await holds(live.input, run.context);
    return isWanted ? stage(staging, run, live, number) : undefined;
  };
}

interface Question {
  readonly table: StoredTable;
  readonly arbiters: ConflictArbiters | undefined;
  readonly row: ProposedRow;
}

/** The first live row that one of the arbiters finds in the way. */
function findConflict(staging: Staging, run: WriteRun, question: Question): LiveRow | undefined {
  const { table, row } = question;
  for (const primaryKey of keysInTheWay(staging, run, question)) {
    const head = staging.get(headKey(table.definition.id, run.scope, primaryKey));
    if (head === undefined || !isVisible(row, head, false)) continue;
    const current = wholeRowDecoder(table).read(head);
    return { primaryKey, head, row: current, input: [...current, ...row.values] };
  }
  return undefined;
}

function* keysInTheWay(
  staging: Staging,
  run: WriteRun,
  { table, arbiters, row }: Question,
): Generator<Uint8Array> {
  const { values, primaryKey } = row;
  if (primaryKey !== undefined && arbiters?.primaryKey !== false) yield primaryKey;
  for (const index of arbiterIndexes(run, table, arbiters)) {
    const entry = entryKey(index, prefixOf(index, run.scope), values, noKey);
    const owner = entry?.isUnique === true ? staging.get(entry.key) : undefined;
    if (owner !== undefined) yield owner;
  }
}

/** An entry of a unique index needs no key, but where it may stand beside others. */
const noKey = new Uint8Array();

function arbiterIndexes(
  run: WriteRun,
  table: StoredTable,
  arbiters: ConflictArbiters | undefined,
): readonly TableIndex[] {
  const indexes = run.indexesToWrite(table.definition.id);
  if (arbiters === undefined) return indexes.filter(({ record }) => record.unique);
  return arbiters.indexes.map((id) => {
    const index = indexes.find(({ record }) => record.id === id);
    if (index === undefined) throw indexIsGone(table);
    return index;
  });
}

/** Throws SQL_CARDINALITY for a row that is affected, or that another part of the statement has made. */
function refuseSecond(
  run: WriteRun,
  table: StoredTable,
  head: Uint8Array,
  isAffected: boolean,
): void {
  if (isAffected) throw affectedTwice();
  if (isChangedBefore(run, head)) throw changedTwice(table);
}

function affectedTwice(): SqlError {
  return new SqlError(
    'SQL_CARDINALITY',
    'ON CONFLICT DO UPDATE command cannot affect row a second time',
    { hint: 'Two of the rows to insert have the same key: leave one of them out.' },
  );
}

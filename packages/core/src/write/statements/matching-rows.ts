import assert from 'node:assert/strict';
import {
  type AccessPath,
  type BoundDelete,
  type BoundExpression,
  compileRow,
  type ExecutionContext,
  type KeyBound,
  type KeyRange,
  type Plan,
  type PlanBound,
  type Row,
  type ScanRequest,
  settleExpression,
  type Value,
} from '@kalamdb/sql';
import { type Entry, partitionPrefixSize, primaryKeyOfHead, rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { entriesInRange } from '../../table/index-range.ts';
import { headsInRange } from '../../table/key-range.ts';
import { oldestSequence, type PartitionView } from '../../table/partition-view.ts';
import { wholeRowDecoder } from '../../table/row-decoder.ts';
import { keyOfVersion, searchKey } from '../../table/row-key.ts';
import { scanIndex } from '../../table/scan-index.ts';
import { scanIndexKeys, scanKeys } from '../../table/scan-keys.ts';
import { indexIsGone } from '../../table/table-source.ts';
import { scanVersions } from '../../table/versions.ts';
import { throwIfCanceled } from '../../throw-if-canceled.ts';
import { type Condition, compileCondition } from '../condition.ts';
import { readSource } from '../read-source.ts';
import { startTimeSlice, type TimeSlice } from '../time-slice.ts';
import type { WriteRun } from '../write-run.ts';

/** A row that a statement is to change, as far as the search has seen. */
export interface Match {
  readonly primaryKey: Uint8Array;
  /** The version that was found to match; `undefined`: nothing was read yet. */
  readonly sequence: bigint | undefined;
  /** The row of FROM or USING beside it. */
  readonly source?: Row;
}

/** Finds the rows that an UPDATE or DELETE is about. Reads outside of the writer. */
export interface RowSearch {
  find(run: WriteRun): Promise<readonly Match[]>;
  /** Whether a row of all columns, with `source` behind it, is one of them; a promise where a subquery must be run. */
  readonly matches: Condition;
}

type Evaluate = (context: ExecutionContext) => Value;

const noRow: readonly Value[] = [];
const none: readonly Match[] = [];

/** Compile the search of a statement. */
export function searchOf(
  { source, access, predicate }: Pick<BoundDelete, 'source' | 'access' | 'predicate'>,
  table: StoredTable,
): RowSearch {
  return source === undefined
    ? compileSearch(table, access, predicate)
    : compileJoinedSearch(table, source, predicate);
}

/** With this access path and complete predicate. */
function compileSearch(
  table: StoredTable,
  access: AccessPath,
  predicate: BoundExpression | undefined,
): RowSearch {
  const matches = compileCondition(predicate);
  const keyCount = table.info.primaryKey.length;
  if (access.kind === 'key-range' && keyCount > 0 && access.equal.length === keyCount) {
    const key = access.equal.map(compileRowFree);
    return { matches, find: ({ context }) => findByKey(table, key, context) };
  }
  const wanted = compileWanted(access);
  const where = (run: WriteRun) => settleExpression(run.context, () => wanted(run.context));
  const index = 'index' in access ? access.index : undefined;
  return {
    matches,
    find: async (run) =>
      index === undefined
        ? findByScan(run, table, await where(run), matches)
        : findByIndex(run, table, { id: index.id, where: await where(run) }, matches),
  };
}

/** Of rows that stand beside those of other tables. */
function compileJoinedSearch(
  table: StoredTable,
  source: Plan,
  predicate: BoundExpression | undefined,
): RowSearch {
  return {
    find: async (run) => firstMatches(run, table, await readSource(source, run.context)),
    matches: compileCondition(predicate),
  };
}

/** A match for each row of the table: of several rows beside it the first one counts. */
function firstMatches(run: WriteRun, table: StoredTable, rows: readonly Row[]): readonly Match[] {
  const width = table.info.columns.length;
  const found = new Map<bigint, Match>();
  const partition = { store: run.openRows(), scope: run.scope };
  for (const row of rows) {
    const sequence = row[table.sequenceColumn] as bigint;
    if (found.has(sequence)) continue;
    const primaryKey = keyOfVersion(partition, table, row);
    found.set(sequence, { primaryKey, sequence, source: row.slice(width) });
  }
  return [...found.values()];
}

async function findByKey(
  table: StoredTable,
  key: readonly Evaluate[],
  context: ExecutionContext,
): Promise<readonly Match[]> {
  const values = await settleExpression(context, () => key.map((evaluate) => evaluate(context)));
  if (values.includes(null)) return none;
  const primaryKey = searchKey(table, values);
  return primaryKey === undefined ? none : [{ primaryKey, sequence: undefined }];
}

async function findByScan(
  run: WriteRun,
  table: StoredTable,
  where: Wanted,
  matches: RowSearch['matches'],
): Promise<readonly Match[]> {
  if (where === 'nothing') return none;
  const view = viewOf(run, table);
  const order = { reverse: false, limit: undefined, includeDeleted: false };
  const snapshot = run.openRows().snapshot();
  try {
    if (where.keys !== undefined) {
      const versions = scanKeys(snapshot, view, { ...order, keys: where.keys });
      return await matching(run, table, versions, matches);
    }
    const range = headsInRange(table, run.scope, where.range);
    if (range === undefined) return none;
    return await matching(run, table, scanVersions(snapshot, view, { ...order, range }), matches);
  } finally {
    snapshot.close();
  }
}

async function findByIndex(
  run: WriteRun,
  table: StoredTable,
  { id, where }: { readonly id: number; readonly where: Wanted },
  matches: RowSearch['matches'],
): Promise<readonly Match[]> {
  if (where === 'nothing') return none;
  const view = viewOf(run, table);
  const order = { reverse: false, limit: undefined };
  const snapshot = run.openRows().snapshot();
  try {
    const index = run.findIndex(table.definition.id, id);
    if (index === undefined) throw indexIsGone(table);
    if (where.keys !== undefined) {
      const versions = scanIndexKeys(snapshot, view, index, { ...order, keys: where.keys });
      return await matching(run, table, versions, matches);
    }
    const range = entriesInRange(index, run.scope, where.range);
    if (range === undefined) return none;
    const versions = scanIndex(snapshot, view, index, { ...order, range });
    return await matching(run, table, versions, matches);
  } finally {
    snapshot.close();
  }
}

function viewOf(run: WriteRun, table: StoredTable): PartitionView {
  const oldest = oldestSequence(table, run.context);
  return { table, scope: run.scope, at: run.at, oldest };
}

async function matching(
  run: WriteRun,
  table: StoredTable,
  chunks: AsyncIterable<readonly Entry[]>,
  matches: RowSearch['matches'],
): Promise<readonly Match[]> {
  const prefixSize = partitionPrefixSize(run.scope);
  const decoder = wholeRowDecoder(table);
  const slice = startTimeSlice();
  const found: Match[] = [];
  for await (const versions of chunks) {
    for (const [key, version] of versions) {
      if (slice.isSpent()) await pause(slice, run.context);
      const isMatch = matches(decoder.read(version), run.context);
      if (isMatch instanceof Promise ? !(await isMatch) : !isMatch) continue;
      const primaryKey = primaryKeyOfHead(key, prefixSize);
      found.push({ primaryKey, sequence: rowSequence(version) });
    }
  }
  return found;
}

async function pause(slice: TimeSlice, { signal }: ExecutionContext): Promise<void> {
  await slice.pause();
  throwIfCanceled(signal);
}

/** Where rows are to be found: under some keys or in a range, both absent for the whole table. */
type Wanted = Pick<ScanRequest, 'range' | 'keys'> | 'nothing';

function compileWanted(access: AccessPath): (context: ExecutionContext) => Wanted {
  assert(access.kind !== 'lookup', 'a write is not a join');
  if (access.kind === 'full') return () => ({ range: undefined });
  const equal = access.equal.map(compileRowFree);
  if (access.kind === 'keys') {
    const items = access.oneOf.map(compileRowFree);
    return (context) => {
      const keys = items
        .map((item) => [...equal.map((evaluate) => evaluate(context)), item(context)])
        .filter((key) => !key.includes(null));
      return keys.length === 0 ? 'nothing' : { range: undefined, keys };
    };
  }
  const lower = compileBound(access.lower);
  const upper = compileBound(access.upper);
  return (context) => {
    const range: KeyRange = {
      equal: equal.map((evaluate) => evaluate(context)),
      lower: lower(context),
      upper: upper(context),
    };
    const isEmpty =
      range.equal.includes(null) || range.lower?.value === null || range.upper?.value === null;
    return isEmpty ? 'nothing' : { range };
  };
}

function compileBound(
  bound: PlanBound | undefined,
): (context: ExecutionContext) => KeyBound | undefined {
  if (bound === undefined) return () => undefined;
  const evaluate = compileRowFree(bound.value);
  const { inclusive } = bound;
  return (context) => ({ value: evaluate(context), inclusive });
}

function compileRowFree(expression: BoundExpression): Evaluate {
  const evaluate = compileRow(expression);
  return (context) => evaluate(noRow, context);
}

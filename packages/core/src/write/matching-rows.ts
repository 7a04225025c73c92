import {
  type AccessPath,
  type BoundExpression,
  compileRow,
  type ExecutionContext,
  type KeyBound,
  type KeyRange,
  type PlanBound,
  type Row,
  SqlError,
  settleExpression,
  type Value,
} from '@kalamdb/sql';
import { type Entry, partitionPrefixSize, primaryKeyOfHead, rowSequence } from '@kalamdb/store';
import { readyIndex } from '../catalog/ready-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { entriesInRange } from '../table/index-range.ts';
import { headsInRange } from '../table/key-range.ts';
import { oldestSequence, type PartitionView } from '../table/partition-view.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { searchKey } from '../table/row-key.ts';
import { scanIndex } from '../table/scan-index.ts';
import { indexIsGone } from '../table/table-source.ts';
import { scanVersions } from '../table/versions.ts';
import { startTimeSlice, type TimeSlice } from './time-slice.ts';
import type { WriteRun } from './write-run.ts';

/** A row that a statement is to change, as far as the search has seen. */
export interface Match {
  readonly primaryKey: Uint8Array;
  /** The version that was found to match; `undefined`: nothing was read yet. */
  readonly sequence: bigint | undefined;
}

/** Finds the rows that an UPDATE or DELETE is about. Reads outside of the writer. */
export interface RowSearch {
  find(run: WriteRun): Promise<readonly Match[]>;
  /** Whether a row of all columns is one of them; a promise where a subquery must be run. */
  matches(row: Row, context: ExecutionContext): boolean | Promise<boolean>;
}

type Evaluate = (context: ExecutionContext) => Value;

const noRow: readonly Value[] = [];
const none: readonly Match[] = [];

/** Compile the search of a statement with this access path and complete predicate. */
export function compileSearch(
  table: StoredTable,
  access: AccessPath,
  predicate: BoundExpression | undefined,
): RowSearch {
  const evaluate = predicate === undefined ? undefined : compileRow(predicate);
  const matches: RowSearch['matches'] = (row, context) =>
    evaluate === undefined || settleExpression(context, () => evaluate(row, context) === true);
  const keyCount = table.info.primaryKey.length;
  if (access.kind === 'key-range' && keyCount > 0 && access.equal.length === keyCount) {
    const key = access.equal.map(compileRowFree);
    return { matches, find: ({ context }) => findByKey(table, key, context) };
  }
  const range = compileRange(access);
  const bounds = (run: WriteRun) => settleExpression(run.context, () => range(run.context));
  if (access.kind === 'index-range') {
    const { id } = access.index;
    const find = async (run: WriteRun) =>
      findByIndex(run, table, { id, range: await bounds(run) }, matches);
    return { matches, find };
  }
  return { matches, find: async (run) => findByScan(run, table, await bounds(run), matches) };
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
  range: KeyRange | undefined | 'empty',
  matches: RowSearch['matches'],
): Promise<readonly Match[]> {
  if (range === 'empty') return none;
  const bytes = headsInRange(table, run.scope, range);
  if (bytes === undefined) return none;
  const scan = { range: bytes, reverse: false, limit: undefined, includeDeleted: false };
  const snapshot = run.store.snapshot();
  try {
    const versions = scanVersions(snapshot, viewOf(run, table), scan);
    return await matching(run, table, versions, matches);
  } finally {
    snapshot.close();
  }
}

async function findByIndex(
  run: WriteRun,
  table: StoredTable,
  { id, range }: { readonly id: number; readonly range: KeyRange | undefined | 'empty' },
  matches: RowSearch['matches'],
): Promise<readonly Match[]> {
  if (range === 'empty') return none;
  const snapshot = run.store.snapshot();
  try {
    const index = readyIndex(run.catalog, table.definition.id, id);
    if (index === undefined) throw indexIsGone(table);
    const bytes = entriesInRange(index, run.scope, range);
    if (bytes === undefined) return none;
    const scan = { range: bytes, reverse: false, limit: undefined };
    const versions = scanIndex(snapshot, viewOf(run, table), index, scan);
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
  if (signal?.aborted) throw new SqlError('SQL_CANCELED', 'the statement was canceled');
}

/** The range of a run, `undefined` for the whole table, `empty` if a bound is NULL. */
function compileRange(
  access: AccessPath,
): (context: ExecutionContext) => KeyRange | undefined | 'empty' {
  if (access.kind === 'full') return () => undefined;
  const equal = access.equal.map(compileRowFree);
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
    return isEmpty ? 'empty' : range;
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

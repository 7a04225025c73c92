import { type BoundMerge, type Row, SqlError } from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { oldestSequence } from '../../table/partition-view.ts';
import { hiddenKey } from '../../table/row-key.ts';
import { keyName } from '../commit/key-name.ts';
import { compileCondition } from '../condition.ts';
import { enterKeys, isMoving, type WaitingRow } from '../moving-row.ts';
import { stageInsert } from '../new-row.ts';
import { readSource } from '../read-source.ts';
import { submitWrite } from '../submit-write.ts';
import { startTimeSlice } from '../time-slice.ts';
import type { CompiledWrite, WriteOutcome } from '../write-run.ts';
import { compileMergeClause, type MergeAction, type MergeClause } from './merge-clause.ts';
import {
  besideSource,
  type Encounter,
  encountersOf,
  foundPairs,
  type MergePair,
  newcomerAt,
  type PairScene,
} from './merge-pair.ts';
import { compileReturning, type ReturnedRows } from './returned-rows.ts';

/**
 * MERGE: what the first WHEN clause that holds says of each pair of rows, or row that is alone, as
 * one commit. Pairs are found at the run's snapshot, outside of the writer. Inside of it the row of
 * the table is taken as it is by now: a pair that is none any more is two rows that are alone, and a
 * row to insert whose key a newer row has makes a pair with that one, if ON holds. A row that the
 * statement has changed cannot be changed again: SQL_CARDINALITY.
 */
export function compileMerge(statement: BoundMerge, table: StoredTable): CompiledWrite {
  const { source } = statement;
  const isPair = compileCondition(statement.on);
  const clauses = statement.clauses.map((clause) => compileMergeClause(clause, table));
  const openReturned = compileReturning(statement.returning);
  return async (run) => {
    const pairs = foundPairs(run, table, await readSource(source, run.context));
    const returned = openReturned(run);
    if (pairs.length === 0) return { count: 0, returned: returned.rows };
    const oldest = oldestSequence(table, run.context);
    return submitWrite(run, table, (staging) => {
      const progress = { touched: new Set<string>(), waiting: [], count: 0 };
      const scene = { staging, run, table, oldest, isPair, clauses, returned, ...progress };
      return stagePairs(scene, pairs);
    });
  };
}

/** One execution, while its rows are staged. */
interface MergeScene extends PairScene {
  readonly clauses: readonly MergeClause[];
  readonly returned: ReturnedRows;
  /** Rows that were inserted, updated or deleted so far. */
  count: number;
  /** Rows that have left their keys for others. */
  readonly waiting: WaitingRow[];
}

async function stagePairs(scene: MergeScene, pairs: readonly MergePair[]): Promise<WriteOutcome> {
  const slice = startTimeSlice();
  for (const pair of pairs) {
    for (const encounter of await encountersOf(scene, pair)) await decide(scene, encounter);
    if (slice.isSpent()) await slice.pause();
  }
  await enterKeys(scene.staging, scene.waiting);
  return { count: scene.count, returned: scene.returned.rows };
}

async function decide(scene: MergeScene, encounter: Encounter): Promise<void> {
  const action = await actionFor(scene, encounter);
  if (action?.kind === 'change') await change(scene, encounter, action);
  else if (action?.kind === 'insert') await insert(scene, encounter, action);
}

/** That of the first clause that holds. */
async function actionFor(
  { clauses, run }: MergeScene,
  { match, input }: Encounter,
): Promise<MergeAction | undefined> {
  for (const clause of clauses) {
    if (clause.match === match && (await clause.holds(input, run.context))) return clause.action;
  }
  return undefined;
}

async function change(
  scene: MergeScene,
  { live }: Encounter,
  { name, stage }: Extract<MergeAction, { kind: 'change' }>,
): Promise<void> {
  if (live === undefined) throw changedTwice();
  const { staging, run, table, touched } = scene;
  scene.count += 1;
  const staged = await stage(staging, run, live, scene.count);
  touched.add(keyName(live.primaryKey));
  const give = (row: Row) => scene.returned.add([...besideSource(table, live.input, row), name]);
  if (isMoving(staged)) scene.waiting.push({ moving: staged, entered: give });
  else await give(staged);
}

async function insert(
  scene: MergeScene,
  { input }: Encounter,
  { propose }: Extract<MergeAction, { kind: 'insert' }>,
): Promise<void> {
  const { staging, run, table, oldest, touched } = scene;
  const number = scene.count + 1;
  const proposed = await propose(input, run.context, number);
  const newcomer = await newcomerAt(scene, input, proposed.primaryKey);
  if (newcomer !== undefined) {
    return decide(scene, { match: 'matched', input: newcomer.input, live: newcomer });
  }
  const row = stageInsert(staging, run, table, { ...proposed, oldest });
  touched.add(keyName(proposed.primaryKey ?? hiddenKey(row[table.sequenceColumn] as bigint)));
  scene.count = number;
  await scene.returned.add([...besideSource(table, input, row), 'INSERT']);
}

function changedTwice(): SqlError {
  return new SqlError('SQL_CARDINALITY', 'MERGE command cannot affect row a second time', {
    hint: 'Ensure that not more than one source row matches any one target row.',
  });
}

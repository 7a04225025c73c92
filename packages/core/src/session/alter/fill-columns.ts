import assert from 'node:assert/strict';
import { type BoundExpression, compileRow, type Row, type Value } from '@kalamdb/sql';
import { counterKey, decodePartitionKey, rowDeleted, withField } from '@kalamdb/store';
import { stageColumnIds } from '../../catalog/alter/stage-column-ids.ts';
import { stepThroughHeads } from '../../catalog/head-keys.ts';
import { toStoredValues } from '../../catalog/physical.ts';
import type { ColumnRecord, StoredTable } from '../../catalog/table-definition.ts';
import { type CounterState, encodeState, following } from '../../sequences/counting.ts';
import { exhausted } from '../../sequences/sequence-counters.ts';
import { counterScope, type SequenceRecord } from '../../sequences/sequence-record.ts';
import { wholeRowDecoder } from '../../table/row-decoder.ts';
import { throwIfCanceled } from '../../throw-if-canceled.ts';
import type { Staging } from '../../write/commit/staging.ts';
import { hidingValues } from '../../write/hiding-values.ts';
import { Execution } from '../run/execution.ts';
import type { Session } from '../session.ts';
import type { PlannedAlteration } from './plan-alteration.ts';

const ROWS_PER_STEP = 256;

/** Where the values of an added column come from. */
interface Filler {
  /** Place in rows. */
  readonly column: number;
  next(row: Row, scope: string, staging: Staging): Value;
  /** Stages what is to be kept of it with the rows that it was asked for. */
  stage(staging: Staging): void;
}

/**
 * Give every row of the table, of all users, its values in the added columns that differ from row to
 * row, in the order of scopes and keys. The rows stay the versions that they are: nobody reads the
 * columns before the table has them, and their ids are never given again if it comes to nothing.
 * Nobody writes to the table. Throws SQL_SEQUENCE_EXHAUSTED, SQL_CANCELED and what expressions throw.
 */
export async function fillColumns(session: Session, planned: PlannedAlteration): Promise<void> {
  const { before, after } = planned.change;
  const { filled } = planned.alteration;
  const columns = after.columnIds.flatMap((id, index) => (filled.has(id) ? [index] : []));
  if (columns.length === 0) return;
  const { catalog, committer } = session.engine;
  await committer.submit((staging) => stageColumnIds(staging, catalog, before, after));
  const fillers = columns.map((column) => fillerOf(session, planned, column));
  await stepThroughHeads(session.engine, {
    tableId: after.definition.id,
    rowsPerStep: ROWS_PER_STEP,
    checkGoesOn: () => throwIfCanceled(session.signal),
    stage(staging, heads) {
      for (const key of heads) fillRow(staging, after, fillers, key);
      for (const filler of fillers) filler.stage(staging);
      return true;
    },
  });
}

function fillRow(
  staging: Staging,
  table: StoredTable,
  fillers: readonly Filler[],
  key: Uint8Array,
): void {
  const head = staging.get(key);
  if (head === undefined || rowDeleted(head)) return;
  const { scope } = decodePartitionKey(key);
  const row = wholeRowDecoder(table).read(head);
  let bytes = head;
  for (const { column, next } of fillers) {
    row[column] = hidingValues(table, () => next(row, scope, staging));
    const [stored = null] = toStoredValues([row[column] as Value]);
    const type = table.physicalTypes[column];
    assert(type !== undefined, 'a filled column is one of the user');
    if (stored === null) continue;
    bytes = withField(bytes, table.columnIds[column] as number, type, stored);
  }
  staging.put(key, bytes);
}

function fillerOf(session: Session, planned: PlannedAlteration, column: number): Filler {
  const { after } = planned.change;
  const record = after.definition.columns[column] as ColumnRecord;
  const generated = after.generated.find((each) => each.column === column);
  if (generated !== undefined) return computing(column, (row) => generated.evaluate(row));
  const { sequences } = planned.alteration;
  const sequence = sequences.find(({ owner }) => owner?.columnId === record.id);
  if (sequence !== undefined) return counting(column, record, sequence);
  const value = after.info.columns[column]?.defaultValue;
  assert(value !== undefined, 'a filled column has a DEFAULT');
  return evaluating(column, value, new Execution(session, [], session.signal));
}

/** What an INSERT of the row's user would give, as far as the user matters, at the time of `statement`. */
function evaluating(column: number, value: BoundExpression, statement: Execution): Filler {
  const evaluate = compileRow(value);
  let current: { scope: string; staging: Staging; context: Execution } | undefined;
  return {
    column,
    next(_, scope, staging) {
      if (current?.scope !== scope || current.staging !== staging) {
        // An execution remembers all that it has drawn.
        const context = statement.as(scope === '' ? statement.currentUser : scope);
        context.enter(staging);
        current = { scope, staging, context };
      }
      return evaluate([], current.context);
    },
    stage: () => undefined,
  };
}

function computing(column: number, next: (row: Row) => Value): Filler {
  return { column, next, stage: () => undefined };
}

/** Each scope from its beginning, as far as it goes, which is stored with the rows. */
function counting(column: number, { type }: ColumnRecord, sequence: SequenceRecord): Filler {
  const states = new Map<string, CounterState>();
  return {
    column,
    next(_, rowScope) {
      const scope = counterScope(sequence, rowScope);
      const state = states.get(scope) ?? { last: sequence.first, isCalled: false };
      const last = following(sequence, state);
      if (last === undefined) throw exhausted(sequence);
      states.set(scope, { last, isCalled: true });
      return type === 'BIGINT' ? last : Number(last);
    },
    stage(staging) {
      const known = [...states];
      for (const [scope, state] of known) {
        staging.put(counterKey(sequence.id, scope), encodeState(sequence, state));
      }
      // Scopes come one after the other: those before the last one are complete.
      for (const [scope] of known.slice(0, -1)) states.delete(scope);
    },
  };
}

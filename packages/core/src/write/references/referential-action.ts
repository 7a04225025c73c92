import assert from 'node:assert/strict';
import { castValue, compileRow, type ReferentialAction, type Value } from '@kalamdb/sql';
import { isSameValue } from '../check-row.ts';
import type { Staging } from '../commit/staging.ts';
import { isMoving, type MovingRow } from '../moving-row.ts';
import { isKeySet, stageUpdate } from '../stage-update.ts';
import { enterTable, stageVersion } from '../stage-version.ts';
import type { WriteRun } from '../write-run.ts';
import { hasChildren } from './check-reference.ts';
import type { Child } from './find-children.ts';
import type { ForeignKeyLink } from './foreign-key-link.ts';
import type { LostKey } from './lost-keys.ts';

/**
 * Stage what a foreign key says of a row when the row that it references goes or changes. NO ACTION
 * does nothing, RESTRICT is CORE_FOREIGN_KEY_VIOLATION; throws as `stageVersion` and CORE_NOT_NULL,
 * CORE_TABLE_CHANGED. Gives the row if it has left its key and waits.
 */
export function stageAction(
  staging: Staging,
  run: WriteRun,
  link: ForeignKeyLink,
  { child, lost }: { readonly child: Child; readonly lost: LostKey },
): MovingRow | undefined {
  const action = actionOn(link, lost);
  switch (action) {
    case 'no-action':
      return undefined;
    case 'restrict':
      throw hasChildren(link, lost.values);
    case 'cascade':
      if (lost.next === undefined) return stageDelete(staging, run, link, child);
      return stageKey(staging, run, link, child, castKey(link, lost.next));
    case 'set-null':
      return stageKey(staging, run, link, child, nullsOf(link));
    case 'set-default':
      return stageKey(staging, run, link, child, defaultsOf(link, run));
    default:
      return assert.fail(String(action satisfies never));
  }
}

/** What a foreign key says of rows that reference a key that is lost. */
export function actionOn({ record }: ForeignKeyLink, { next }: LostKey): ReferentialAction {
  return next === undefined ? record.onDelete : record.onUpdate;
}

function stageDelete(
  staging: Staging,
  run: WriteRun,
  { child: { table } }: ForeignKeyLink,
  { scope, primaryKey, head, row }: Child,
): undefined {
  enterTable(run, table);
  const sequence = staging.nextSequence();
  const next = { table, primaryKey, sequence, head, before: row, values: row };
  stageVersion(staging, { ...run, scope }, { ...next, kind: 'delete' });
}

function stageKey(
  staging: Staging,
  run: WriteRun,
  { child: { table, columns } }: ForeignKeyLink,
  { scope, ...live }: Child,
  key: readonly Value[],
): MovingRow | undefined {
  enterTable(run, table);
  const { row } = live;
  const values: Value[] = row.slice();
  for (const [place, column] of columns.entries()) values[column] = key[place] as Value;
  if (columns.every((column) => isSameValue(values[column] as Value, row[column] as Value))) return;
  const changed = { table, live, values, number: 1, setsKey: isKeySet(table, columns) };
  const staged = stageUpdate(staging, { ...run, scope }, changed);
  return isMoving(staged) ? staged : undefined;
}

function nullsOf({ child }: ForeignKeyLink): readonly Value[] {
  return child.columns.map(() => null);
}

/** A key of the referenced table as values of the columns that reference it. */
function castKey({ child, parent }: ForeignKeyLink, key: readonly Value[]): readonly Value[] {
  return key.map((value, place) => {
    const to = child.table.info.columns[child.columns[place] as number]?.type;
    const from = parent.table.info.columns[parent.columns[place] as number]?.type;
    assert(to !== undefined && from !== undefined, 'columns of a foreign key have types');
    return value === null ? null : castValue(value, from, to);
  });
}

const noRow: readonly Value[] = [];

function defaultsOf({ child }: ForeignKeyLink, { context }: WriteRun): readonly Value[] {
  return child.columns.map((column) => {
    const expression = child.table.info.columns[column]?.defaultValue;
    return expression === undefined ? null : compileRow(expression)(noRow, context);
  });
}

import assert from 'node:assert/strict';
import { castValue, compileRow, type Value } from '@kalamdb/sql';
import { checkNotNull, isSameValue } from '../check-row.ts';
import { generateValues } from '../generate-values.ts';
import { checkWritable, stageVersion } from '../stage-version.ts';
import type { Staging } from '../staging.ts';
import type { WriteRun } from '../write-run.ts';
import { hasChildren } from './check-reference.ts';
import type { Child } from './find-children.ts';
import type { ForeignKeyLink } from './foreign-key-link.ts';
import type { LostKey } from './lost-keys.ts';

/**
 * Stage what a foreign key says of a row when the row that it references goes or changes. NO ACTION
 * does nothing, RESTRICT is CORE_FOREIGN_KEY_VIOLATION; throws as `stageVersion` and CORE_NOT_NULL,
 * CORE_TABLE_CHANGED.
 */
export function stageAction(
  staging: Staging,
  run: WriteRun,
  link: ForeignKeyLink,
  { child, lost }: { readonly child: Child; readonly lost: LostKey },
): void {
  const action = lost.next === undefined ? link.record.onDelete : link.record.onUpdate;
  switch (action) {
    case 'no-action':
      return;
    case 'restrict':
      throw hasChildren(link, lost.values);
    case 'cascade':
      if (lost.next === undefined) stageDelete(staging, run, link, child);
      else stageUpdate(staging, run, link, child, castKey(link, lost.next));
      return;
    case 'set-null':
      stageUpdate(
        staging,
        run,
        link,
        child,
        link.child.columns.map(() => null),
      );
      return;
    case 'set-default':
      stageUpdate(staging, run, link, child, defaultsOf(link, run));
      return;
    default:
      assert.fail(String(action satisfies never));
  }
}

function stageDelete(
  staging: Staging,
  run: WriteRun,
  { child: { table } }: ForeignKeyLink,
  { scope, primaryKey, head, row }: Child,
): void {
  checkWritable(run, table);
  const sequence = staging.nextSequence();
  const next = { table, primaryKey, sequence, head, before: row, values: row };
  stageVersion(staging, { ...run, scope }, { ...next, kind: 'delete' });
}

function stageUpdate(
  staging: Staging,
  run: WriteRun,
  { child: { table, columns } }: ForeignKeyLink,
  { scope, primaryKey, head, row }: Child,
  key: readonly Value[],
): void {
  checkWritable(run, table);
  const given: Value[] = row.slice();
  for (const [place, column] of columns.entries()) given[column] = key[place] as Value;
  if (columns.every((column) => isSameValue(given[column] as Value, row[column] as Value))) return;
  const values = generateValues(table, given);
  checkNotNull(table, values, 1);
  const sequence = staging.nextSequence();
  const next = { table, primaryKey, sequence, head, before: row, values };
  stageVersion(staging, { ...run, scope }, { ...next, kind: 'update' });
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

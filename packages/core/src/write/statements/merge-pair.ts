import type { MergeMatch, Row } from '@kalamdb/sql';
import { headKey, rowSequence } from '@kalamdb/store';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { wholeRowDecoder } from '../../table/row-decoder.ts';
import { keyOfVersion } from '../../table/row-key.ts';
import { isNewerThan, isVisible } from '../../table/versions.ts';
import { keyName } from '../commit/key-name.ts';
import type { Staging } from '../commit/staging.ts';
import type { Condition } from '../condition.ts';
import type { LiveRow } from '../live-row.ts';
import { rowHasChanged } from '../serialization-failure.ts';
import type { WriteRun } from '../write-run.ts';
import { changedTwice, isChangedBefore } from './changed-before.ts';

/**
 * Rows of the source and of the table, as the search has found them: beside each other, or one of
 * them alone, beside NULLs.
 */
export interface MergePair {
  /** The source's columns, the one that is TRUE, then all columns of the table. */
  readonly input: Row;
  readonly hasSource: boolean;
  /** The row of the table. */
  readonly found: { readonly primaryKey: Uint8Array; readonly sequence: bigint } | undefined;
}

/** A pair, or a row that is alone, as it is when its turn comes. */
export interface Encounter {
  readonly match: MergeMatch;
  readonly input: Row;
  /** The row of the table; `undefined` if there is none, or the statement has changed it before. */
  readonly live: LiveRow | undefined;
}

/** What pairs are looked at again with, while rows are staged. */
export interface PairScene {
  readonly staging: Staging;
  readonly run: WriteRun;
  readonly table: StoredTable;
  /** Rows of a STREAM table before it are gone. */
  readonly oldest: bigint;
  /** ON. */
  readonly isPair: Condition;
  /** Names of the keys of rows that the statement has changed or inserted. */
  readonly touched: Set<string>;
}

/** The pairs of rows that the source of a MERGE has given. */
export function foundPairs(
  run: WriteRun,
  table: StoredTable,
  rows: readonly Row[],
): readonly MergePair[] {
  const partition = { store: run.openRows(), scope: run.scope };
  return rows.map((input) => {
    const width = sourceWidth(table, input);
    const hasSource = input[width - 1] === true;
    const sequence = input[width + table.sequenceColumn] as bigint | null;
    if (sequence === null) return { input, hasSource, found: undefined };
    const primaryKey = keyOfVersion(partition, table, input.slice(width));
    return { input, hasSource, found: { primaryKey, sequence } };
  });
}

/**
 * What has become of a pair: itself, two rows that are alone if ON holds no longer, the row that is
 * left, or none. One whose row the statement has changed is as it was found, as in PostgreSQL.
 */
export async function encountersOf(
  scene: PairScene,
  pair: MergePair,
): Promise<readonly Encounter[]> {
  const { input, hasSource, found } = pair;
  if (found !== undefined && scene.touched.has(keyName(found.primaryKey))) {
    return [{ match: 'matched', input, live: undefined }];
  }
  const source: readonly Encounter[] = hasSource
    ? [{ match: 'not-matched', input, live: undefined }]
    : [];
  const live = found && readPresent(scene, input, found);
  if (live === undefined) return source;
  if (!hasSource) return [{ match: 'not-matched-by-source', input: live.input, live }];
  const isSame = rowSequence(live.head) === found?.sequence;
  if (isSame || (await scene.isPair(live.input, scene.run.context))) {
    return [{ match: 'matched', input: live.input, live }];
  }
  return [{ match: 'not-matched-by-source', input: live.input, live }, ...source];
}

/** The row as it is by now, `undefined` if it is gone. In a transaction it must be as it was found. */
function readPresent(
  { staging, run, table, oldest }: PairScene,
  input: Row,
  { primaryKey }: NonNullable<MergePair['found']>,
): LiveRow | undefined {
  const head = staging.get(headKey(table.definition.id, run.scope, primaryKey));
  if (head === undefined) return undefined;
  if (run.newerRows === 'refuse' && isNewerThan(head, run.at)) throw rowHasChanged(table);
  if (isChangedBefore(run, head)) throw changedTwice(table);
  if (!isVisible({ oldest }, head, false)) return undefined;
  return liveRow(table, input, primaryKey, head);
}

/**
 * The row that has had the key of one to insert since the snapshot, if ON holds for it and the row
 * of the source that `input` begins with. In a transaction there may be none.
 */
export async function newcomerAt(
  scene: PairScene,
  input: Row,
  primaryKey: Uint8Array | undefined,
): Promise<LiveRow | undefined> {
  const { staging, run, table, oldest, isPair, touched } = scene;
  if (primaryKey === undefined || touched.has(keyName(primaryKey))) return undefined;
  const head = staging.get(headKey(table.definition.id, run.scope, primaryKey));
  if (head === undefined || !isVisible({ oldest }, head, false)) return undefined;
  if (!isNewerThan(head, run.at)) return undefined;
  const live = liveRow(table, input, primaryKey, head);
  if (!(await isPair(live.input, run.context))) return undefined;
  if (run.newerRows === 'refuse') throw rowHasChanged(table);
  return live;
}

/** A row of the table with the row of the source that `input` begins with before it. */
function liveRow(
  table: StoredTable,
  input: Row,
  primaryKey: Uint8Array,
  head: Uint8Array,
): LiveRow {
  const row = wholeRowDecoder(table).read(head);
  return { primaryKey, head, row, input: besideSource(table, input, row) };
}

/** `row` of the table in place of the one that `input` ends with. */
export function besideSource(table: StoredTable, input: Row, row: Row): Row {
  return [...input.slice(0, sourceWidth(table, input)), ...row];
}

function sourceWidth({ info }: StoredTable, input: Row): number {
  return input.length - info.columns.length;
}

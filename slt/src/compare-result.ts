import { createHash } from 'node:crypto';
import type { SqlType, Value } from '@kalamdb/sql';
import { formatDatafusionValue, formatSqliteValue } from './format-value.ts';
import type { Dialect, Expected, SltRecord, SortMode } from './record.ts';

/** The largest difference of two floats that are taken as equal: relative, below 1 absolute. */
const TOLERANCE = 1e-9;

/** Rows beyond which sorted results are compared in their order only. */
const MOST_ROWS_TO_PAIR = 2000;

export interface ActualResult {
  readonly types: readonly SqlType[];
  readonly rows: readonly (readonly Value[])[];
}

export interface Mismatch {
  readonly expected: string;
  readonly actual: string;
}

type QueryRecord = Extract<SltRecord, { kind: 'query' }>;

/** How `actual` differs from what `record` expects; undefined if it does not. */
export function compareResult(
  record: QueryRecord,
  dialect: Dialect,
  actual: ActualResult,
): Mismatch | undefined {
  const columns = record.types.length;
  if (actual.types.length !== columns) {
    return { expected: `${columns} columns`, actual: `${actual.types.length} columns` };
  }
  return dialect === 'sqlite' ? compareValues(record, actual) : compareRows(record, actual);
}

/** SQLite's form: one value per line. */
function compareValues(record: QueryRecord, { types, rows }: ActualResult): Mismatch | undefined {
  const cells = rows.map((row) =>
    row.map((value, column) => formatSqliteValue(record.types[column], types[column], value)),
  );
  const values = sortCells(cells, record.sort);
  const { expected } = record;
  if (expected.kind === 'lines') {
    return sameTexts(values, expected.lines) ? undefined : mismatch(expected, values);
  }
  const md5 = createHash('md5')
    .update(values.map((value) => `${value}\n`).join(''))
    .digest('hex');
  if (values.length === expected.count && md5 === expected.md5) return undefined;
  return mismatch(expected, [`${values.length} values hashing to ${md5}`, ...values]);
}

/** Text compares by UTF-16 units here: strcmp's order up to U+FFFF. */
function sortCells(rows: string[][], sort: SortMode): string[] {
  if (sort === 'valuesort') return rows.flat().sort();
  return (sort === 'rowsort' ? rows.sort(compareCells) : rows).flat();
}

function compareCells(left: readonly string[], right: readonly string[]): number {
  const column = left.findIndex((cell, index) => cell !== right[index]);
  if (column < 0) return 0;
  return left[column] < right[column] ? -1 : 1;
}

/** DataFusion's form: one row per line, values separated by spaces. */
function compareRows(record: QueryRecord, { types, rows }: ActualResult): Mismatch | undefined {
  const { expected, sort } = record;
  const cells = rows.map((row) =>
    row.map((value, column) => formatDatafusionValue(types[column], value)),
  );
  if (expected.kind === 'hash') return mismatch(expected, cells.map(joinCells));
  const matches = (row: readonly string[], line: string): boolean =>
    joinCells(row) === squeeze(line) || matchesLine(record.types, row, squeeze(line));
  const inOrder = (left: string[][], right: readonly string[]): boolean =>
    left.length === right.length && left.every((row, index) => matches(row, right[index]));
  const same =
    sort === 'nosort'
      ? inOrder(cells, expected.lines)
      : inOrder([...cells].sort(compareJoined), [...expected.lines].sort()) ||
        pairs(cells, expected.lines, matches);
  return same ? undefined : mismatch(expected, cells.map(joinCells));
}

/** Whether each row has a line of its own: floats in other words sort elsewhere. */
function pairs(
  rows: string[][],
  lines: readonly string[],
  matches: (row: string[], line: string) => boolean,
): boolean {
  if (rows.length !== lines.length || rows.length > MOST_ROWS_TO_PAIR) return false;
  const left = [...lines];
  return rows.every((row) => {
    const index = left.findIndex((line) => matches(row, line));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

/** Compare cell by cell, R by value. Text may hold spaces, so the row leads and the line follows. */
function matchesLine(types: string, row: readonly string[], line: string): boolean {
  let rest = line;
  return (
    row.every((cell, column) => {
      const taken = leadingText(types[column], squeeze(cell), rest);
      if (taken === undefined || !/^( |$)/.test(rest.slice(taken))) return false;
      rest = rest.slice(taken + 1);
      return true;
    }) && rest === ''
  );
}

/** The length of what equals `cell` at the start of `line`. */
function leadingText(letter: string, cell: string, line: string): number | undefined {
  if (line.startsWith(cell)) return cell.length;
  const word = line.split(' ', 1)[0];
  const isSame = letter === 'R' ? sameNumber(cell, word) : letter === 'I' && isWhole(cell, word);
  return isSame ? word.length : undefined;
}

/** Whether a decimal is an integer in other words: 14.000 is 14. */
function isWhole(cell: string, word: string): boolean {
  return /^-?\d+\.0+$/.test(cell) && cell.split('.')[0] === word;
}

function sameNumber(left: string, right: string): boolean {
  if (left === right) return true;
  const [a, b] = [Number(left), Number(right)];
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

function joinCells(row: readonly string[]): string {
  return squeeze(row.join(' '));
}

function compareJoined(left: readonly string[], right: readonly string[]): number {
  const [a, b] = [joinCells(left), joinCells(right)];
  return a === b ? 0 : a < b ? -1 : 1;
}

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

function mismatch(expected: Expected, actual: readonly string[]): Mismatch {
  const wanted =
    expected.kind === 'lines'
      ? expected.lines.join('\n')
      : `${expected.count} values hashing to ${expected.md5}`;
  return { expected: wanted, actual: actual.join('\n') };
}

import type { EngineResult } from './engine.ts';

/** Floating-point sums depend on their order; relative. */
const TOLERANCE = 1e-9;

/**
 * The first difference between two results, as text; `undefined` when there is none. Without
 * `ordered`, the order of rows does not matter. Numbers are compared as numbers, since engines
 * print them differently and give averages of exact numbers as floating point or not.
 */
export function difference(
  ours: EngineResult,
  theirs: EngineResult,
  ordered: boolean,
): string | undefined {
  if (ours.rows.length !== theirs.rows.length) {
    return `${ours.rows.length} rows instead of ${theirs.rows.length}`;
  }
  const left = ordered ? ours.rows : sorted(ours.rows);
  const right = ordered ? theirs.rows : sorted(theirs.rows);
  for (const [index, row] of left.entries()) {
    const other = right[index];
    const isSame = row.length === other.length && row.every((value, i) => same(value, other[i]));
    if (!isSame) return `row ${index + 1}: ${shown(row)} instead of ${shown(other)}`;
  }
  return undefined;
}

function same(left: string | null, right: string | null): boolean {
  if (left === null || right === null) return left === right;
  if (left === right) return true;
  const numbers = [left, right].map(Number);
  const [one, other] = numbers;
  if (left.trim() === '' || right.trim() === '' || numbers.some(Number.isNaN)) return false;
  return Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one), Math.abs(other));
}

/** By rounded numbers and texts, so that rows that are about equal meet. */
function sorted(rows: EngineResult['rows']): EngineResult['rows'] {
  return rows
    .map((row) => ({ row, key: row.map(sortKey).join('\u0001') }))
    .sort((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)))
    .map(({ row }) => row);
}

function sortKey(value: string | null): string {
  if (value === null) return '\u0000';
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? value : number.toPrecision(9);
}

function shown(row: readonly (string | null)[]): string {
  return row.map((value) => value ?? 'NULL').join(' | ');
}

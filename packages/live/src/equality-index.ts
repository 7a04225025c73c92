import assert from 'node:assert/strict';
import type { Row, Value } from '@kalamdb/sql';
import type { Audience } from './audience.ts';

/**
 * Audiences whose filters all fix the same columns to a value each, found by those values: the cost
 * of a lookup does not depend on how many audiences there are.
 */
export class EqualityIndex {
  readonly #columns: readonly number[];
  readonly #audiences = new Map<IndexKey, Set<Audience>>();

  /** `columns` are indexes into the table's columns, ascending, at least one. */
  constructor(columns: readonly number[]) {
    this.#columns = columns;
  }

  get isEmpty(): boolean {
    return this.#audiences.size === 0;
  }

  add(audience: Audience): void {
    const key = keyOf(audience.view.filter.equalities.map(({ value }) => value));
    const found = this.#audiences.get(key);
    if (found === undefined) this.#audiences.set(key, new Set([audience]));
    else found.add(audience);
  }

  remove(audience: Audience): void {
    const key = keyOf(audience.view.filter.equalities.map(({ value }) => value));
    const found = this.#audiences.get(key);
    found?.delete(audience);
    if (found?.size === 0) this.#audiences.delete(key);
  }

  /** Call `visit` once for each audience that could match either version of a row. */
  find(before: Row | undefined, after: Row, visit: (audience: Audience) => void): void {
    const afterKey = this.#keyOfRow(after);
    this.#audiences.get(afterKey)?.forEach(visit);
    if (before === undefined) return;
    const beforeKey = this.#keyOfRow(before);
    if (beforeKey !== afterKey) this.#audiences.get(beforeKey)?.forEach(visit);
  }

  #keyOfRow(row: Row): IndexKey {
    if (this.#columns.length === 1) return keyOfOne(row[this.#columns[0]]);
    return keyOf(this.#columns.map((column) => row[column]));
  }
}

type IndexKey = null | boolean | number | bigint | string;

function keyOf(values: readonly Value[]): IndexKey {
  if (values.length === 1) return keyOfOne(values[0]);
  return values
    .map((value) => {
      const text = String(keyOfOne(value));
      return `${text.length}:${text}`;
    })
    .join();
}

/** Equal where SQL's `=` is true. What else it makes equal (NULLs), the filter sorts out. */
function keyOfOne(value: Value): IndexKey {
  // A Map takes 0 and -0, and NaN and NaN, for the same key, as SQL does.
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  assert(typeof value !== 'object' || value === null, 'no column is an array');
  return value;
}

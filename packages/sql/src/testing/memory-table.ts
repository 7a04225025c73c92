import assert from 'node:assert/strict';
import type { ColumnInfo, IndexKey, TableInfo } from '../bind/catalog.ts';
import { BATCH_ROWS, type Batch } from '../columnar/batch.ts';
import { batchFromRows } from '../columnar/batch-rows.ts';
import { compileRow } from '../execute/compile-row.ts';
import type { KeyRange, ScanRequest, TableSource } from '../execute/source.ts';
import { compareValues } from '../types/compare.ts';
import type { Schema } from '../types/schema.ts';
import type { Row, Value } from '../types/value.ts';
import { fixedContext } from './fixed-context.ts';

/** What a table is made of, in short: a nullable column unless said otherwise. */
export interface TableOutline {
  readonly id: number;
  readonly name: string;
  readonly namespace?: string;
  readonly columns: readonly (Pick<ColumnInfo, 'name' | 'type'> & Partial<ColumnInfo>)[];
  /** Names of the key's columns, in key order. */
  readonly primaryKey?: readonly string[];
}

/** A TableInfo from an outline: kind `shared`, namespace `default` unless said otherwise. */
export function tableInfo(outline: TableOutline): TableInfo {
  const columns = outline.columns.map((column) => ({
    nullable: true,
    defaultValue: undefined,
    system: false,
    ...column,
  }));
  const primaryKey = (outline.primaryKey ?? []).map((name) =>
    columns.findIndex((column) => column.name === name),
  );
  const { id, name, namespace = 'default' } = outline;
  return { id, namespace, name, kind: 'shared', columns, primaryKey, indexes: [] };
}

/**
 * A table in memory: rows of all columns of `info`, kept in key order, or in the order of insertion
 * when there is no key. A row whose `_deleted` column is true is seen only by scans that ask for
 * deleted rows.
 */
export class MemoryTable implements TableSource {
  readonly info: TableInfo;
  readonly #batchRows: number;
  readonly #deletedColumn: number;
  #rows: readonly Row[] = [];

  /** `batchRows` sets how many rows a scan puts into a batch. */
  constructor(info: TableInfo, rows: readonly Row[] = [], batchRows: number = BATCH_ROWS) {
    this.info = info;
    this.#batchRows = batchRows;
    this.#deletedColumn = info.columns.findIndex((column) => column.name === '_deleted');
    this.insert(rows);
  }

  /** Add rows; keys are not checked. */
  insert(rows: readonly Row[]): void {
    this.#rows = [...this.#rows, ...rows].sort((left, right) => this.#compareKeys(left, right));
  }

  /** All rows in key order, deleted ones included. */
  rows(): readonly Row[] {
    return this.#rows;
  }

  async *scan(request: ScanRequest): AsyncIterable<Batch> {
    const { columns, reverse, limit } = request;
    const found = this.#rowsIn(request).filter(
      (row) => request.includeDeleted || !this.#isDeleted(row),
    );
    const ordered = (reverse ? found.toReversed() : found).slice(0, limit);
    const types = columns.map((column) => this.info.columns[column].type);
    for (let start = 0; start < ordered.length; start += this.#batchRows) {
      const part = ordered.slice(start, start + this.#batchRows);
      yield batchFromRows(
        types,
        part.map((row) => pick(row, columns)),
      );
    }
  }

  lookup(key: readonly Value[], columns: readonly number[]): Row | undefined {
    const range = { equal: key, lower: undefined, upper: undefined };
    const found = this.#keyed(undefined).find(
      (keyed) => !this.#isDeleted(keyed.row) && isInRange(keyed, range),
    );
    return found && pick(found.row, columns);
  }

  #isDeleted(row: Row): boolean {
    return this.#deletedColumn >= 0 && row[this.#deletedColumn] === true;
  }

  #rowsIn({ index, range, keys }: ScanRequest): readonly Row[] {
    const ranges = keys?.map((equal) => ({ equal, lower: undefined, upper: undefined })) ?? range;
    if (index === undefined && ranges === undefined) return this.#rows;
    const wanted = ranges === undefined ? [anyKey] : [ranges].flat();
    return this.#keyed(index)
      .filter((keyed) => wanted.some((each) => isInRange(keyed, each)))
      .map(({ row }) => row);
  }

  /** The rows with their keys, in the order of the primary key or of an index. */
  #keyed(indexId: number | undefined): readonly KeyedRow[] {
    if (indexId === undefined) return keyedRows(this.#rows, primaryKeys(this.info));
    const index = this.info.indexes.find(({ id }) => id === indexId);
    assert(index !== undefined, `table ${this.info.name} has no index ${indexId}`);
    const { predicate } = index;
    const holds = predicate && compileRow(predicate);
    const rows = this.#rows.filter((row) => holds === undefined || holds(row, noContext) === true);
    return [...keyedRows(rows, index.keys)].sort(compareKeyed);
  }

  #compareKeys(left: Row, right: Row): number {
    for (const key of primaryKeys(this.info)) {
      const { index } = key.expression;
      const sign = compareKey(key, left[index], right[index]);
      if (sign !== 0) return sign;
    }
    return 0;
  }
}

const anyKey: KeyRange = { equal: [], lower: undefined, upper: undefined };

/** Keys are immutable, so they ask it nothing. */
const noContext = fixedContext();

/** A row and its values of some keys. */
interface KeyedRow {
  readonly row: Row;
  readonly keys: readonly IndexKey[];
  readonly values: readonly Value[];
}

/** NULLs, which primary keys do not have, come last. */
function primaryKeys({ primaryKey, columns }: TableInfo) {
  return primaryKey.map((index) => {
    const { name, type } = columns[index];
    const expression = { kind: 'column', type, index, name } as const;
    return { expression, descending: false, nullsFirst: false };
  });
}

function keyedRows(rows: readonly Row[], keys: readonly IndexKey[]): readonly KeyedRow[] {
  const evaluators = keys.map(({ expression }) => compileRow(expression));
  return rows.map((row) => ({
    row,
    keys,
    values: evaluators.map((evaluate) => evaluate(row, noContext)),
  }));
}

function compareKeyed(left: KeyedRow, right: KeyedRow): number {
  for (const [place, key] of left.keys.entries()) {
    const sign = compareKey(key, left.values[place], right.values[place]);
    if (sign !== 0) return sign;
  }
  return 0;
}

function compareKey(key: IndexKey, left: Value, right: Value): number {
  if (left === null || right === null) {
    const sign = Number(left === null) - Number(right === null);
    return key.nullsFirst ? -sign : sign;
  }
  const sign = compareValues(key.expression.type, left, right);
  return key.descending ? -sign : sign;
}

/** Bounds are on values, whatever the order of the key; NULL is within none. */
function isInRange({ keys, values }: KeyedRow, { equal, lower, upper }: KeyRange): boolean {
  const sign = (index: number, value: Value): number => {
    const own = values[index];
    if (own === null || value === null) return Number.NaN;
    return compareValues(keys[index].expression.type, own, value);
  };
  if (equal.some((value, index) => sign(index, value) !== 0)) return false;
  const next = equal.length;
  const low = lower === undefined ? 1 : sign(next, lower.value);
  const high = upper === undefined ? -1 : sign(next, upper.value);
  const isAbove = low > 0 || (low === 0 && lower?.inclusive === true);
  return isAbove && (high < 0 || (high === 0 && upper?.inclusive === true));
}

/** The columns of a table as a schema: what `SELECT *` with the system columns gives. */
export function tableSchema(info: TableInfo): Schema {
  return info.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
}

function pick(row: Row, columns: readonly number[]): Row {
  return columns.map((column) => row[column]);
}

import type { ColumnInfo, TableInfo } from '../bind/catalog.ts';
import { BATCH_ROWS, type Batch } from '../columnar/batch.ts';
import { batchFromRows } from '../columnar/batch-rows.ts';
import type { KeyRange, ScanRequest, TableSource } from '../execute/source.ts';
import { compareValues } from '../types/compare.ts';
import type { Schema } from '../types/schema.ts';
import type { Row, Value } from '../types/value.ts';

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
  return { id, namespace, name, kind: 'shared', columns, primaryKey };
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
    const { columns, range, reverse, limit } = request;
    const found = this.#rows
      .filter((row) => request.includeDeleted || !this.#isDeleted(row))
      .filter((row) => range === undefined || this.#isInRange(row, range));
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
    const row = this.#rows.find((each) => !this.#isDeleted(each) && this.#isInRange(each, range));
    return row && pick(row, columns);
  }

  #isDeleted(row: Row): boolean {
    return this.#deletedColumn >= 0 && row[this.#deletedColumn] === true;
  }

  #isInRange(row: Row, { equal, lower, upper }: KeyRange): boolean {
    if (equal.some((value, index) => this.#compareKey(row, index, value) !== 0)) return false;
    const next = equal.length;
    if (lower !== undefined) {
      const sign = this.#compareKey(row, next, lower.value);
      if (sign < 0 || (sign === 0 && !lower.inclusive)) return false;
    }
    if (upper !== undefined) {
      const sign = this.#compareKey(row, next, upper.value);
      if (sign > 0 || (sign === 0 && !upper.inclusive)) return false;
    }
    return true;
  }

  #compareKeys(left: Row, right: Row): number {
    for (const [index, column] of this.info.primaryKey.entries()) {
      const sign = this.#compareKey(left, index, right[column]);
      if (sign !== 0) return sign;
    }
    return 0;
  }

  /** The `index`-th key column of a row against a value; NULL, which keys do not have, comes last. */
  #compareKey(row: Row, index: number, value: Value): number {
    const column = this.info.primaryKey[index];
    const own = row[column];
    if (own === null || value === null) return Number(own === null) - Number(value === null);
    return compareValues(this.info.columns[column].type, own, value);
  }
}

/** The columns of a table as a schema: what `SELECT *` with the system columns gives. */
export function tableSchema(info: TableInfo): Schema {
  return info.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
}

function pick(row: Row, columns: readonly number[]): Row {
  return columns.map((column) => row[column]);
}

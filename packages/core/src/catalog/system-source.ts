import {
  BATCH_ROWS,
  type Batch,
  batchFromRows,
  compareValues,
  type KeyRange,
  type Row,
  type ScanRequest,
  type SqlType,
  type TableInfo,
  type TableSource,
  type Value,
} from '@kalamdb/sql';

/** Rows of a system table as they come, and one row by its key. */
export interface SystemRows {
  all(): AsyncIterable<readonly Row[]>;
  /** Only asked of tables with a primary key, with a value for each of its columns. */
  one(key: readonly Value[]): Row | undefined;
}

/**
 * A system table as a source of batches. Rows of a table with a key come in key order. Reading
 * backwards reads all rows first.
 */
export function createSystemSource(info: TableInfo, rows: SystemRows): TableSource {
  return {
    scan: (request) => scan(info, rows, request),
    lookup(key, columns) {
      const row = rows.one(key);
      return row === undefined ? undefined : columns.map((index) => row[index]);
    },
  };
}

async function* scan(
  info: TableInfo,
  rows: SystemRows,
  request: ScanRequest,
): AsyncGenerator<Batch> {
  const { range, columns, reverse } = request;
  const types = columns.map((index) => info.columns[index].type);
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  for await (const chunk of reverse ? reversed(rows.all()) : rows.all()) {
    const wanted = range === undefined ? chunk : chunk.filter((row) => inRange(info, row, range));
    for (let start = 0; start < wanted.length && left > 0; start += BATCH_ROWS) {
      const part = wanted.slice(start, start + Math.min(BATCH_ROWS, left));
      left -= part.length;
      yield project(part, columns, types);
    }
    if (left <= 0) return;
  }
}

function project(
  rows: readonly Row[],
  columns: readonly number[],
  types: readonly SqlType[],
): Batch {
  return batchFromRows(
    types,
    rows.map((row) => columns.map((index) => row[index])),
  );
}

async function* reversed(chunks: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  const all: Row[] = [];
  for await (const chunk of chunks) all.push(...chunk);
  yield all.reverse();
}

function inRange(info: TableInfo, row: Row, { equal, lower, upper }: KeyRange): boolean {
  for (let index = 0; index < equal.length; index++) {
    if (compareKey(info, row, index, equal[index]) !== 0) return false;
  }
  const next = equal.length;
  if (lower !== undefined) {
    const order = compareKey(info, row, next, lower.value);
    if (order < 0 || (order === 0 && !lower.inclusive)) return false;
  }
  if (upper !== undefined) {
    const order = compareKey(info, row, next, upper.value);
    if (order > 0 || (order === 0 && !upper.inclusive)) return false;
  }
  return true;
}

/** Key columns are never NULL, and neither are the bounds of a range. */
function compareKey(info: TableInfo, row: Row, keyIndex: number, bound: Value): number {
  const column = info.primaryKey[keyIndex];
  const value = row[column];
  if (value === null || bound === null) return Number.NaN;
  return compareValues(info.columns[column].type, value, bound);
}

import {
  BATCH_ROWS,
  type Batch,
  batchFromRows,
  compareValues,
  type KeyRange,
  type ScanRequest,
  type TableSource,
  type Value,
} from '@kalamdb/sql';
import type { VirtualTable } from './virtual-table.ts';
import type { VisibleObjects } from './visible-objects.ts';

/**
 * A virtual table as a source of batches, with what `visible` has. Rows of a table with a key come in
 * key order. Reading backwards reads all objects first.
 */
export function createVirtualSource(table: VirtualTable, visible: VisibleObjects): TableSource {
  return {
    scan: (request) => scan(table, visible, request),
    lookup(key, columns) {
      const object = table.find(visible, key);
      return object === undefined ? undefined : rowOf(table, object, columns);
    },
  };
}

async function* scan(
  table: VirtualTable,
  visible: VisibleObjects,
  { range, keys, columns, reverse, limit }: ScanRequest,
): AsyncGenerator<Batch> {
  const types = columns.map((index) => table.info.columns[index].type);
  const ranges = keys?.map((equal) => ({ equal, lower: undefined, upper: undefined })) ?? range;
  const chunks = inChunks(table.objects(visible));
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const chunk of reverse ? reversed(chunks) : chunks) {
    const wanted =
      ranges === undefined
        ? chunk
        : chunk.filter((object) => [ranges].flat().some((each) => inRange(table, object, each)));
    for (let start = 0; start < wanted.length && left > 0; start += BATCH_ROWS) {
      const part = wanted.slice(start, start + Math.min(BATCH_ROWS, left));
      left -= part.length;
      yield batchFromRows(
        types,
        part.map((object) => rowOf(table, object, columns)),
      );
    }
    if (left <= 0) return;
  }
}

type Chunks = Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>;

function inChunks(objects: ReturnType<VirtualTable['objects']>): Chunks {
  return Symbol.asyncIterator in objects ? objects : [objects];
}

function rowOf({ values }: VirtualTable, object: unknown, columns: readonly number[]): Value[] {
  return columns.map((index) => values[index](object));
}

async function* reversed(chunks: Chunks): AsyncGenerator<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const chunk of chunks) all.push(...chunk);
  yield all.reverse();
}

function inRange(table: VirtualTable, object: unknown, { equal, lower, upper }: KeyRange): boolean {
  for (let index = 0; index < equal.length; index++) {
    if (compareKey(table, object, index, equal[index]) !== 0) return false;
  }
  const next = equal.length;
  if (lower !== undefined) {
    const order = compareKey(table, object, next, lower.value);
    if (order < 0 || (order === 0 && !lower.inclusive)) return false;
  }
  if (upper !== undefined) {
    const order = compareKey(table, object, next, upper.value);
    if (order > 0 || (order === 0 && !upper.inclusive)) return false;
  }
  return true;
}

/** Key columns are never NULL, and neither are the bounds of a range. */
function compareKey(
  { info, values }: VirtualTable,
  object: unknown,
  keyIndex: number,
  bound: Value,
): number {
  const column = info.primaryKey[keyIndex];
  const value = values[column](object);
  if (value === null || bound === null) return Number.NaN;
  return compareValues(info.columns[column].type, value, bound);
}

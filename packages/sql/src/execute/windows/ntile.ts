import { isValid } from '../../columnar/bitmap.ts';
import { Int32Builder } from '../../columnar/builders/int32-builder.ts';
import type { Column } from '../../columnar/column.ts';
import { asInt32 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { STEP_ROWS, type WindowRows } from './window-rows.ts';

/**
 * NTILE(n): the rows of each partition in n buckets as equal as can be, larger ones first. The
 * argument of the partition's first row that has one counts; rows before it are NULL. Throws
 * SQL_OUT_OF_RANGE for less than one bucket. Yields every few milliseconds.
 */
export function* ntile(
  { count, partitions }: WindowRows,
  buckets: Vector,
): Generator<void, Column> {
  const { values, validity } = asInt32(buckets.column);
  const { starts } = partitions;
  const builder = new Int32Builder(sqlTypes.int, count);
  for (let partition = 0; partition + 1 < starts.length; partition++) {
    let position = starts[partition];
    const end = starts[partition + 1];
    const size = end - position;
    while (position < end && !isValid(validity, position & buckets.mask)) {
      builder.appendNull();
      position++;
    }
    if (position === end) continue;
    const bucketCount = values[position & buckets.mask];
    if (bucketCount <= 0) {
      throw new SqlError('SQL_OUT_OF_RANGE', 'argument of ntile must be greater than zero', {
        sqlState: conditions.invalidArgumentForNtile,
      });
    }
    for (let row = 0; position < end; position++, row++) {
      builder.appendInt32(bucketOf(row, size, bucketCount));
      if (position % STEP_ROWS === 0) yield;
    }
  }
  return builder.finish();
}

/** The bucket, from 1, of a row among `size` that go into `bucketCount`. */
function bucketOf(row: number, size: number, bucketCount: number): number {
  const small = Math.floor(size / bucketCount);
  const larger = size % bucketCount;
  const inLarger = larger * (small + 1);
  if (row < inLarger) return Math.floor(row / (small + 1)) + 1;
  return larger + Math.floor((row - inLarger) / small) + 1;
}

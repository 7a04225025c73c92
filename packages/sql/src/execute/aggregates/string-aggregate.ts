import assert from 'node:assert/strict';
import { emptyBitmap, isValid, setBit } from '../../columnar/bitmap.ts';
import type { BytesColumn } from '../../columnar/column.ts';
import { asBytes } from '../../columnar/layout.ts';
import { SqlError } from '../../error.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import { CollectedRows, type RowsByGroup } from './collected-rows.ts';
import { presentRows } from './present-rows.ts';

/** Offsets of a column are 32 bits wide. */
const MAX_SIZE = 0x7fffffff;

/**
 * STRING_AGG of text or bytes: the values that are not NULL one after the other, before each but
 * the first its own delimiter, a NULL being none. Throws SQL_RESULT_TOO_LARGE past 2 GiB.
 */
export function createStringAggregate(type: SqlType): AggregateState {
  const rows = new CollectedRows([type, type]);
  let sorted: RowsByGroup | undefined;
  return {
    update: ([value, delimiter], taken) =>
      rows.append([value, delimiter], presentRows(value, taken)),
    memoryBytes: () => rows.memoryBytes,
    settle: function* settle(groupCount) {
      sorted = yield* rows.byGroup([], groupCount);
    },
    finish: (groupCount) => {
      assert(sorted !== undefined, 'rows are brought in order before the end');
      return concatenate(type, sorted, groupCount);
    },
  };
}

function concatenate(type: SqlType, rows: RowsByGroup, groupCount: number): BytesColumn {
  const [values, delimiters] = rows.columns.map(asBytes);
  const { order, starts } = rows;
  const offsets = new Int32Array(groupCount + 1);
  const validity = emptyBitmap(groupCount);
  const data = new Uint8Array(totalSize(rows));
  let size = 0;
  const append = ({ data: source, offsets: ends }: BytesColumn, row: number): void => {
    data.set(source.subarray(ends[row], ends[row + 1]), size);
    size += ends[row + 1] - ends[row];
  };
  for (let group = 0; group < groupCount; group++) {
    const start = starts[group];
    const end = starts[group + 1];
    if (end > start) setBit(validity, group);
    for (let index = start; index < end; index++) {
      const row = order[index];
      if (index > start && isValid(delimiters.validity, row)) append(delimiters, row);
      append(values, row);
    }
    offsets[group + 1] = size;
  }
  return { layout: 'bytes', type, length: groupCount, validity, offsets, data };
}

/** An upper bound: the first delimiter of each group is not used. */
function totalSize({ columns, groupOf }: RowsByGroup): number {
  const size = columns.reduce((sum, column) => sum + asBytes(column).offsets[groupOf.length], 0);
  if (size <= MAX_SIZE) return size;
  throw new SqlError('SQL_RESULT_TOO_LARGE', 'STRING_AGG gives more than 2 GiB of text');
}

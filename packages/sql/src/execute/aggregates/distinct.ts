import assert from 'node:assert/strict';
import type { Column } from '../../columnar/column.ts';
import { KeyTable } from '../../columnar/key-table.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState, GroupedRows } from './aggregate-state.ts';
import { presentRows } from './present-rows.ts';

/** An aggregate over the distinct values of each group: passes on the first row of each value. */
export function createDistinct(argumentType: SqlType, inner: AggregateState): AggregateState {
  const seen = new KeyTable([sqlTypes.int, argumentType]);
  return {
    update: (argument, rows) => {
      assert(argument !== undefined, 'DISTINCT has an argument');
      const slots = firstRows(seen, argument, presentRows(argument, rows));
      inner.update(argument, { ...rows, slots });
    },
    finish: (groupCount) => inner.finish(groupCount),
  };
}

/** The rows that add a pair of group and value to the table. */
function firstRows(seen: KeyTable, argument: Vector, rows: GroupedRows): Uint32Array {
  const { slots } = rows;
  if (slots.length === 0) return slots;
  const length = slots[slots.length - 1] + 1;
  const ids = new Int32Array(length);
  const sizeBefore = seen.size;
  seen.insert([groupVector(rows, length), argument], slots, ids);
  const taken = new Uint8Array(seen.size - sizeBefore);
  return slots.filter((slot) => {
    const added = ids[slot] - sizeBefore;
    if (added < 0 || taken[added] === 1) return false;
    taken[added] = 1;
    return true;
  });
}

function groupVector({ groupOf }: GroupedRows, length: number): Vector {
  const values = groupOf ?? new Int32Array(length);
  const column: Column = {
    layout: 'int32',
    type: sqlTypes.int,
    length,
    validity: undefined,
    values,
  };
  return columnVector(column);
}

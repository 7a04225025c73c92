import type { Column } from '../../columnar/column.ts';
import { KeyTable } from '../../columnar/key-table.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState, GroupedRows } from './aggregate-state.ts';

/**
 * An aggregate over the distinct arguments of each group: passes on the first row of each. NULL
 * equals NULL here; it is for the aggregate to leave it out.
 */
export function createDistinct(types: readonly SqlType[], inner: AggregateState): AggregateState {
  const seen = new KeyTable([sqlTypes.int, ...types]);
  return {
    ...inner,
    memoryBytes: () => seen.memoryBytes + (inner.memoryBytes?.() ?? 0),
    update: (inputs, rows) => {
      const slots = firstRows(seen, inputs.slice(0, types.length), rows);
      inner.update(inputs, { ...rows, slots });
    },
  };
}

/** The rows that add a group with its arguments to the table. */
function firstRows(seen: KeyTable, values: readonly Vector[], rows: GroupedRows): Uint32Array {
  const { slots } = rows;
  let length = 0;
  for (let k = 0; k < slots.length; k++) length = Math.max(length, slots[k] + 1);
  const ids = new Int32Array(length);
  const sizeBefore = seen.size;
  seen.insert([groupVector(rows, length), ...values], slots, ids);
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

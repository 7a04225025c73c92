import { createBuilder } from '../../columnar/builder.ts';
import { growInt32 } from '../../columnar/grow.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import { presentRows } from './present-rows.ts';

/** ANY_VALUE: the first value of each group that is not NULL. */
export function createFirstValue(type: SqlType): AggregateState {
  const values = createBuilder(type, 64);
  /** By group the place of its value in `values` plus 1; 0 for none. */
  let places: Int32Array = new Int32Array(1);
  return {
    update: ([argument], rows) => {
      const { slots, groupOf, groupCount } = presentRows(argument, rows);
      places = growInt32(places, groupCount);
      for (let k = 0; k < slots.length; k++) {
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        if (places[group] !== 0) continue;
        values.appendSlot(argument.column, slots[k] & argument.mask);
        places[group] = values.length;
      }
    },
    combine: ({ from, into, groupCount }) => {
      places = growInt32(places, groupCount);
      for (let k = 0; k < from.length; k++) {
        if (places[into[k]] === 0) places[into[k]] = places[from[k]];
      }
    },
    memoryBytes: () => values.memoryBytes,
    finish: (groupCount) => {
      const found = values.finish();
      const builder = createBuilder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        const place = places[group] ?? 0;
        if (place === 0) builder.appendNull();
        else builder.appendSlot(found, place - 1);
      }
      return builder.finish();
    },
  };
}

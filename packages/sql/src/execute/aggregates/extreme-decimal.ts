import { DecimalBuilder } from '../../columnar/builders/decimal-builder.ts';
import type { DecimalColumn } from '../../columnar/column.ts';
import { scaleAt } from '../../columnar/decimal-column.ts';
import { DECIMAL_WORDS } from '../../columnar/decimal-words.ts';
import { growInt32, growUint8 } from '../../columnar/grow.ts';
import { compareDecimalSlots } from '../../columnar/kernels/decimal-order.ts';
import { asDecimal } from '../../columnar/layout.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Extreme } from './best-value.ts';
import { createSeen } from './seen.ts';

/** Extremes of layout `decimal`, by value; of equal ones the last, as in PostgreSQL. */
export function createDecimalExtreme(type: SqlType, sign: -1 | 1): Extreme {
  let best = bestOf(type, new Int32Array(DECIMAL_WORDS), new Uint8Array(1));
  const seen = createSeen();
  const reserve = (groupCount: number): void => {
    const values = growInt32(best.values, groupCount * DECIMAL_WORDS);
    best = bestOf(type, values, growUint8(best.scales, groupCount));
  };
  return {
    combine: ({ from, into, groupCount }) => {
      reserve(groupCount);
      const flags = seen.flags(groupCount);
      for (let k = 0; k < from.length; k++) {
        const [source, target] = [from[k], into[k]];
        if (flags[source] === 0) continue;
        const isBetter = compareDecimalSlots(best, source, best, target) * sign > 0;
        if (flags[target] === 1 && !isBetter) continue;
        flags[target] = 1;
        keep(best, target, best, source);
      }
    },
    add: (argument, { slots, groupOf, groupCount }) => {
      reserve(groupCount);
      const flags = seen.flags(groupCount);
      const column = asDecimal(argument.column);
      for (let k = 0; k < slots.length; k++) {
        const slot = slots[k] & argument.mask;
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        if (flags[group] === 1 && compareDecimalSlots(column, slot, best, group) * sign < 0)
          continue;
        flags[group] = 1;
        keep(best, group, column, slot);
      }
    },
    finish: (groupCount) => {
      const builder = new DecimalBuilder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (seen.has(group)) builder.appendSlot(best, group);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

/** The best values by group, as a column that is written to. */
type Best = DecimalColumn & { readonly scales: Uint8Array };

function bestOf(type: SqlType, values: Int32Array, scales: Uint8Array): Best {
  const length = scales.length;
  return { layout: 'decimal', type, length, validity: undefined, values, scale: 0, scales };
}

function keep(best: Best, group: number, column: DecimalColumn, slot: number): void {
  const from = slot * DECIMAL_WORDS;
  best.values.set(column.values.subarray(from, from + DECIMAL_WORDS), group * DECIMAL_WORDS);
  best.scales[group] = scaleAt(column, slot);
}

import { DecimalBuilder } from '../../columnar/builders/decimal-builder.ts';
import type { DecimalColumn } from '../../columnar/column.ts';
import { scaleAt } from '../../columnar/decimal-column.ts';
import { DECIMAL_WORDS, listedIndex, writeListedIndex } from '../../columnar/decimal-words.ts';
import { growInt32, growUint16 } from '../../columnar/grow.ts';
import { compareDecimalSlots } from '../../columnar/kernels/decimal-order.ts';
import { asDecimal } from '../../columnar/layout.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Extreme } from './best-value.ts';
import { createSeen } from './seen.ts';

/** Extremes of layout `decimal`, by value; of equal ones the last, as in PostgreSQL. */
export function createDecimalExtreme(type: SqlType, sign: -1 | 1): Extreme {
  const listed: bigint[] = [];
  let best: Best = {
    layout: 'decimal',
    type,
    length: 1,
    validity: undefined,
    values: new Int32Array(DECIMAL_WORDS),
    scale: 0,
    scales: new Uint16Array(1),
    listed,
  };
  const seen = createSeen();
  const reserve = (groupCount: number): void => {
    const values = growInt32(best.values, groupCount * DECIMAL_WORDS);
    best = { ...best, length: groupCount, values, scales: growUint16(best.scales, groupCount) };
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

/** The best values by group, as a column that is written to; listed numbers too are by group. */
type Best = DecimalColumn & { readonly scales: Uint16Array; readonly listed: bigint[] };

function keep(best: Best, group: number, column: DecimalColumn, slot: number): void {
  const from = slot * DECIMAL_WORDS;
  const to = group * DECIMAL_WORDS;
  const index = listedIndex(column.values, from);
  best.scales[group] = scaleAt(column, slot);
  if (index < 0) {
    best.values.set(column.values.subarray(from, from + DECIMAL_WORDS), to);
    return;
  }
  best.listed[group] = column.listed[index];
  writeListedIndex(best.values, to, group);
}

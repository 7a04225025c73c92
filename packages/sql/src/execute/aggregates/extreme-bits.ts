import { getBit } from '../../columnar/bitmap.ts';
import { BitsBuilder } from '../../columnar/builders/bits-builder.ts';
import { asBits } from '../../columnar/layout.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Extreme } from './best-value.ts';
import { createSeen } from './seen.ts';

/** Extremes of layout `bits`: whether the better of false and true was seen decides. */
export function createBitsExtreme(type: SqlType, sign: -1 | 1): Extreme {
  const better = createSeen();
  const worse = createSeen();
  return {
    add: (argument, { slots, groupOf, groupCount }) => {
      const { values } = asBits(argument.column);
      const betterFlags = better.flags(groupCount);
      const worseFlags = worse.flags(groupCount);
      for (const slot of slots) {
        const isBetter = getBit(values, slot & argument.mask) === sign > 0;
        const flags = isBetter ? betterFlags : worseFlags;
        flags[groupOf === undefined ? 0 : groupOf[slot]] = 1;
      }
    },
    combine: ({ from, into, groupCount }) => {
      const betterFlags = better.flags(groupCount);
      const worseFlags = worse.flags(groupCount);
      for (let k = 0; k < from.length; k++) {
        betterFlags[into[k]] |= betterFlags[from[k]];
        worseFlags[into[k]] |= worseFlags[from[k]];
      }
    },
    finish: (groupCount) => {
      const builder = new BitsBuilder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (better.has(group)) builder.appendBoolean(sign > 0);
        else if (worse.has(group)) builder.appendBoolean(sign < 0);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

import type { SqlType } from '../../types/sql-type.ts';
import { isValid } from '../bitmap.ts';
import type { Column } from '../column.ts';
import { asInt32, wordsOf } from '../layout.ts';
import type { Vector } from '../vector.ts';

const MICROS_PER_DAY = 86_400_000_000;

/** Up to here the midnights before and after 1970 fit into 64 bits. */
const MAX_DAYS = 106_751_991;

const WORD = 2 ** 32;

/**
 * A DATE as the instant of its midnight; `undefined` where one is out of range. Doubles do: the
 * microseconds of a day are a multiple of 2^13, so that their product with any such day is exact.
 */
export function dateToInstant(type: SqlType) {
  return (
    operand: Vector,
    slots: Uint32Array,
    length: number,
    validity: Uint8Array | undefined,
  ): Column | undefined => {
    const days = asInt32(operand.column).values;
    const values = new BigInt64Array(length);
    const words = wordsOf(values);
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      const day = days[slot & operand.mask];
      if (Math.abs(day) > MAX_DAYS && isValid(validity, slot)) return undefined;
      const micros = day * MICROS_PER_DAY;
      const high = Math.floor(micros / WORD);
      words[slot * 2] = micros - high * WORD;
      words[slot * 2 + 1] = high;
    }
    return { layout: 'int64', type, length, validity, values };
  };
}

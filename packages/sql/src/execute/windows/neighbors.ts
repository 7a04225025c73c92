import { isValid } from '../../columnar/bitmap.ts';
import { asInt32 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { NO_POSITION, OTHER_VALUE, type Pick } from './pick-rows.ts';
import type { WindowRows } from './window-rows.ts';

/**
 * LAG (`sign` -1) and LEAD (1): the position that many rows away in the same partition, one if there
 * is no offset. A NULL offset gives NULL, a row outside of the partition the other value.
 */
export function neighbor(
  { partitions: { starts, of } }: WindowRows,
  offset: Vector | undefined,
  sign: -1 | 1,
): Pick {
  const within = (position: number, distance: number): number => {
    const at = position + distance * sign;
    const partition = of[position];
    return at >= starts[partition] && at < starts[partition + 1] ? at : OTHER_VALUE;
  };
  if (offset === undefined) return (position) => within(position, 1);
  const { values, validity } = asInt32(offset.column);
  return (position) => {
    const slot = position & offset.mask;
    return isValid(validity, slot) ? within(position, values[slot]) : NO_POSITION;
  };
}

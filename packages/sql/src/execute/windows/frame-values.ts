import { isValid } from '../../columnar/bitmap.ts';
import { asInt32 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { FrameParts } from './frame-parts.ts';
import { NO_POSITION, type Pick } from './pick-rows.ts';

/** Frames by position. */
type PartsAt = (position: number) => FrameParts;

/** FIRST_VALUE: the first position of the frame. */
export function firstOf(partsAt: PartsAt): Pick {
  return (position) => {
    const { bounds, count } = partsAt(position);
    return count === 0 ? NO_POSITION : bounds[0];
  };
}

/** LAST_VALUE: the last position of the frame. */
export function lastOf(partsAt: PartsAt): Pick {
  return (position) => {
    const { bounds, count } = partsAt(position);
    return count === 0 ? NO_POSITION : bounds[count * 2 - 1] - 1;
  };
}

/**
 * NTH_VALUE: the n-th position of the frame, from 1. A NULL n gives NULL; SQL_OUT_OF_RANGE for one
 * less than 1.
 */
export function nthOf(partsAt: PartsAt, nth: Vector): Pick {
  const { values, validity } = asInt32(nth.column);
  return (position) => {
    const slot = position & nth.mask;
    if (!isValid(validity, slot)) return NO_POSITION;
    if (values[slot] <= 0) {
      throw new SqlError('SQL_OUT_OF_RANGE', 'argument of nth_value must be greater than zero', {
        sqlState: conditions.invalidArgumentForNthValue,
      });
    }
    return nthPosition(partsAt(position), values[slot]);
  };
}

function nthPosition({ bounds, count }: FrameParts, nth: number): number {
  let rest = nth - 1;
  for (let part = 0; part < count; part++) {
    const start = bounds[part * 2];
    const size = bounds[part * 2 + 1] - start;
    if (rest < size) return start + rest;
    rest -= size;
  }
  return NO_POSITION;
}

import { SqlError } from '../../../error.ts';

/** The value. SQL_OUT_OF_RANGE unless it is an angle: not infinite. */
export function checkAngle(value: number): number {
  if (value === Infinity || value === -Infinity) throw inputOutOfRange();
  return value;
}

/** The value. SQL_OUT_OF_RANGE unless it is a sine or cosine: from -1 to 1. */
export function checkSine(value: number): number {
  if (value < -1 || value > 1) throw inputOutOfRange();
  return value;
}

/** The error of an argument that a function is not defined for. */
export function inputOutOfRange(): SqlError {
  return new SqlError('SQL_OUT_OF_RANGE', 'input is out of range');
}

import { SqlError } from '../../error.ts';
import { sqlTypes } from '../sql-type.ts';
import { outOfRange } from '../value-error.ts';

/** Digits that a number may have before and behind its point: those of PostgreSQL's NUMERIC. */
const MAX_WHOLE_DIGITS = 131_072;
const MAX_FRACTION_DIGITS = 16_383;

const spelled = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * The canonical digits of a number as JSON spells it: `1.50e1` is `15`. Throws SQL_OUT_OF_RANGE for
 * more digits than PostgreSQL's NUMERIC has.
 */
export function plainNumber(text: string): string {
  const match = spelled.exec(text);
  if (match === null) throw new SqlError('SQL_INVALID_VALUE', `JSON has no number ${text}`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  if (exponent.length > 8) {
    if (/^0*$/.test(whole + fraction)) return '0';
    throw outOfRange(sqlTypes.json, text);
  }
  const digits = movePoint(whole, fraction, Number(exponent), text);
  return digits === '0' ? digits : sign + digits;
}

function movePoint(whole: string, fraction: string, shift: number, text: string): string {
  const significant = (whole + fraction).replace(/^0+/, '');
  const trimmed = significant.replace(/0+$/, '');
  if (trimmed === '') return '0';
  // The value is `trimmed` with its point behind `point` of its digits.
  const point = significant.length - fraction.length + shift;
  const places = Math.max(0, trimmed.length - point);
  if (point > MAX_WHOLE_DIGITS || places > MAX_FRACTION_DIGITS) {
    throw outOfRange(sqlTypes.json, text);
  }
  if (point <= 0) return `0.${'0'.repeat(-point)}${trimmed}`;
  if (places === 0) return trimmed.padEnd(point, '0');
  return `${trimmed.slice(0, point)}.${trimmed.slice(point)}`;
}

/** Order of two canonical numbers, exact. */
export function comparePlainNumbers(left: string, right: string): number {
  if (left === right) return 0;
  const isNegative = left.startsWith('-');
  if (isNegative !== right.startsWith('-')) return isNegative ? -1 : 1;
  const order = isNegative
    ? compareMagnitudes(right.slice(1), left.slice(1))
    : compareMagnitudes(left, right);
  return order;
}

function compareMagnitudes(left: string, right: string): number {
  const [leftWhole, leftFraction = ''] = left.split('.');
  const [rightWhole, rightFraction = ''] = right.split('.');
  if (leftWhole.length !== rightWhole.length) return leftWhole.length - rightWhole.length;
  if (leftWhole !== rightWhole) return leftWhole < rightWhole ? -1 : 1;
  if (leftFraction === rightFraction) return 0;
  return leftFraction < rightFraction ? -1 : 1;
}

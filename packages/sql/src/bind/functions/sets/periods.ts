import { parseInterval } from '../../../types/interval.ts';
import { addInterval } from '../../../types/interval-arithmetic.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import { microsOfDay } from '../../../types/timestamp.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';

const { boolean, timestamp, datetime, time, interval } = sqlTypes;

/** OVERLAPS of periods, each of a start and an end or a length. */
export const periodFunctions: readonly ScalarFunction[] = [timestamp, datetime, time].flatMap(
  (type) =>
    [type, interval].flatMap((left) =>
      [type, interval].map((right) => overlaps(type, left, right)),
    ),
);

function overlaps(type: SqlType, left: SqlType, right: SqlType): ScalarFunction {
  return {
    name: 'overlaps',
    parameters: [type, left, type, right],
    returns: boolean,
    volatility: 'immutable',
    strict: false,
    row: ([leftStart, leftEnd, rightStart, rightEnd]) => {
      const one = periodOf(leftStart, endOf(type, left, leftStart, leftEnd));
      const other = periodOf(rightStart, endOf(type, right, rightStart, rightEnd));
      if (one === undefined || other === undefined) return null;
      return one.start <= other.start ? meet(one, other) : meet(other, one);
    },
  };
}

/** Instants in order; the end is not part of it, unless the period is an instant. */
interface Period {
  readonly start: bigint;
  readonly end: bigint | undefined;
}

function endOf(type: SqlType, kind: SqlType, start: Value, end: Value): Value {
  if (kind.kind !== 'interval' || start === null || end === null) return end;
  const span = parseInterval(end as string);
  if (type.kind === 'time') return microsOfDay((start as bigint) + span.micros);
  return addInterval(start as bigint, span, 1, type);
}

/** Of a period with one side only, that is its start; `undefined` of one with none. */
function periodOf(start: Value, end: Value): Period | undefined {
  const [first, last] = [start, end] as readonly (bigint | null)[];
  if (first === null) return last === null ? undefined : { start: last, end: undefined };
  if (last === null) return { start: first, end: undefined };
  return first <= last ? { start: first, end: last } : { start: last, end: first };
}

/** Whether an earlier period, or one with the same start, reaches a later one; three-valued. */
function meet(earlier: Period, later: Period): boolean | null {
  if (earlier.start === later.start) {
    return earlier.end === undefined || later.end === undefined ? null : true;
  }
  if (earlier.end === undefined) return null;
  if (later.start < earlier.end) return true;
  return later.end === undefined ? null : false;
}

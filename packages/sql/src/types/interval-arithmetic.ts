import { SqlError } from '../error.ts';
import { civilDate, civilDay, daysIn } from './calendar.ts';
import { MICROS_PER_DAY } from './date-time-text.ts';
import { checkInterval, type Interval, roundMicro } from './interval.ts';
import { roundHalfEven } from './round.ts';
import type { SqlType } from './sql-type.ts';
import { sqlTypes } from './sql-type.ts';
import { checkInstant, microsOfDay, microsToDay } from './timestamp.ts';
import { outOfRange } from './value-error.ts';

/** An instant moved by months (to the last day of shorter ones), then days, then time. */
export function addInterval(
  micros: bigint,
  { months, days, micros: time }: Interval,
  sign: 1 | -1,
  type: SqlType,
): bigint {
  const factor = BigInt(sign);
  const start = microsToDay(micros);
  const day = (months === 0 ? start : addMonths(start, months * sign)) + days * sign;
  return checkInstant(BigInt(day) * MICROS_PER_DAY + microsOfDay(micros) + time * factor, type);
}

/** The span between two instants, in days and time. */
export function betweenInstants(left: bigint, right: bigint): Interval {
  const micros = left - right;
  const days = micros / MICROS_PER_DAY;
  return { months: 0, days: Number(days), micros: micros - days * MICROS_PER_DAY };
}

/** The sum of two intervals, field by field. */
export function addIntervals(left: Interval, right: Interval, sign: 1 | -1): Interval {
  return checkInterval({
    months: left.months + right.months * sign + 0,
    days: left.days + right.days * sign + 0,
    micros: left.micros + right.micros * BigInt(sign),
  });
}

/** An interval times a number; fractions of months become days, of days time, as in PostgreSQL. */
export function scaleInterval(interval: Interval, factor: number): Interval {
  return scaleFields(interval, (field) => field * factor);
}
/** An interval over a number, which must not be 0. */
export function divideInterval(interval: Interval, divisor: number): Interval {
  if (divisor === 0) throw new SqlError('SQL_DIVISION_BY_ZERO', 'division by zero');
  return scaleFields(interval, (field) => field / divisor);
}

/** AGE: the span between two instants in years, months, days and time of the calendar. */
export function ageBetween(later: bigint, earlier: bigint): Interval {
  const isBack = later < earlier;
  const [high, low] = isBack ? [earlier, later] : [later, earlier];
  const to = civilDate(microsToDay(high));
  const from = civilDate(microsToDay(low));
  let months = (to.year - from.year) * 12 + to.month - from.month;
  let days = to.day - from.day;
  let micros = microsOfDay(high) - microsOfDay(low);
  if (micros < 0n) {
    micros += MICROS_PER_DAY;
    days--;
  }
  if (days < 0) {
    days += daysIn(from.year, from.month);
    months--;
  }
  const sign = isBack ? -1 : 1;
  return { months: months * sign + 0, days: days * sign + 0, micros: micros * BigInt(sign) };
}

function scaleFields(
  { months, days, micros }: Interval,
  scale: (field: number) => number,
): Interval {
  const wholeMonths = Math.trunc(scale(months));
  const wholeDays = Math.trunc(scale(days));
  const monthDays = roundMicro((scale(months) - wholeMonths) * 30);
  let seconds = roundMicro((scale(days) - wholeDays + monthDays - Math.trunc(monthDays)) * 86_400);
  const carried = Math.abs(seconds) >= 86_400 ? Math.trunc(seconds / 86_400) : 0;
  seconds -= carried * 86_400;
  const time = roundHalfEven(scale(Number(micros)) + seconds * 1e6);
  if (!Number.isFinite(time)) throw outOfRange(sqlTypes.interval);
  return checkInterval({
    months: wholeMonths + 0,
    days: wholeDays + carried + Math.trunc(monthDays) + 0,
    micros: BigInt(time),
  });
}

function addMonths(day: number, count: number): number {
  const date = civilDate(day);
  const months = date.year * 12 + date.month - 1 + count;
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  return civilDay(year, month, Math.min(date.day, daysIn(year, month)));
}

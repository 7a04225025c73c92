import { civilDate, civilDay, dayOfWeek } from './calendar.ts';
import { fieldName, truncateMicros, unknownField } from './date-fields.ts';
import type { Interval } from './interval.ts';
import { type SqlType, sqlTypes } from './sql-type.ts';
import { dayToMicros, microsToDay } from './timestamp.ts';

/** Microseconds of the units of the clock. */
const clockUnits: Readonly<Record<string, bigint>> = {
  microseconds: 1n,
  milliseconds: 1000n,
  second: 1_000_000n,
  minute: 60_000_000n,
  hour: 3_600_000_000n,
};

/** Months of the units of the calendar from the month on. */
const monthUnits: Readonly<Record<string, number>> = {
  month: 1,
  quarter: 3,
  year: 12,
  decade: 120,
  century: 1200,
  millennium: 12_000,
};

/** DATE_TRUNC of an instant in UTC. SQL_INVALID_VALUE for a unit that is none. */
export function truncateInstant(unit: string, micros: bigint, type: SqlType): bigint {
  const name = fieldName(unit);
  const ofClock = clockUnits[name];
  if (ofClock !== undefined) return truncateMicros(micros, ofClock);
  return dayToMicros(startOfUnit(name, unit, microsToDay(micros), type), type);
}

/** DATE_TRUNC of a span: the fields below the unit become 0. */
export function truncateInterval(unit: string, span: Interval): Interval {
  const name = fieldName(unit);
  const ofClock = clockUnits[name];
  if (ofClock !== undefined) return { ...span, micros: (span.micros / ofClock) * ofClock };
  if (name === 'day') return { ...span, micros: 0n };
  const months = monthUnits[name];
  if (months === undefined) throw unknownField(unit, sqlTypes.interval);
  return { months: Math.trunc(span.months / months) * months + 0, days: 0, micros: 0n };
}

function startOfUnit(name: string, unit: string, day: number, type: SqlType): number {
  if (name === 'day') return day;
  if (name === 'week') return day - ((dayOfWeek(day) + 6) % 7);
  const months = monthUnits[name];
  if (months === undefined) throw unknownField(unit, type);
  const { year, month } = civilDate(day);
  if (months <= 12) return civilDay(year, Math.floor((month - 1) / months) * months + 1, 1);
  const years = months / 12;
  // Decades begin with a year that ends in 0, centuries and millennia with one that ends in 1.
  const first = years === 10 ? 0 : 1;
  return civilDay(Math.floor((year - first) / years) * years + first, 1, 1);
}

import type { CastRule, CastRules } from './cast-rule.ts';
import { formatClock, MICROS_PER_DAY } from './date-time-text.ts';
import { formatInterval, parseInterval } from './interval.ts';
import { type SqlTypeKind, sqlTypes } from './sql-type.ts';
import {
  dayToMicros,
  formatDate,
  formatDateTime,
  formatTimestamp,
  microsOfDay,
  microsToDay,
} from './timestamp.ts';
import { outOfRange } from './value-error.ts';

/** Casts of the types of time, by `from` then `to`. */
export const timeRules: Readonly<Partial<Record<SqlTypeKind, CastRules>>> = {
  date: {
    int: explicit((value) => value),
    timestamp: implicit((value) => dayToMicros(value as number, sqlTypes.timestamp)),
    datetime: implicit((value) => dayToMicros(value as number, sqlTypes.datetime)),
    text: assigned((value) => formatDate(value as number)),
  },
  time: {
    bigint: explicit((value) => value),
    interval: implicit((value) => formatInterval({ months: 0, days: 0, micros: value as bigint })),
    text: assigned((value) => formatClock(value as bigint)),
  },
  timestamp: {
    ...partsOfInstant(),
    datetime: implicit((value) => value),
    text: assigned((value) => formatTimestamp(value as bigint)),
  },
  datetime: {
    ...partsOfInstant(),
    timestamp: assigned((value) => value),
    text: assigned((value) => formatDateTime(value as bigint)),
  },
  interval: {
    time: assigned((value) => microsOfDay(parseInterval(value as string).micros)),
    text: assigned((value) => value),
  },
};

/** `micros`, if a TIME holds it: 0 to 24:00:00. */
export function checkTime(micros: bigint): bigint {
  if (micros < 0n || micros > MICROS_PER_DAY) throw outOfRange(sqlTypes.time);
  return micros;
}

function partsOfInstant(): CastRules {
  return {
    bigint: explicit((value) => value),
    date: assigned((value) => microsToDay(value as bigint)),
    time: assigned((value) => microsOfDay(value as bigint)),
  };
}

function implicit(cast: CastRule['cast']): CastRule {
  return { context: 'implicit', cast };
}

function assigned(cast: CastRule['cast']): CastRule {
  return { context: 'assignment', cast };
}

function explicit(cast: CastRule['cast']): CastRule {
  return { context: 'explicit', cast };
}

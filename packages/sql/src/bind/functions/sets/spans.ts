import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { floorDivide } from '../../../types/calendar.ts';
import { MICROS_PER_DAY } from '../../../types/date-time-text.ts';
import {
  checkInterval,
  formatInterval,
  type Interval,
  parseInterval,
} from '../../../types/interval.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import { checkInstant } from '../../../types/timestamp.ts';
import type { Value } from '../../../types/value.ts';
import { outOfRange } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { makeInstant } from './calendar.ts';
import { strictFunction } from './define.ts';
import { shiftFromZone } from './time-zone.ts';

const { boolean, int, double, text, date, timestamp, datetime, interval } = sqlTypes;

const intervalNames = ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'];

const instantNames = ['year', 'month', 'mday', 'hour', 'min', 'sec'];

/** Functions of spans of time: JUSTIFY_…, DATE_BIN, MAKE_INTERVAL, ISFINITE. */
export const spanFunctions: readonly ScalarFunction[] = [
  justify('justify_hours', justifyHours),
  justify('justify_days', justifyDays),
  justify('justify_interval', justifyInterval),
  ...[timestamp, datetime].map((type) =>
    strictFunction('date_bin', [interval, type, type], type, ([stride, value, origin]) =>
      binOf(parseInterval(stride as string), value as bigint, origin as bigint, type),
    ),
  ),
  ...[date, timestamp, datetime, interval].map((type) =>
    strictFunction('isfinite', [type], boolean, () => true),
  ),
  ...makingIntervals(),
  ...makingInstants(),
];

function justify(name: string, compute: (span: Interval) => Interval): ScalarFunction {
  return strictFunction(name, [interval], interval, ([span]) =>
    formatInterval(checkInterval(compute(parseInterval(span as string)))),
  );
}

/** 24 hours become a day; days and hours get one sign. */
function justifyHours({ months, days, micros }: Interval): Interval {
  const whole = Number(micros / MICROS_PER_DAY);
  return alignClock({ months, days: days + whole, micros: micros % MICROS_PER_DAY });
}

/** 30 days become a month; months and days get one sign. */
function justifyDays({ months, days, micros }: Interval): Interval {
  return alignDays({ months: months + Math.trunc(days / 30), days: days % 30, micros });
}

function justifyInterval({ months, days, micros }: Interval): Interval {
  const whole = Number(micros / MICROS_PER_DAY);
  const all = days + whole;
  return alignClock(
    alignDays({
      months: months + Math.trunc(all / 30),
      days: all % 30,
      micros: micros % MICROS_PER_DAY,
    }),
  );
}

function alignClock({ months, days, micros }: Interval): Interval {
  if (days > 0 && micros < 0n) return { months, days: days - 1, micros: micros + MICROS_PER_DAY };
  if (days < 0 && micros > 0n) return { months, days: days + 1, micros: micros - MICROS_PER_DAY };
  return { months, days: days + 0, micros };
}

function alignDays({ months, days, micros }: Interval): Interval {
  const isBelow = days < 0 || (days === 0 && micros < 0n);
  const isAbove = days > 0 || (days === 0 && micros > 0n);
  if (months > 0 && isBelow) return { months: months - 1, days: days + 30, micros };
  if (months < 0 && isAbove) return { months: months + 1, days: days - 30, micros };
  return { months: months + 0, days, micros };
}

/** The start of the bin of `value`; bins are `stride` long and one begins at `origin`. */
function binOf(stride: Interval, value: bigint, origin: bigint, type: SqlType): bigint {
  if (stride.months !== 0) {
    throw new SqlError(
      'SQL_UNSUPPORTED',
      'timestamps cannot be binned into intervals containing months or years',
    );
  }
  const length = BigInt(stride.days) * MICROS_PER_DAY + stride.micros;
  if (length <= 0n)
    throw new SqlError('SQL_OUT_OF_RANGE', 'stride must be greater than zero', {
      sqlState: conditions.datetimeFieldOverflow,
    });
  return checkInstant(origin + floorDivide(value - origin, length) * length, type);
}

/** MAKE_INTERVAL with none to all of its arguments; those left out are 0. */
function makingIntervals(): ScalarFunction[] {
  const parameters = [int, int, int, int, int, int, double];
  return parameters.concat([double]).map((_, count) => ({
    ...strictFunction('make_interval', parameters.slice(0, count), interval, makeInterval),
    ...(count === parameters.length
      ? { names: intervalNames, defaults: [0, 0, 0, 0, 0, 0, 0] }
      : {}),
  }));
}

function makeInterval(values: readonly Value[]): string {
  const [years, months, weeks, days, hours, minutes, seconds] = intervalNames.map((_, index) =>
    Number(values[index] ?? 0),
  );
  if (!(Math.abs(seconds) < 1e13)) throw outOfRange(interval);
  const micros =
    BigInt(hours) * 3_600_000_000n +
    BigInt(minutes) * 60_000_000n +
    BigInt(Math.round(seconds * 1e6));
  return formatInterval(
    checkInterval({ months: years * 12 + months, days: weeks * 7 + days, micros }),
  );
}

/** MAKE_TIMESTAMPTZ: a date and a time in UTC, or by the clock of a zone. */
function makingInstants(): ScalarFunction[] {
  const parameters = [int, int, int, int, int, double];
  return [
    {
      ...strictFunction('make_timestamptz', parameters, datetime, (values) =>
        checkInstant(makeInstant(values), datetime),
      ),
      names: instantNames,
    },
    {
      ...strictFunction('make_timestamptz', [...parameters, text], datetime, (values) =>
        shiftFromZone(makeInstant(values), values[6] as string),
      ),
      names: [...instantNames, 'timezone'],
    },
  ];
}

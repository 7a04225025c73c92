import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { civilDay, floorDivide } from '../../../types/calendar.ts';
import { MICROS_PER_DAY, MICROS_PER_SECOND } from '../../../types/date-time-text.ts';
import { parseInterval } from '../../../types/interval.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import { checkInstant } from '../../../types/timestamp.ts';
import { shorten } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';

const { text, timestamp, datetime, interval } = sqlTypes;

/** `value AT TIME ZONE zone`: a TIMESTAMP is the zone's clock, a DATETIME becomes it. */
export const timeZoneFunctions: readonly ScalarFunction[] = [
  strictFunction('timezone', [text, timestamp], datetime, ([zone, value]) =>
    shiftFromZone(value as bigint, zone as string),
  ),
  strictFunction('timezone', [text, datetime], timestamp, ([zone, value]) =>
    shiftToZone(value as bigint, zone as string),
  ),
  strictFunction('timezone', [interval, timestamp], datetime, ([offset, value]) =>
    checkInstant((value as bigint) - offsetOf(offset as string), datetime),
  ),
  strictFunction('timezone', [interval, datetime], timestamp, ([offset, value]) =>
    checkInstant((value as bigint) + offsetOf(offset as string), timestamp),
  ),
];

/** What the clock of `zone` shows at an instant. */
export function shiftToZone(micros: bigint, zone: string): bigint {
  return checkInstant(micros + zoneOf(zone)(micros), timestamp);
}

/**
 * The instant at which the clock of `zone` shows `local`. As in PostgreSQL, a time that a change of
 * the clock leaves out is read with the offset before it, one that comes twice with that after it.
 */
export function shiftFromZone(local: bigint, zone: string): bigint {
  const offsetAt = zoneOf(zone);
  const before = offsetAt(local - MICROS_PER_DAY);
  const after = offsetAt(local + MICROS_PER_DAY);
  const isAfter = offsetAt(local - after) === after;
  return checkInstant(local - (isAfter ? after : before), datetime);
}

/** Microseconds east of UTC at an instant. */
type ZoneOffset = (micros: bigint) => bigint;

const MAX_ZONES = 64;

/** The zones that were asked for, by name. */
const zones = new Map<string, ZoneOffset>();

const fixedOffset = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/i;

function zoneOf(name: string): ZoneOffset {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const offset = fixedZone(name) ?? namedZone(name);
  if (zones.size >= MAX_ZONES) zones.clear();
  zones.set(name, offset);
  return offset;
}

/** As in POSIX, and so in PostgreSQL, `+02` is west of Greenwich. */
function fixedZone(name: string): ZoneOffset | undefined {
  const trimmed = name.trim();
  if (/^(?:utc|gmt|z|zulu)$/i.test(trimmed)) return () => 0n;
  const match = fixedOffset.exec(trimmed);
  if (match === null) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60;
  const micros = BigInt(match[1] === '+' ? -seconds : seconds) * MICROS_PER_SECOND;
  return () => micros;
}

function namedZone(name: string): ZoneOffset {
  const format = zoneFormat(name.trim());
  let last: { readonly quarter: bigint; readonly offset: bigint } | undefined;
  return (micros) => {
    // Offsets change on quarters of an hour only.
    const quarter = floorDivide(micros, 900n * MICROS_PER_SECOND);
    if (last?.quarter !== quarter) {
      last = { quarter, offset: offsetBy(format, quarter * 900_000n) };
    }
    return last.offset;
  };
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  } catch (error) {
    throw new SqlError('SQL_INVALID_VALUE', `time zone "${shorten(timeZone)}" not recognized`, {
      sqlState: conditions.invalidParameterValue,
      cause: error,
    });
  }
}

function offsetBy(format: Intl.DateTimeFormat, milliseconds: bigint): bigint {
  const instant = Number(milliseconds);
  if (Math.abs(instant) > 8.64e15) return 0n;
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get('era')?.startsWith('B') ? 1 - part('year') : part('year');
  const days = civilDay(year, part('month'), part('day'));
  const seconds = days * 86_400 + part('hour') * 3600 + part('minute') * 60 + part('second');
  return BigInt(seconds) * MICROS_PER_SECOND - milliseconds * 1000n;
}

function offsetOf(offset: string): bigint {
  const { months, days, micros } = parseInterval(offset);
  if (months === 0 && days === 0) return micros;
  throw new SqlError(
    'SQL_INVALID_VALUE',
    `interval time zone "${shorten(offset)}" must not include months or days`,
    { sqlState: conditions.invalidParameterValue },
  );
}

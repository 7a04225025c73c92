import type { FunctionNotes } from './note.ts';

/** Functions of dates, times, instants and spans. */
export const timeNotes: FunctionNotes = {
  age: [
    'the span between two instants in years, months and days',
    "AGE(TIMESTAMP '2026-03-01', TIMESTAMP '2025-01-31')",
  ],
  clock_timestamp: ['the time at this moment', 'CLOCK_TIMESTAMP()'],
  current_date: ['today, in UTC', 'CURRENT_DATE'],
  current_time: ['the time of day, in UTC', 'CURRENT_TIME'],
  current_timestamp: ['when the statement began', 'CURRENT_TIMESTAMP'],
  date_bin: [
    'the start of the bin that an instant is in: length of bins, instant, start of one',
    "DATE_BIN('15 minutes', TIMESTAMP '2026-01-02 15:44:17', TIMESTAMP '2026-01-01')",
  ],
  date_part: [
    'a field of an instant, a time or a span',
    "DATE_PART('hour', TIMESTAMP '2026-01-02 03:04:05')",
  ],
  date_trunc: [
    'the start of the unit that an instant is in',
    "DATE_TRUNC('month', TIMESTAMP '2026-01-02 03:04:05')",
  ],
  extract: [
    'a field of a date, an instant, a time or a span',
    "EXTRACT(YEAR FROM DATE '2026-01-02')",
  ],
  isfinite: ['TRUE: there are no infinite dates', "ISFINITE(DATE '2026-01-02')"],
  justify_days: ['30 days as a month', "JUSTIFY_DAYS(INTERVAL '35 days')"],
  justify_hours: ['24 hours as a day', "JUSTIFY_HOURS(INTERVAL '27 hours')"],
  justify_interval: [
    '24 hours as a day, 30 days as a month',
    "JUSTIFY_INTERVAL(INTERVAL '1 mon -1 hour')",
  ],
  localtime: ['the time of day, in UTC', 'LOCALTIME'],
  localtimestamp: ['when the statement began', 'LOCALTIMESTAMP'],
  make_date: ['a date of year, month and day', 'MAKE_DATE(2026, 1, 2)'],
  make_interval: [
    'a span of years, months, weeks, days, hours, mins and secs',
    'MAKE_INTERVAL(days => 10, hours => 2)',
  ],
  make_time: ['a time of hour, minute and seconds', 'MAKE_TIME(8, 15, 23.5)'],
  make_timestamp: ['an instant of date and time', 'MAKE_TIMESTAMP(2026, 1, 2, 8, 15, 23.5)'],
  make_timestamptz: [
    'an instant of date and time, by the clock of a zone if it is given',
    "MAKE_TIMESTAMPTZ(2026, 1, 2, 8, 15, 0, 'Europe/Berlin')",
  ],
  now: ['when the statement began', 'NOW()'],
  statement_timestamp: ['when the statement began', 'STATEMENT_TIMESTAMP()'],
  timezone: [
    'an instant by the clock of a zone, as AT TIME ZONE',
    "TIMEZONE('Europe/Berlin', DATETIME '2026-01-02 12:00:00Z')",
  ],
  to_date: ['a date read by a pattern', "TO_DATE('05 Dec 2026', 'DD Mon YYYY')"],
  to_timestamp: [
    'an instant of seconds since 1970, or read by a pattern',
    "TO_TIMESTAMP('2026-01-02 03:04', 'YYYY-MM-DD HH24:MI')",
  ],
  transaction_timestamp: ['when the statement began', 'TRANSACTION_TIMESTAMP()'],
};

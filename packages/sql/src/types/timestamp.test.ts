import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

const readings: readonly [string, string][] = [
  ['2026-01-02 03:04:05.678901', '2026-01-02 03:04:05.678901'],
  ['2026-01-02T03:04:05.678901Z', '2026-01-02 03:04:05.678901'],
  ['2026-01-02T03:04:05z', '2026-01-02 03:04:05'],
  ['2026-01-02', '2026-01-02 00:00:00'],
  [' 2026-1-2 3:04 ', '2026-01-02 03:04:00'],
  ['2026-01-02 03:04:05+05:30', '2026-01-01 21:34:05'],
  ['2026-01-02 03:04:05-0530', '2026-01-02 08:34:05'],
  ['2026-01-02 03:04:05 +02', '2026-01-02 01:04:05'],
  ['2026-01-02 03:04:05 UTC', '2026-01-02 03:04:05'],
  ['2026-01-02 03:04:05.5', '2026-01-02 03:04:05.5'],
  ['2026-01-02 03:04:05.1234567', '2026-01-02 03:04:05.123457'],
  ['2026-01-02 23:59:59.9999999', '2026-01-03 00:00:00'],
  ['2026-12-31 24:00:00', '2027-01-01 00:00:00'],
  ['2026-12-31 23:59:60', '2027-01-01 00:00:00'],
  ['2024-02-29', '2024-02-29 00:00:00'],
  ['2000-02-29', '2000-02-29 00:00:00'],
  ['0001-01-01', '0001-01-01 00:00:00'],
  ['12026-01-01', '12026-01-01 00:00:00'],
  ['1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999'],
];

test.each(readings)('%p is read as %s', (text, expected) => {
  expect(formatTimestamp(parseTimestamp(text))).toBe(expected);
});

const refused: readonly [string, string][] = [
  ['yesterday', 'invalid input syntax for type TIMESTAMP: "yesterday"'],
  ['2026-01-02 03', 'invalid input syntax for type TIMESTAMP: "2026-01-02 03"'],
  ['', 'invalid input syntax for type TIMESTAMP: ""'],
  ['2026-13-01', 'date/time field value out of range: "2026-13-01"'],
  ['2026-02-29', 'date/time field value out of range: "2026-02-29"'],
  ['1900-02-29', 'date/time field value out of range: "1900-02-29"'],
  ['2026-01-01 25:00:00', 'date/time field value out of range: "2026-01-01 25:00:00"'],
  ['2026-01-01 24:00:01', 'date/time field value out of range: "2026-01-01 24:00:01"'],
  ['2026-01-01 00:60', 'date/time field value out of range: "2026-01-01 00:60"'],
  ['999999-01-01', 'date/time field value out of range: "999999-01-01"'],
  ['0000-01-01', 'date/time field value out of range: "0000-01-01"'],
];

test.each(refused)('%p is refused', (text, message) => {
  expect(() => parseTimestamp(text)).toThrow(message);
});

test('Years before 1 are printed as PostgreSQL prints them', () => {
  expect(formatTimestamp(-62135596800000001n)).toBe('0001-12-31 23:59:59.999999 BC');
});

test('The calendar agrees with that of Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62135596800000, max: 253402300799999 }), (milliseconds) => {
      const iso = new Date(milliseconds).toISOString();
      expect(parseTimestamp(iso)).toBe(BigInt(milliseconds) * 1000n);
      const printed = formatTimestamp(BigInt(milliseconds) * 1000n);
      expect(iso.replace('T', ' ')).toContain(printed.slice(0, 19));
    }),
  );
});

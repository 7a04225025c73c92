import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SqlError } from '../error.ts';
import { type CastContext, canCast, castFunction, castValue } from './coerce.ts';
import { roundHalfEven } from './round.ts';
import { type SqlTypeKind, sqlTypes } from './sql-type.ts';
import type { Value } from './value.ts';

type Kind = SqlTypeKind;
const bytes = (...values: number[]) => Uint8Array.from(values);

const casts: readonly [Kind, Value, Kind, Value][] = [
  ['smallint', -5, 'int', -5],
  ['smallint', 5, 'bigint', 5n],
  ['smallint', 5, 'text', '5'],
  ['int', -32768, 'smallint', -32768],
  ['bigint', 32767n, 'smallint', 32767],
  ['float', 2.5, 'smallint', 2],
  ['double', 3.5, 'smallint', 4],
  ['text', ' -32768 ', 'smallint', -32768],
  ['int', 16777217, 'float', 16777216],
  ['bigint', 9007199791611905n, 'float', 9007200328482816],
  ['bigint', 9007199791611904n, 'float', 9007199254740992],
  ['double', 0.1, 'float', Math.fround(0.1)],
  ['float', Math.fround(0.1), 'double', 0.10000000149011612],
  ['float', Math.fround(0.1), 'text', '0.1'],
  ['float', Math.fround(16777216), 'text', '1.6777216e+07'],
  ['float', 123456, 'text', '123456'],
  ['float', 1e6, 'text', '1e+06'],
  ['float', 2 ** -149, 'text', '1e-45'],
  ['text', '3.4028235e38', 'float', Math.fround(3.4028235e38)],
  ['text', 'NaN', 'float', Number.NaN],
  ['int', 5, 'bigint', 5n],
  ['int', 5, 'double', 5],
  ['int', -5, 'text', '-5'],
  ['int', 0, 'boolean', false],
  ['int', 7, 'boolean', true],
  ['int', 1_000_000, 'timestamp', 1_000_000n],
  ['bigint', 2147483647n, 'int', 2147483647],
  ['bigint', 9007199254740993n, 'double', 9007199254740992],
  ['bigint', 12n, 'text', '12'],
  ['bigint', 12n, 'timestamp', 12n],
  ['double', 2.5, 'int', 2],
  ['double', 3.5, 'int', 4],
  ['double', -2.5, 'int', -2],
  ['double', -0.4, 'int', 0],
  ['double', 2.5, 'bigint', 2n],
  ['double', Number(-(2n ** 63n)), 'bigint', -9223372036854775808n],
  ['double', 0.1, 'text', '0.1'],
  ['double', 1, 'text', '1'],
  ['double', 1e14, 'text', '100000000000000'],
  ['double', 1e15, 'text', '1e+15'],
  ['double', 1.2345678901234568e17, 'text', '1.2345678901234568e+17'],
  ['double', 0.0001, 'text', '0.0001'],
  ['double', 0.00001, 'text', '1e-05'],
  ['double', -0, 'text', '-0'],
  ['double', Number.NaN, 'text', 'NaN'],
  ['double', Number.NEGATIVE_INFINITY, 'text', '-Infinity'],
  ['boolean', true, 'int', 1],
  ['boolean', false, 'text', 'false'],
  ['text', ' 42 ', 'int', 42],
  ['text', '-2147483648', 'int', -2147483648],
  ['text', '+007', 'bigint', 7n],
  ['text', '-9223372036854775808', 'bigint', -9223372036854775808n],
  ['text', ' 1e3 ', 'double', 1000],
  ['text', '.5', 'double', 0.5],
  ['text', 'infinity', 'double', Number.POSITIVE_INFINITY],
  ['text', '-inf', 'double', Number.NEGATIVE_INFINITY],
  ['text', 'nan', 'double', Number.NaN],
  ['text', '0e-999', 'double', 0],
  ['text', 'T', 'boolean', true],
  ['text', ' yes ', 'boolean', true],
  ['text', 'tru', 'boolean', true],
  ['text', 'on', 'boolean', true],
  ['text', '1', 'boolean', true],
  ['text', 'of', 'boolean', false],
  ['text', 'N', 'boolean', false],
  ['text', '0', 'boolean', false],
  ['text', '{"a": [1]}', 'json', '{"a": [1]}'],
  ['text', '\\xDEad be ef', 'bytes', bytes(0xde, 0xad, 0xbe, 0xef)],
  ['text', '\\x', 'bytes', bytes()],
  ['text', 'a\\\\b\\001é', 'bytes', bytes(0x61, 0x5c, 0x62, 1, 0xc3, 0xa9)],
  ['text', 'A0EEBC999C0B4EF8BB6D6BB9BD380A11', 'uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['text', '{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}', 'uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['bytes', bytes(0, 255), 'text', '\\x00ff'],
  ['json', '[1]', 'text', '[1]'],
  ['date', 0, 'timestamp', 0n],
  ['date', -1, 'datetime', -86400000000n],
  ['date', 19782, 'text', '2024-02-29'],
  ['date', -735160, 'text', '0044-03-15 BC'],
  ['text', '0044-03-15 BC', 'date', -735160],
  ['text', '12/31/1999', 'date', 10956],
  ['text', '24:00', 'time', 86400000000n],
  ['text', '12:00 am', 'time', 0n],
  ['text', '12:30 pm', 'time', 45000000000n],
  ['time', 3723000001n, 'text', '01:02:03.000001'],
  ['time', 3600000000n, 'interval', '01:00:00'],
  ['timestamp', -1n, 'date', -1],
  ['timestamp', -1n, 'time', 86399999999n],
  ['timestamp', 5n, 'datetime', 5n],
  ['datetime', 0n, 'text', '1970-01-01 00:00:00+00'],
  ['text', '1970-01-01 01:00+01', 'datetime', 0n],
  ['interval', '-1 days', 'time', 0n],
  ['interval', '-01:00:00', 'time', 82800000000n],
  ['text', '1 hour 1 mon', 'interval', '1 mon 01:00:00'],
  ['int', 5, 'date', 5],
  ['bigint', 5n, 'time', 5n],
  ['timestamp', 0n, 'text', '1970-01-01 00:00:00'],
  ['timestamp', 12n, 'bigint', 12n],
  ['unknown', 'x', 'text', 'x'],
  ['unknown', '2026-01-02', 'timestamp', 1767312000000000n],
];

test.each(casts)('%s %p becomes %s %p', (from, value, to, expected) => {
  const result = castValue(value, sqlTypes[from], sqlTypes[to]);
  if (result instanceof Uint8Array) expect([...result]).toEqual([...(expected as Uint8Array)]);
  else expect(Object.is(result, expected) ? expected : result).toBe(expected);
});

const failures: readonly [Kind, Value, Kind, string][] = [
  ['int', 32768, 'smallint', 'SQL_OUT_OF_RANGE out of range for type SMALLINT'],
  ['bigint', -32769n, 'smallint', 'SQL_OUT_OF_RANGE out of range for type SMALLINT'],
  ['double', 32767.5, 'smallint', 'SQL_OUT_OF_RANGE out of range for type SMALLINT'],
  ['float', Number.NaN, 'smallint', 'SQL_OUT_OF_RANGE out of range for type SMALLINT'],
  ['text', '32768', 'smallint', 'SQL_OUT_OF_RANGE value "32768" is out of range for type SMALLINT'],
  ['double', 1e39, 'float', 'SQL_OUT_OF_RANGE out of range for type FLOAT'],
  ['double', 1e-50, 'float', 'SQL_OUT_OF_RANGE out of range for type FLOAT'],
  ['text', '1e39', 'float', 'SQL_OUT_OF_RANGE value "1e39" is out of range for type FLOAT'],
  [
    'text',
    '2023-02-29',
    'date',
    'SQL_OUT_OF_RANGE date/time field value out of range: "2023-02-29"',
  ],
  [
    'text',
    '2023-02-28x',
    'date',
    'SQL_INVALID_VALUE invalid input syntax for type DATE: "2023-02-28x"',
  ],
  ['text', '10', 'time', 'SQL_INVALID_VALUE invalid input syntax for type TIME: "10"'],
  ['bigint', -1n, 'time', 'SQL_OUT_OF_RANGE out of range for type TIME'],
  ['date', 2145042905, 'timestamp', 'SQL_OUT_OF_RANGE out of range for type TIMESTAMP'],
  ['text', '99999999999 years', 'interval', 'SQL_OUT_OF_RANGE out of range for type INTERVAL'],
  [
    'text',
    '1 day 1 fortnight',
    'interval',
    'SQL_INVALID_VALUE invalid input syntax for type INTERVAL: "1 day 1 fortnight"',
  ],
  ['bigint', 2147483648n, 'int', 'SQL_OUT_OF_RANGE out of range for type INT'],
  ['double', 2147483647.5, 'int', 'SQL_OUT_OF_RANGE out of range for type INT'],
  ['double', Number.NaN, 'int', 'SQL_OUT_OF_RANGE out of range for type INT'],
  ['double', Number(2n ** 63n), 'bigint', 'SQL_OUT_OF_RANGE out of range for type BIGINT'],
  ['text', '2147483648', 'int', 'SQL_OUT_OF_RANGE value "2147483648" is out of range for type INT'],
  ['text', '1.5', 'int', 'SQL_INVALID_VALUE invalid input syntax for type INT: "1.5"'],
  ['text', '', 'int', 'SQL_INVALID_VALUE invalid input syntax for type INT: ""'],
  [
    'text',
    '9'.repeat(100),
    'bigint',
    `SQL_OUT_OF_RANGE value "${'9'.repeat(60)}…" is out of range for type BIGINT`,
  ],
  ['text', '1e400', 'double', 'SQL_OUT_OF_RANGE value "1e400" is out of range for type DOUBLE'],
  ['text', '1e-400', 'double', 'SQL_OUT_OF_RANGE value "1e-400" is out of range for type DOUBLE'],
  ['text', '0x10', 'double', 'SQL_INVALID_VALUE invalid input syntax for type DOUBLE: "0x10"'],
  ['text', 'o', 'boolean', 'SQL_INVALID_VALUE invalid input syntax for type BOOLEAN: "o"'],
  ['text', '{a:1}', 'json', 'SQL_INVALID_VALUE invalid input syntax for type JSON: "{a:1}"'],
  ['text', '\\xabc', 'bytes', 'SQL_INVALID_VALUE invalid input syntax for type BYTES: "\\xabc"'],
  ['text', 'a\\9', 'bytes', 'SQL_INVALID_VALUE invalid input syntax for type BYTES: "a\\9"'],
  ['text', 'a0eebc99', 'uuid', 'SQL_INVALID_VALUE invalid input syntax for type UUID: "a0eebc99"'],
  ['unknown', 'a\0b', 'text', 'SQL_INVALID_VALUE invalid input syntax for type TEXT: "a\\0b"'],
];

test.each(failures)('%s %p does not become %s: %s', (from, value, to, expected) => {
  let message = 'no error';
  try {
    castValue(value, sqlTypes[from], sqlTypes[to]);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    message = `${error.code} ${error.message}`;
  }
  expect(message).toBe(expected);
});

test('NULL stays NULL in every cast', () => {
  expect(castValue(null, sqlTypes.text, sqlTypes.int)).toBeNull();
});

test('A cast that does not exist is a type mismatch', () => {
  expect(() => castFunction(sqlTypes.json, sqlTypes.date)).toThrow('cannot cast JSON to DATE');
});

describe('canCast', () => {
  const contexts: readonly [Kind, Kind, CastContext | 'never'][] = [
    ['int', 'bigint', 'implicit'],
    ['bigint', 'double', 'implicit'],
    ['unknown', 'uuid', 'implicit'],
    ['unknown', 'text', 'implicit'],
    ['bigint', 'int', 'assignment'],
    ['double', 'bigint', 'assignment'],
    ['bigint', 'timestamp', 'assignment'],
    ['json', 'text', 'assignment'],
    ['text', 'json', 'explicit'],
    ['text', 'timestamp', 'explicit'],
    ['boolean', 'int', 'explicit'],
    ['timestamp', 'bigint', 'explicit'],
    ['bigint', 'boolean', 'never'],
    ['json', 'bytes', 'never'],
  ];
  test.each(contexts)('%s to %s is allowed from %s on', (from, to, weakest) => {
    const order = ['implicit', 'assignment', 'explicit'] as const;
    const allowed = order.filter((context) => canCast(sqlTypes[from], sqlTypes[to], context));
    expect(allowed).toEqual(weakest === 'never' ? [] : order.slice(order.indexOf(weakest)));
  });
});

test('Every type reads back what it prints', () => {
  const arbitraries: readonly [Kind, fc.Arbitrary<Value>][] = [
    ['int', fc.integer()],
    ['bigint', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ['double', fc.double()],
    ['boolean', fc.boolean()],
    ['uuid', fc.uuid()],
    ['timestamp', fc.bigInt({ min: -62135596800000000n, max: 253402300799999999n })],
    ['bytes', fc.uint8Array()],
  ];
  for (const [kind, values] of arbitraries) {
    fc.assert(
      fc.property(values, (value) => {
        const text = castValue(value, sqlTypes[kind], sqlTypes.text);
        const back = castValue(text, sqlTypes.text, sqlTypes[kind]);
        if (value instanceof Uint8Array) expect([...(back as Uint8Array)]).toEqual([...value]);
        else expect(back).toBe(value);
      }),
    );
  }
});

test('roundHalfEven agrees with exact arithmetic on halves', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (doubled) => {
      const rounded = roundHalfEven(doubled / 2);
      expect(Math.abs(rounded - doubled / 2)).toBeLessThanOrEqual(0.5);
      if (doubled % 2 !== 0) expect(Math.abs(rounded % 2)).toBe(0);
      expect(Object.is(rounded, -0)).toBe(false);
    }),
  );
});

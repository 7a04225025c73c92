import { expect, test } from '@jest/globals';
import { SqlError } from '../error.ts';
import { embeddingNumbers } from './embedding.ts';
import { coerceParameter, type ParameterInput } from './parameter-value.ts';
import { type SqlTypeKind, sqlTypes } from './sql-type.ts';
import type { Value } from './value.ts';

const accepted: readonly [ParameterInput, SqlTypeKind, Value][] = [
  [null, 'int', null],
  [5, 'int', 5],
  [5, 'smallint', 5],
  [19782, 'date', 19782],
  ['2024-02-29', 'date', 19782],
  [1, 'time', 1n],
  [1, 'datetime', 1n],
  ['1 day', 'interval', '1 day'],
  ['-5', 'smallint', -5],
  [0.1, 'float', Math.fround(0.1)],
  ['0.1', 'float', Math.fround(0.1)],
  [-0, 'int', 0],
  ['5', 'int', 5],
  [5n, 'int', 5],
  [5, 'bigint', 5n],
  ['9223372036854775807', 'bigint', 9223372036854775807n],
  [2n ** 63n - 1n, 'bigint', 2n ** 63n - 1n],
  [1.5, 'double', 1.5],
  [3n, 'double', 3],
  ['1e3', 'double', 1000],
  [true, 'boolean', true],
  ['off', 'boolean', false],
  ['x', 'text', 'x'],
  [1.5, 'text', '1.5'],
  [12n, 'text', '12'],
  [1e15, 'text', '1000000000000000'],
  [true, 'text', 'true'],
  [1_700_000_000_000_000, 'timestamp', 1_700_000_000_000_000n],
  ['2026-01-02T03:04:05Z', 'timestamp', 1767323045000000n],
  [{ a: [1, null] }, 'json', '{"a": [1, null]}'],
  [[1, 'x'], 'json', '[1, "x"]'],
  [5, 'json', '5'],
  ['{"a":1}', 'json', '{"a": 1}'],
  ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
];

test.each(accepted)('%p as %s is %p', (input, kind, expected) => {
  expect(coerceParameter(input, sqlTypes[kind], 1)).toBe(expected);
});

test('Bytes come as numbers, as bytes and as text', () => {
  for (const input of [[1, 255], Uint8Array.of(1, 255), '\\x01ff']) {
    expect([...(coerceParameter(input, sqlTypes.bytes, 1) as Uint8Array)]).toEqual([1, 255]);
  }
});

test('An embedding comes as numbers and as text, of as many dimensions as its type', () => {
  const type = { kind: 'embedding', dimensions: 2 } as const;
  for (const input of [[1, -0.5], '[1, -0.5]']) {
    const value = coerceParameter(input, type, 1) as Uint8Array;
    expect([...embeddingNumbers(value)]).toEqual([1, -0.5]);
  }
  const wrong = /parameter \$1: expected 2 dimensions, not 3/;
  expect(() => coerceParameter([1, 2, 3], type, 1)).toThrow(wrong);
  expect(() => coerceParameter([1, 'x'], type, 1)).toThrow(/is an array, which is not a value/);
});

test('A file comes as an object and as text', () => {
  const file = { id: '1', sub: 'f0001', name: 'a', size: 3, mime: 'b', sha256: 'a'.repeat(64) };
  const text = coerceParameter(file, sqlTypes.file, 1);
  expect(JSON.parse(text as string)).toEqual(file);
  expect(coerceParameter(JSON.stringify(file), sqlTypes.file, 1)).toBe(text);
  expect(() => coerceParameter({ id: '1' }, sqlTypes.file, 1)).toThrow(
    /needs a valid member "sub"/,
  );
});

const refused: readonly [ParameterInput, SqlTypeKind, string][] = [
  [1.5, 'int', 'parameter $3 is number 1.5, which is not a value of type INT'],
  [-1, 'time', 'parameter $3: out of range for type TIME'],
  [1, 'interval', 'parameter $3 is number 1, which is not a value of type INTERVAL'],
  [32768, 'smallint', 'parameter $3: out of range for type SMALLINT'],
  [1e39, 'float', 'parameter $3: out of range for type FLOAT'],
  [2 ** 31, 'int', 'parameter $3: value "2147483648" is out of range for type INT'],
  ['x', 'int', 'parameter $3: invalid input syntax for type INT: "x"'],
  [
    2 ** 53,
    'bigint',
    'parameter $3 is number 9007199254740992, which is not a value of type BIGINT',
  ],
  [
    2n ** 63n,
    'bigint',
    'parameter $3: value "9223372036854775808" is out of range for type BIGINT',
  ],
  [2n ** 63n, 'int', 'parameter $3: value "9223372036854775808" is out of range for type BIGINT'],
  [true, 'bigint', 'parameter $3 is boolean true, which is not a value of type BIGINT'],
  [1, 'boolean', 'parameter $3 is number 1, which is not a value of type BOOLEAN'],
  [{}, 'text', 'parameter $3 is an object, which is not a value of type TEXT'],
  [[], 'int', 'parameter $3 is an array, which is not a value of type INT'],
  [[256], 'bytes', 'parameter $3 is an array, which is not a value of type BYTES'],
  [[1.5], 'bytes', 'parameter $3 is an array, which is not a value of type BYTES'],
  ['{', 'json', 'parameter $3: invalid input syntax for type JSON: "{"'],
  ['\ud800', 'text', 'parameter $3: invalid input syntax for type TEXT: "\ud800"'],
  [2 ** 53, 'text', 'parameter $3 is number 9007199254740992, which is not a value of type TEXT'],
  [
    Number.POSITIVE_INFINITY,
    'double',
    'parameter $3 is number Infinity, which is not a value of type DOUBLE',
  ],
  [
    Number.POSITIVE_INFINITY,
    'text',
    'parameter $3 is number Infinity, which is not a value of type TEXT',
  ],
  [
    Number.POSITIVE_INFINITY,
    'json',
    'parameter $3 is number Infinity, which is not a value of type JSON',
  ],
  [{ a: [Number.NEGATIVE_INFINITY] }, 'json', 'parameter $3: JSON has no number -Infinity'],
  [1, 'uuid', 'parameter $3 is number 1, which is not a value of type UUID'],
];

test.each(refused)('%p as %s is refused', (input, kind, message) => {
  try {
    coerceParameter(input, sqlTypes[kind], 3);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    expect([error.code, error.message]).toEqual(['SQL_INVALID_PARAMETER', message]);
    return;
  }
  throw new Error('this must fail, but did not');
});

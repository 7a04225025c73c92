import { expect, test } from '@jest/globals';
import { SqlError } from '../error.ts';
import { literalValue, numberType } from './literal-value.ts';
import { type SqlTypeKind, sqlTypes } from './sql-type.ts';
import type { Value } from './value.ts';

const spellings: readonly [string, SqlTypeKind][] = [
  ['0', 'int'],
  ['2147483647', 'int'],
  ['2147483648', 'bigint'],
  ['0000000000000000000000001', 'int'],
  ['9223372036854775807', 'bigint'],
  ['9223372036854775808', 'decimal'],
  ['9'.repeat(1000), 'decimal'],
  ['1.0', 'decimal'],
  ['.5', 'decimal'],
  ['1e3', 'decimal'],
  ['1e999', 'decimal'],
  ['1e-1000', 'decimal'],
  ['1e-1001', 'decimal'],
];

test.each(spellings)('%s is of type %s', (digits, kind) => {
  expect(numberType(digits)).toBe(sqlTypes[kind]);
});

const values: readonly [string, SqlTypeKind, Value][] = [
  ['5', 'int', 5],
  ['5', 'bigint', 5n],
  ['5', 'double', 5],
  ['5', 'text', '5'],
  ['1.50', 'text', '1.50'],
  ['1.50', 'decimal', '1.50'],
  ['1.50', 'double', 1.5],
  ['1e-1001', 'decimal', `0.${'0'.repeat(1000)}`],
  ['1e-39', 'double', 1e-39],
  ['2.5', 'int', 3],
  ['1700000000000000', 'timestamp', 1700000000000000n],
];

test.each(values)('The literal %s as %s is %p', (digits, kind, expected) => {
  expect(literalValue({ kind: 'number', digits, at: 0 }, sqlTypes[kind])).toBe(expected);
});

test('A literal that does not fit fails where it stands', () => {
  const read = () => literalValue({ kind: 'string', text: 'abc', at: 17 }, sqlTypes.int);
  expect(read).toThrow(SqlError);
  expect(read).toThrow(expect.objectContaining({ code: 'SQL_INVALID_VALUE', position: 17 }));
});

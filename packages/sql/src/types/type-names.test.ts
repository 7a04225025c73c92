import { expect, test } from '@jest/globals';
import { type SqlTypeKind, sqlTypes, typeName } from './sql-type.ts';
import { isAutoIncrementType, parseTypeName, resolveTypeName } from './type-names.ts';

const typeNameOf = (name: string) => ({ name, arguments: [], at: 9 });

const known: readonly [SqlTypeKind, readonly string[]][] = [
  ['boolean', ['boolean', 'bool']],
  ['smallint', ['smallint', 'int2', 'smallserial']],
  ['int', ['int', 'integer', 'int4', 'mediumint', 'signed', 'serial']],
  ['bigint', ['bigint', 'int8', 'int64', 'bigserial']],
  ['decimal', ['decimal', 'numeric', 'dec']],
  ['float', ['float', 'real', 'float4']],
  ['double', ['double', 'double precision', 'float8', 'float64']],
  ['text', ['text', 'string', 'varchar', 'char', 'nvarchar', 'clob', 'character varying']],
  ['date', ['date']],
  ['time', ['time', 'time without time zone']],
  ['datetime', ['datetime', 'timestamptz', 'timestamp with time zone']],
  ['interval', ['interval', 'interval day', 'interval day to second']],
  ['timestamp', ['timestamp', 'timestamp without time zone']],
  ['json', ['json', 'jsonb']],
  ['bytes', ['bytes', 'bytea', 'blob', 'binary', 'varbinary']],
  ['uuid', ['uuid']],
];

test.each(known)('%s has the names %p', (kind, names) => {
  for (const name of names) expect(resolveTypeName(typeNameOf(name))).toBe(sqlTypes[kind]);
});

test('Every type can be named as messages and DESCRIBE name it', () => {
  for (const [kind] of known) {
    expect(resolveTypeName(typeNameOf(kind))).toBe(sqlTypes[kind]);
  }
});

test.each(['tinyint', 'money', 'timetz', 'enum'])('%s is known, but not supported', (name) => {
  expect(() => resolveTypeName(typeNameOf(name))).toThrow(
    expect.objectContaining({ code: 'SQL_UNSUPPORTED', position: 9 }),
  );
});

test('DECIMAL has a precision and a scale, which its name shows and gives back', () => {
  const type = resolveTypeName({ name: 'numeric', arguments: [10, 2], at: 0 });
  expect(type).toEqual({ kind: 'decimal', precision: 10, scale: 2 });
  expect(typeName(type)).toBe('DECIMAL(10, 2)');
  expect(parseTypeName('DECIMAL(10, 2)')).toEqual(type);
  expect(parseTypeName('DECIMAL')).toEqual(sqlTypes.decimal);
  expect(typeName(resolveTypeName({ name: 'decimal', arguments: [5], at: 0 }))).toBe(
    'DECIMAL(5, 0)',
  );
});

test.each([[[1001]], [[0]], [[5, 1001]], [[1.5]], [[10, 2, 1]]])(
  'DECIMAL of %p is refused',
  (sizes) => {
    expect(() => resolveTypeName({ name: 'decimal', arguments: sizes, at: 9 })).toThrow(
      expect.objectContaining({ code: 'SQL_INVALID_VALUE', position: 9 }),
    );
  },
);

test('Other names are unknown', () => {
  expect(() => resolveTypeName(typeNameOf('strin'))).toThrow(
    expect.objectContaining({ code: 'SQL_UNKNOWN_TYPE', message: 'type "strin" does not exist' }),
  );
});

test('The SERIAL family counts up by itself', () => {
  expect(
    ['serial', 'bigserial', 'int'].map((name) => isAutoIncrementType(typeNameOf(name))),
  ).toEqual([true, true, false]);
});

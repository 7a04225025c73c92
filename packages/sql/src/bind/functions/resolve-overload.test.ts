import { expect, test } from '@jest/globals';
import { type SqlTypeKind, sqlTypes, typeName } from '../../types/sql-type.ts';
import { scalarOverloads } from './function-table.ts';
import { commonType, resolveOverload } from './resolve-overload.ts';

const typesOf = (text: string) => text.split(' ').map((kind) => sqlTypes[kind as SqlTypeKind]);

const cases: readonly [string, string, string][] = [
  ['=', 'int int', 'INT INT'],
  ['=', 'smallint int', 'INT INT'],
  ['+', 'smallint smallint', 'SMALLINT SMALLINT'],
  ['+', 'float float', 'FLOAT FLOAT'],
  ['+', 'float double', 'FLOAT DOUBLE'],
  ['+', 'int float', 'DOUBLE FLOAT'],
  ['=', 'smallint float', 'DOUBLE FLOAT'],
  ['*', 'float unknown', 'FLOAT FLOAT'],
  ['sqrt', 'float', 'DOUBLE'],
  ['=', 'int bigint', 'BIGINT BIGINT'],
  ['=', 'int double', 'DOUBLE DOUBLE'],
  ['=', 'bigint double', 'DOUBLE DOUBLE'],
  ['=', 'timestamp unknown', 'TIMESTAMP TIMESTAMP'],
  ['=', 'unknown unknown', 'TEXT TEXT'],
  ['=', 'int text', 'none'],
  ['=', 'json json', 'JSON JSON'],
  ['=', 'json bytes', 'none'],
  ['+', 'unknown int', 'INT INT'],
  ['+', 'unknown unknown', 'ambiguous'],
  ['-', 'unknown', 'ambiguous'],
  ['+', 'date int', 'DATE INT'],
  ['+', 'date interval', 'DATE INTERVAL'],
  ['-', 'date timestamp', 'TIMESTAMP TIMESTAMP'],
  ['-', 'timestamp unknown', 'TIMESTAMP TIMESTAMP'],
  ['+', 'timestamp unknown', 'TIMESTAMP INTERVAL'],
  ['=', 'date timestamp', 'TIMESTAMP TIMESTAMP'],
  ['=', 'date datetime', 'DATETIME DATETIME'],
  ['=', 'time time', 'TIME TIME'],
  ['*', 'int interval', 'DOUBLE INTERVAL'],
  ['date_trunc', 'unknown date', 'TEXT DATETIME'],
  ['date_part', 'unknown date', 'TEXT DATETIME'],
  ['extract', 'unknown date', 'TEXT DATE'],
  ['||', 'int unknown', 'INT TEXT'],
  ['||', 'unknown unknown', 'TEXT TEXT'],
  ['||', 'int int', 'none'],
  ['||', 'bytes unknown', 'BYTES BYTES'],
  ['abs', 'unknown', 'DOUBLE'],
  ['length', 'unknown', 'TEXT'],
  ['mod', 'int bigint', 'BIGINT BIGINT'],
  ['mod', 'unknown int', 'INT INT'],
  ['round', 'int', 'DOUBLE'],
  ['lower', 'int', 'none'],
];

test.each(cases)('%s of %s takes %s', (name, types, expected) => {
  const found = resolveOverload(scalarOverloads(name), typesOf(types), !/\w/.test(name));
  const shown = typeof found === 'string' ? found : found.parameters.map(typeName).join(' ');
  expect(shown).toBe(expected);
});

const common: readonly [string, string][] = [
  ['int bigint', 'BIGINT'],
  ['double int', 'DOUBLE'],
  ['float int', 'FLOAT'],
  ['float double', 'DOUBLE'],
  ['smallint int', 'INT'],
  ['date timestamp', 'TIMESTAMP'],
  ['date unknown', 'DATE'],
  ['interval date', 'none'],
  ['unknown int unknown', 'INT'],
  ['unknown unknown', 'TEXT'],
  ['int text', 'none'],
  ['uuid unknown', 'UUID'],
];

test.each(common)('%s have the common type %s', (types, expected) => {
  const found = commonType(typesOf(types));
  expect(found === undefined ? 'none' : typeName(found)).toBe(expected);
});

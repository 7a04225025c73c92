import {
  bindDefault,
  parseExpression,
  parseTypeName,
  resolveTypeName,
  type SetType,
  SqlError,
  type SqlType,
  type SqlTypeKind,
  typeName,
} from '@kalamdb/sql';
import { haveSameKeys } from '../constraints/define-foreign-key.ts';
import { toPhysicalType } from '../physical.ts';
import type { ColumnRecord } from '../table-definition.ts';
import { type Alteration, changeColumn, findColumn } from './alteration.ts';
import { countedBy } from './change-identity.ts';
import { refuseGeneratedFrom } from './generated-columns.ts';

/** The types that hold every value of a type and read its bytes. */
const wider: Readonly<Partial<Record<SqlTypeKind, readonly SqlTypeKind[]>>> = {
  smallint: ['int', 'bigint', 'double'],
  int: ['bigint', 'double'],
  float: ['double'],
};

/** Digits of the greatest integer of a type. */
const integerDigits: Readonly<Partial<Record<SqlTypeKind, number>>> = {
  smallint: 5,
  int: 10,
  bigint: 19,
};

/**
 * ALTER COLUMN … TYPE to a type that holds every value of the present one: rows are not written
 * again. Any other type is SQL_UNSUPPORTED.
 */
export function setType(alteration: Alteration, { column: name, type }: SetType): Alteration {
  const column = findColumn(alteration, name);
  const from = parseTypeName(column.type);
  const to = resolveTypeName(type);
  if (typeName(from) === typeName(to)) return alteration;
  if (!isWider(from, to)) throw notWider(name.text, from, to, type.at);
  refuseGeneratedFrom(alteration.definition, name);
  if (column.generatedText !== undefined) throw generatedType(name.text, type.at);
  const isKey = alteration.definition.primaryKey.includes(column.id);
  if (isKey && !areSameInKeys(from, to)) throw keyType(name.text, to, type.at);
  if (!haveSameKeys(column.type, typeName(to))) refuseReferenced(alteration, column, type.at);
  if (column.defaultText !== undefined) {
    bindDefault(parseExpression(column.defaultText), to, column.name);
  }
  const option = { kind: 'type', type, at: type.at } as const;
  const options = column.identity === undefined ? [] : [option];
  return {
    ...changeColumn(countedBy(alteration, column, options), column.id, { type: typeName(to) }),
    done: [...alteration.done, `changed column ${name.text} to ${typeName(to)}`],
  };
}

/** A column and the one that it references have types whose equal values are the same in keys. */
function refuseReferenced(
  { definition, references }: Alteration,
  { id, name }: ColumnRecord,
  position: number,
): void {
  const own = definition.foreignKeys?.find(({ columns }) => columns.includes(id));
  const other = references.find(({ record }) => record.referenced.includes(id))?.record;
  const key = own ?? other;
  if (key === undefined) return;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    `the type of column "${name}" cannot be changed so: foreign key "${key.name}" needs the present one`,
    { position, hint: 'Drop the constraint first.' },
  );
}

function isWider(from: SqlType, to: SqlType): boolean {
  if (wider[from.kind]?.includes(to.kind)) return true;
  if (to.kind !== 'decimal') return false;
  if (from.kind === 'decimal') return isWiderDecimal(from, to);
  const digits = integerDigits[from.kind];
  if (digits === undefined) return false;
  return to.precision === undefined || (to.scale === 0 && to.precision >= digits);
}

type DecimalType = Extract<SqlType, { kind: 'decimal' }>;

/** Stored decimals have their scale with them, so another scale would be another value. */
function isWiderDecimal(from: DecimalType, to: DecimalType): boolean {
  if (to.precision === undefined) return true;
  if (from.precision === undefined) return false;
  return to.scale === from.scale && to.precision >= from.precision;
}

/** Integers of all sizes have the same bytes in keys. */
function areSameInKeys(from: SqlType, to: SqlType): boolean {
  const types = [toPhysicalType(from), toPhysicalType(to)];
  return types[0] === types[1] || types.every((type) => type === 'int32' || type === 'int64');
}

function notWider(name: string, from: SqlType, to: SqlType, position: number): SqlError {
  return new SqlError(
    'SQL_UNSUPPORTED',
    `the type of column "${name}" cannot be changed from ${typeName(from)} to ${typeName(to)}`,
    {
      position,
      hint: 'A type can only become one that holds all of its values. Otherwise add a column, UPDATE it, drop the old one and rename.',
    },
  );
}

function keyType(name: string, to: SqlType, position: number): SqlError {
  return new SqlError(
    'SQL_UNSUPPORTED',
    `column "${name}" is part of the primary key and cannot become ${typeName(to)}`,
    { position, hint: 'Create another table and copy the rows.' },
  );
}

function generatedType(name: string, position: number): SqlError {
  return new SqlError('SQL_UNSUPPORTED', `the type of generated column "${name}" is fixed`, {
    position,
    hint: 'Create another table and copy the rows.',
  });
}

import type { TypeName } from '../ast/ast.ts';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { decimalType } from './decimal-type.ts';
import { MAX_EMBEDDING } from './embedding.ts';
import { arrayOf, type SqlType, sqlTypes, typeProperties } from './sql-type.ts';

/** The longest length that an INT holds. */
const MAX_TEXT_LENGTH = 2_147_483_647;

/** Every spelling of the types that exist, lower case, words joined by one space. */
const names: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ...spell(sqlTypes.boolean, 'boolean', 'bool'),
  ...spell(sqlTypes.smallint, 'smallint', 'int2', 'smallserial', 'serial2'),
  ...spell(sqlTypes.int, 'int', 'integer', 'int4', 'mediumint', 'signed', 'serial', 'serial4'),
  ...spell(sqlTypes.bigint, 'bigint', 'int8', 'int64', 'bigserial', 'serial8'),
  ...spell(sqlTypes.decimal, 'decimal', 'numeric', 'dec'),
  ...spell(sqlTypes.float, 'float', 'real', 'float4'),
  ...spell(sqlTypes.double, 'double', 'double precision', 'float8', 'float64'),
  ...spell(sqlTypes.text, 'text', 'string', 'varchar', 'char', 'character', 'character varying'),
  ...spell(
    sqlTypes.text,
    'nvarchar',
    'nchar',
    'bpchar',
    'clob',
    'tinytext',
    'mediumtext',
    'longtext',
  ),
  ...spell(sqlTypes.date, 'date'),
  ...spell(sqlTypes.time, 'time', 'time without time zone'),
  ...spell(sqlTypes.datetime, 'datetime', 'timestamptz', 'timestamp with time zone'),
  ...spell(sqlTypes.interval, 'interval'),
  ...spell(sqlTypes.timestamp, 'timestamp', 'timestamp without time zone'),
  ...spell(sqlTypes.json, 'json', 'jsonb'),
  ...spell(sqlTypes.bytes, 'bytes', 'bytea', 'blob', 'binary', 'varbinary'),
  ...spell(sqlTypes.uuid, 'uuid'),
  ...spell(sqlTypes.embedding, 'embedding', 'vector'),
  ...spell(sqlTypes.file, 'file'),
]);

/** Types that are known and not there yet, each with what to use instead. */
const unsupported: ReadonlyMap<string, string> = new Map([
  ...instead('SMALLINT', 'tinyint', 'int1'),
  ...instead('DECIMAL(19, 2)', 'money'),
  ...instead('TIME', 'time with time zone', 'timetz'),
  ...instead('TEXT', 'enum', 'set'),
]);

const columnTypeNames = Object.values(typeProperties)
  .map(({ sqlName }) => sqlName)
  .filter((name) => name !== 'UNKNOWN' && name !== 'ARRAY')
  .join(', ');

const autoIncrementNames = new Set([
  'smallserial',
  'serial2',
  'serial',
  'serial4',
  'bigserial',
  'serial8',
]);

/**
 * The type that a name spells. A length as in `varchar(20)` is accepted and, as the specification
 * says, not enforced, but for the precision and scale of DECIMAL. Throws SQL_UNSUPPORTED for known types that do not exist yet, else
 * SQL_UNKNOWN_TYPE, both at the name.
 */
export function resolveTypeName(name: TypeName): SqlType {
  const type = resolveElement(name);
  return name.dimensions === undefined ? type : arrayOf(type);
}

/**
 * The length of `varchar(20)` and its like, which casts keep to; `undefined` for other types and
 * arrays. SQL_INVALID_VALUE for a length below 1.
 */
export function textLength({
  name,
  arguments: sizes,
  dimensions,
  at,
}: TypeName): number | undefined {
  const [length] = sizes;
  if (length === undefined || dimensions !== undefined) return undefined;
  if (names.get(name)?.kind !== 'text') return undefined;
  if (length >= 1) return Math.min(length, MAX_TEXT_LENGTH);
  const message = `length for type ${name} must be at least 1`;
  throw new SqlError('SQL_INVALID_VALUE', message, {
    sqlState: conditions.invalidParameterValue,
    position: at,
  });
}

/** How `type` is spelled at `at`: what `resolveTypeName` reads back. */
export function spellType(type: SqlType, at: number): TypeName {
  if (type.kind === 'array') return { ...spellType(type.element, at), dimensions: 1 };
  const name = typeProperties[type.kind].sqlName.toLowerCase();
  const sizes = type.kind === 'decimal' ? [type.precision, type.scale] : [];
  return { name, arguments: sizes.filter((size) => size !== undefined), at };
}

function resolveElement(name: TypeName): SqlType {
  const type = names.get(name.name.startsWith('interval ') ? 'interval' : name.name);
  if (type?.kind === 'decimal') return decimalType(name);
  if (type?.kind === 'embedding') return embeddingType(name);
  if (type !== undefined) return isDoubleLength(name) ? sqlTypes.double : type;
  const replacement = unsupported.get(name.name);
  const shown = name.name.toUpperCase();
  if (replacement !== undefined) {
    throw new SqlError('SQL_UNSUPPORTED', `type ${shown} is not supported`, {
      position: name.at,
      hint: `Use ${replacement}.`,
    });
  }
  throw new SqlError('SQL_UNKNOWN_TYPE', `type "${name.name}" does not exist`, {
    position: name.at,
    hint: `Types are ${columnTypeNames}.`,
  });
}

/** EMBEDDING with its number of dimensions; without one any. SQL_INVALID_VALUE. */
function embeddingType({ arguments: sizes, at: position }: TypeName): SqlType {
  if (sizes.length === 0) return sqlTypes.embedding;
  const [dimensions] = sizes;
  const isSize = Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= MAX_EMBEDDING;
  if (sizes.length === 1 && isSize) return { kind: 'embedding', dimensions };
  const message = `an EMBEDDING has 1 to ${MAX_EMBEDDING} dimensions, not ${sizes.join(', ')}`;
  throw new SqlError('SQL_INVALID_VALUE', message, {
    sqlState: conditions.invalidParameterValue,
    position,
    hint: 'Write EMBEDDING(384).',
  });
}

/** The type that `typeName` has named so: the way back. Throws as `resolveTypeName`. */
export function parseTypeName(text: string): SqlType {
  const [name, sizes] = text.toLowerCase().split('(');
  const found = sizes?.match(/-?\d+/g) ?? [];
  return resolveTypeName({ name, arguments: found.map(Number), at: 0 });
}

/** FLOAT(25) … FLOAT(53) have too many bits for a FLOAT. */
function isDoubleLength({ name, arguments: lengths }: TypeName): boolean {
  return name === 'float' && lengths.length === 1 && Number(lengths[0]) > 24;
}

/** Whether the name is of the SERIAL family: a column of it has the default SNOWFLAKE_ID(). */
export function isAutoIncrementType(name: TypeName): boolean {
  return autoIncrementNames.has(name.name);
}

function spell(type: SqlType, ...spellings: readonly string[]): [string, SqlType][] {
  return spellings.map((spelling) => [spelling, type]);
}

function instead(replacement: string, ...spellings: readonly string[]): [string, string][] {
  return spellings.map((spelling) => [spelling, replacement]);
}

import { parseTypeName, type SqlType } from '@kalamdb/sql';

/** A type as the SQL standard describes it; numbers are `null` where they mean nothing. */
export interface StandardType {
  /** The standard's name, `ARRAY` for arrays. */
  readonly name: string;
  /** PostgreSQL's own name. */
  readonly internalName: string;
  readonly numericPrecision: number | null;
  readonly numericRadix: number | null;
  readonly numericScale: number | null;
  readonly datetimePrecision: number | null;
}

/** The type that `typeName` spells so. */
export function standardType(spelled: string): StandardType {
  if (!spelled.endsWith('[]')) return describeType(parseTypeName(spelled));
  return arrayType(standardType(spelled.slice(0, -2)));
}

const noNumbers = {
  numericPrecision: null,
  numericRadix: null,
  numericScale: null,
  datetimePrecision: null,
} as const;

function describeType(type: SqlType): StandardType {
  switch (type.kind) {
    case 'array':
      return arrayType(describeType(type.element));
    case 'decimal': {
      const { precision = null, scale = null } = type;
      const numbers = { numericPrecision: precision, numericRadix: 10, numericScale: scale };
      return { ...named('numeric', 'numeric'), ...numbers };
    }
    default:
      return types[type.kind];
  }
}

const types: Readonly<Record<Exclude<SqlType['kind'], 'array' | 'decimal'>, StandardType>> = {
  boolean: named('boolean', 'bool'),
  smallint: integer('smallint', 'int2', 16),
  int: integer('integer', 'int4', 32),
  bigint: integer('bigint', 'int8', 64),
  float: binary('real', 'float4', 24),
  double: binary('double precision', 'float8', 53),
  text: named('text', 'text'),
  date: time('date', 'date', 0),
  time: time('time without time zone', 'time', 6),
  timestamp: time('timestamp without time zone', 'timestamp', 6),
  datetime: time('timestamp with time zone', 'timestamptz', 6),
  interval: time('interval', 'interval', 6),
  json: named('jsonb', 'jsonb'),
  bytes: named('bytea', 'bytea'),
  uuid: named('uuid', 'uuid'),
  embedding: named('embedding', 'embedding'),
  file: named('file', 'file'),
  unknown: named('unknown', 'unknown'),
};

function arrayType({ internalName }: StandardType): StandardType {
  return named('ARRAY', `_${internalName}`);
}

function named(name: string, internalName: string): StandardType {
  return { name, internalName, ...noNumbers };
}

function integer(name: string, internalName: string, bits: number): StandardType {
  return { ...binary(name, internalName, bits), numericScale: 0 };
}

function binary(name: string, internalName: string, bits: number): StandardType {
  return { ...named(name, internalName), numericPrecision: bits, numericRadix: 2 };
}

function time(name: string, internalName: string, digits: number): StandardType {
  return { ...named(name, internalName), datetimePrecision: digits };
}

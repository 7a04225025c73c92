/**
 * The closed set of SQL types. A DECIMAL without precision and scale (it has both or none) holds
 * numbers of up to 1000 digits, each with a scale of its own, so every decimal is a value of it
 * too; an EMBEDDING without a number of dimensions holds all of them. Parameterless types are the shared constants of `sqlTypes`; compare
 * with `sameType`, never by identity. `unknown` is the type of NULL, of a string literal and of a
 * parameter until the context decides (as in PostgreSQL); no column and no result has it.
 */
export type SqlType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'smallint' }
  | { readonly kind: 'int' }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'decimal'; readonly precision?: number; readonly scale?: number }
  | { readonly kind: 'float' }
  | { readonly kind: 'double' }
  | { readonly kind: 'text' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'datetime' }
  | { readonly kind: 'interval' }
  | { readonly kind: 'json' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'embedding'; readonly dimensions?: number }
  | { readonly kind: 'file' }
  | ArrayType
  | { readonly kind: 'unknown' };

/** Arrays of any number of dimensions; `element` is no array itself, as in PostgreSQL. */
export interface ArrayType {
  readonly kind: 'array';
  readonly element: SqlType;
}

export type SqlTypeKind = SqlType['kind'];

/** How a type's values lie in a column; see `columnar/column.ts`. */
export type ColumnLayout = 'bits' | 'int32' | 'int64' | 'float64' | 'decimal' | 'bytes' | 'list';

export interface TypeProperties {
  /** Name in SQL text, DESCRIBE and messages. */
  readonly sqlName: string;
  /** Name in result schemas on the wire (`data_type`); see `wireType`. */
  readonly wireName: string;
  readonly layout: ColumnLayout;
  /** Whether `=`, `<`, ORDER BY, GROUP BY and keys accept it; of arrays see `isComparable`. */
  readonly comparable: boolean;
  readonly numeric: boolean;
}

export const typeProperties: Readonly<Record<SqlTypeKind, TypeProperties>> = {
  boolean: properties('BOOLEAN', 'Boolean', 'bits'),
  smallint: { ...properties('SMALLINT', 'SmallInt', 'int32'), numeric: true },
  int: { ...properties('INT', 'Int', 'int32'), numeric: true },
  bigint: { ...properties('BIGINT', 'BigInt', 'int64'), numeric: true },
  decimal: { ...properties('DECIMAL', 'Decimal', 'decimal'), numeric: true },
  float: { ...properties('FLOAT', 'Float', 'float64'), numeric: true },
  double: { ...properties('DOUBLE', 'Double', 'float64'), numeric: true },
  text: properties('TEXT', 'Text', 'bytes'),
  date: properties('DATE', 'Date', 'int32'),
  time: properties('TIME', 'Time', 'int64'),
  timestamp: properties('TIMESTAMP', 'Timestamp', 'int64'),
  datetime: properties('DATETIME', 'DateTime', 'int64'),
  interval: properties('INTERVAL', 'Text', 'bytes'),
  json: properties('JSON', 'Json', 'bytes'),
  bytes: properties('BYTES', 'Bytes', 'bytes'),
  uuid: properties('UUID', 'Uuid', 'bytes'),
  embedding: { ...properties('EMBEDDING', 'Embedding', 'bytes'), comparable: false },
  file: { ...properties('FILE', 'File', 'bytes'), comparable: false },
  array: { ...properties('ARRAY', 'Array', 'list'), comparable: false },
  unknown: properties('UNKNOWN', 'Text', 'bytes'),
};

export const sqlTypes: { readonly [K in SqlTypeKind]: Extract<SqlType, { kind: K }> } = {
  boolean: { kind: 'boolean' },
  smallint: { kind: 'smallint' },
  int: { kind: 'int' },
  bigint: { kind: 'bigint' },
  decimal: { kind: 'decimal' },
  float: { kind: 'float' },
  double: { kind: 'double' },
  text: { kind: 'text' },
  date: { kind: 'date' },
  time: { kind: 'time' },
  timestamp: { kind: 'timestamp' },
  datetime: { kind: 'datetime' },
  interval: { kind: 'interval' },
  json: { kind: 'json' },
  bytes: { kind: 'bytes' },
  uuid: { kind: 'uuid' },
  embedding: { kind: 'embedding' },
  file: { kind: 'file' },
  /** Stands for arrays whose elements nobody has decided on. */
  array: { kind: 'array', element: { kind: 'unknown' } },
  unknown: { kind: 'unknown' },
};

/** The type of arrays of `element`. */
export function arrayOf(element: SqlType): ArrayType {
  return { kind: 'array', element };
}

/** Whether values have an order: of arrays, whether their elements have one. */
export function isComparable(type: SqlType): boolean {
  return type.kind === 'array'
    ? type.element.kind !== 'json' && isComparable(type.element)
    : typeProperties[type.kind].comparable;
}

/** Whether keys and indexes may be of the type: those are kept in an order of their own. */
export function isKeyType(type: SqlType): boolean {
  return !unkeyedKinds.has(type.kind) && typeProperties[type.kind].comparable;
}

/** Kinds with an order that is not that of their stored bytes. */
const unkeyedKinds: ReadonlySet<SqlTypeKind> = new Set(['json', 'array', 'interval']);

/** Whether equal values may have several texts: 1.5 and 1.50, 1 month and 30 days. */
export function hasSeveralTexts({ kind }: SqlType): boolean {
  return kind === 'decimal' || kind === 'interval';
}

export function sameType(left: SqlType, right: SqlType): boolean {
  if (left.kind === 'array' && right.kind === 'array') return sameType(left.element, right.element);
  if (left.kind === 'embedding' && right.kind === 'embedding') {
    return left.dimensions === right.dimensions;
  }
  if (left.kind !== 'decimal' || right.kind !== 'decimal') return left.kind === right.kind;
  return left.precision === right.precision && left.scale === right.scale;
}

/** Whether types are the same but for precision and scale. */
export function sameKind(left: SqlType, right: SqlType): boolean {
  if (left.kind === 'array' && right.kind === 'array') return sameKind(left.element, right.element);
  return left.kind === right.kind;
}

/** Whether every value of `from` is one of `to` as it is, without a cast. */
export function isWithin(from: SqlType, to: SqlType): boolean {
  if (from.kind === 'array' && to.kind === 'array') return isWithin(from.element, to.element);
  return sameType(from, to) || sameType(to, unsized(from));
}

/** The type of the same kind that holds values of every size. */
function unsized(type: SqlType): SqlType {
  return type.kind === 'decimal' || type.kind === 'embedding' ? sqlTypes[type.kind] : type;
}

/**
 * The name of the type in result schemas on the wire: a word, of DECIMAL its precision and scale
 * (38 and 10 where each value has its own), of an array its elements' type.
 */
export function wireType(type: SqlType): WireType {
  if (type.kind === 'array') return { Array: wireType(type.element) };
  if (type.kind === 'embedding' && type.dimensions !== undefined) {
    return { Embedding: type.dimensions };
  }
  if (type.kind !== 'decimal') return typeProperties[type.kind].wireName;
  return { Decimal: { precision: type.precision ?? 38, scale: type.scale ?? 10 } };
}

export type WireType =
  | string
  | { readonly Decimal: { readonly precision: number; readonly scale: number } }
  | { readonly Embedding: number }
  | { readonly Array: WireType };

/** The type as SQL spells it, for messages, DESCRIBE and EXPLAIN. */
export function typeName(type: SqlType): string {
  if (type.kind === 'array') return `${typeName(type.element)}[]`;
  const { sqlName } = typeProperties[type.kind];
  if (type.kind === 'embedding' && type.dimensions !== undefined) {
    return `${sqlName}(${type.dimensions})`;
  }
  if (type.kind !== 'decimal' || type.precision === undefined) return sqlName;
  return `${sqlName}(${type.precision}, ${type.scale})`;
}

function properties(sqlName: string, wireName: string, layout: ColumnLayout): TypeProperties {
  return { sqlName, wireName, layout, comparable: true, numeric: false };
}

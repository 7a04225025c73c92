import assert from 'node:assert/strict';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { arrayCast, canCastArray } from './array-casts.ts';
import type { CastRule } from './cast-rule.ts';
import { constrainDecimal, parseDecimal } from './decimal.ts';
import {
  decimalRules,
  doubleToDecimal,
  floatToDecimal,
  integerToDecimal,
} from './decimal-casts.ts';
import { checkDimensions, parseEmbedding } from './embedding.ts';
import { canCastEmbedding, embeddingCast, embeddingRules } from './embedding-casts.ts';
import { fileRules, parseFile } from './file-reference.ts';
import { intervalText } from './interval.ts';
import { jsonRules, readJson } from './json-casts.ts';
import {
  BIGINT_MAX,
  BIGINT_MIN,
  formatDouble,
  formatFloat,
  INT_MAX,
  INT_MIN,
  isFloatOf,
  parseDouble,
  parseFloat32,
  parseInt16,
  parseInt32,
  parseInt64,
  SMALLINT_MAX,
  SMALLINT_MIN,
} from './number-text.ts';
import { roundHalfEven } from './round.ts';
import { isWithin, type SqlType, type SqlTypeKind, sqlTypes, typeName } from './sql-type.ts';
import { checkText, formatBytes, parseBoolean, parseBytes, parseUuid } from './text-forms.ts';
import { checkTime, timeRules } from './time-casts.ts';
import { checkDay, parseDate, parseDateTime, parseTime, parseTimestamp } from './timestamp.ts';
import type { Value } from './value.ts';
import { outOfRange } from './value-error.ts';

/** Where a cast is asked for; each allows what those before it allow. */
export type CastContext = CastRule['context'];

type NonNull = Parameters<CastRule['cast']>[0];

const same = (value: NonNull): Value => value;

/** Of FLOAT and DOUBLE to integers: the nearest one, of two the even one. */
const roundingRules: Readonly<Partial<Record<SqlTypeKind, CastRule>>> = {
  smallint: { context: 'assignment', cast: (value) => doubleToSmallint(value as number) },
  int: { context: 'assignment', cast: (value) => doubleToInt(value as number) },
  bigint: { context: 'assignment', cast: (value) => doubleToBigint(value as number) },
};

/**
 * Every cast between two types, by `from` then `to`, and the weakest context that allows it; what is
 * not here does not exist. As PostgreSQL's, and besides: integers are assigned to DATE (days), TIME,
 * TIMESTAMP and DATETIME (microseconds), since the wire gives those as integers and what a client
 * read it can write back; they are cast to integers in the same way.
 */
const rules: Readonly<Partial<Record<SqlTypeKind, Partial<Record<SqlTypeKind, CastRule>>>>> = {
  boolean: {
    int: { context: 'explicit', cast: Number },
    text: { context: 'assignment', cast: String },
  },
  smallint: {
    int: { context: 'implicit', cast: same },
    bigint: { context: 'implicit', cast: (value) => BigInt(value as number) },
    decimal: integerToDecimal,
    float: { context: 'implicit', cast: same },
    double: { context: 'implicit', cast: same },
    text: { context: 'assignment', cast: String },
  },
  int: {
    smallint: { context: 'assignment', cast: (value) => checkSmallint(value as number) },
    boolean: { context: 'explicit', cast: (value) => value !== 0 },
    bigint: { context: 'implicit', cast: (value) => BigInt(value as number) },
    decimal: integerToDecimal,
    float: { context: 'implicit', cast: (value) => Math.fround(value as number) },
    double: { context: 'implicit', cast: same },
    text: { context: 'assignment', cast: String },
    date: { context: 'assignment', cast: (value) => checkDay(value as number) },
    time: { context: 'assignment', cast: (value) => checkTime(BigInt(value as number)) },
    timestamp: { context: 'assignment', cast: (value) => BigInt(value as number) },
    datetime: { context: 'assignment', cast: (value) => BigInt(value as number) },
  },
  bigint: {
    smallint: { context: 'assignment', cast: (value) => checkSmallint(Number(value)) },
    int: { context: 'assignment', cast: (value) => bigintToInt(value as bigint) },
    decimal: integerToDecimal,
    float: { context: 'implicit', cast: (value) => bigintToFloat(value as bigint) },
    double: { context: 'implicit', cast: Number },
    text: { context: 'assignment', cast: String },
    time: { context: 'assignment', cast: (value) => checkTime(value as bigint) },
    timestamp: { context: 'assignment', cast: same },
    datetime: { context: 'assignment', cast: same },
  },
  decimal: decimalRules,
  float: {
    ...roundingRules,
    decimal: floatToDecimal,
    double: { context: 'implicit', cast: same },
    text: { context: 'assignment', cast: (value) => formatFloat(value as number) },
  },
  double: {
    ...roundingRules,
    decimal: doubleToDecimal,
    float: { context: 'assignment', cast: (value) => doubleToFloat(value as number) },
    text: { context: 'assignment', cast: (value) => formatDouble(value as number) },
  },
  text: textRules('explicit'),
  ...timeRules,
  json: jsonRules,
  bytes: { text: { context: 'assignment', cast: (value) => formatBytes(value as Uint8Array) } },
  uuid: { text: { context: 'assignment', cast: same } },
  embedding: embeddingRules,
  file: fileRules,
  unknown: { ...textRules('implicit'), text: { context: 'implicit', cast: readText } },
};

/** Whether a value of `from` becomes one of `to` in this context. A type always becomes itself. */
export function canCast(from: SqlType, to: SqlType, context: CastContext): boolean {
  const asArray = canCastEmbedding(from, to, context) ?? canCastArray(from, to, context, canCast);
  if (asArray !== undefined) return asArray;
  if (from.kind === to.kind) return true;
  const rule = rules[from.kind]?.[to.kind];
  if (rule === undefined) return false;
  return context === 'explicit' || rule.context === context || rule.context === 'implicit';
}

/**
 * The function that casts `from` to `to` as explicitly as it gets; NULL must not reach it. It throws
 * SQL_INVALID_VALUE or SQL_OUT_OF_RANGE. A cast that does not exist is SQL_TYPE_MISMATCH at once.
 */
export function castFunction(from: SqlType, to: SqlType): (value: NonNull) => Value {
  if (isWithin(from, to)) return same;
  const ofArray = embeddingCast(from, to, castFunction) ?? arrayCast(from, to, castFunction);
  if (ofArray !== undefined) return constrained(ofArray, to);
  const cast = from.kind === to.kind ? same : rules[from.kind]?.[to.kind]?.cast;
  if (cast !== undefined) return constrained(cast, to);
  throw new SqlError('SQL_TYPE_MISMATCH', `cannot cast ${typeName(from)} to ${typeName(to)}`, {
    sqlState: conditions.cannotCoerce,
  });
}

/** `cast` followed by rounding to the precision and scale of `to`, or a check of its dimensions. */
function constrained(cast: CastRule['cast'], to: SqlType): CastRule['cast'] {
  if (to.kind === 'embedding' && to.dimensions !== undefined) {
    const { dimensions } = to;
    return (value) => checkDimensions(cast(value) as Uint8Array, dimensions);
  }
  if (to.kind !== 'decimal' || to.precision === undefined) return cast;
  const { precision, scale = 0 } = to;
  return (value) => constrainDecimal(cast(value) as string, precision, scale);
}

/** Explicit cast of one value; NULL stays NULL. Throws as `castFunction` and its functions. */
export function castValue(value: Value, from: SqlType, to: SqlType): Value {
  return value === null ? null : castFunction(from, to)(value);
}

/** Texts that spell a value of the type; `unknown` literals are read the same way. */
function textRules(context: CastContext): Partial<Record<SqlTypeKind, CastRule>> {
  const rule = (read: (text: string) => Value): CastRule => ({
    context,
    cast: (value) => read(value as string),
  });
  return {
    boolean: rule(parseBoolean),
    smallint: rule(parseInt16),
    int: rule(parseInt32),
    bigint: rule(parseInt64),
    decimal: rule(parseDecimal),
    float: rule(parseFloat32),
    double: rule(parseDouble),
    date: rule(parseDate),
    time: rule(parseTime),
    timestamp: rule(parseTimestamp),
    datetime: rule(parseDateTime),
    interval: rule((text) => intervalText(text)),
    json: rule(readJson),
    bytes: rule(parseBytes),
    uuid: rule(parseUuid),
    embedding: rule(parseEmbedding),
    file: rule(parseFile),
  };
}

function readText(value: NonNull): Value {
  assert(typeof value === 'string', 'a value of unknown type is a text');
  return checkText(value);
}

function checkSmallint(value: number): number {
  if (value < SMALLINT_MIN || value > SMALLINT_MAX) throw outOfRange(sqlTypes.smallint);
  return value;
}

function bigintToInt(value: bigint): number {
  if (value < BigInt(INT_MIN) || value > BigInt(INT_MAX)) throw outOfRange(sqlTypes.int);
  return Number(value);
}

function doubleToSmallint(value: number): number {
  const rounded = roundHalfEven(value);
  if (Number.isNaN(rounded)) throw outOfRange(sqlTypes.smallint);
  return checkSmallint(rounded);
}

function doubleToFloat(value: number): number {
  const rounded = Math.fround(value);
  if (!isFloatOf(rounded, value)) throw outOfRange(sqlTypes.float);
  return rounded;
}

/** Rounded once: of what a double cannot hold, the lowest bits only break ties. */
function bigintToFloat(value: bigint): number {
  const isExact = BigInt.asIntN(54, value) === value;
  const sticky = isExact || (value & 0x7ffn) === 0n ? 0n : 0x800n;
  return Math.fround(Number(isExact ? value : ((value >> 11n) << 11n) | sticky));
}

function doubleToInt(value: number): number {
  const rounded = roundHalfEven(value);
  if (!(rounded >= INT_MIN && rounded <= INT_MAX)) throw outOfRange(sqlTypes.int);
  return rounded;
}

function doubleToBigint(value: number): bigint {
  const rounded = roundHalfEven(value);
  const fits = rounded >= Number(BIGINT_MIN) && rounded < Number(BIGINT_MAX);
  if (!fits) throw outOfRange(sqlTypes.bigint);
  return BigInt(rounded);
}

import { SqlError } from '../error.ts';
import { isRectangular } from './array-shape.ts';
import { castValue } from './coerce.ts';
import { INT_MAX, INT_MIN } from './number-text.ts';
import {
  type ArrayType,
  arrayOf,
  type SqlType,
  type SqlTypeKind,
  sqlTypes,
  typeName,
} from './sql-type.ts';
import type { ArrayValue, Value } from './value.ts';
import { outOfRange, shorten } from './value-error.ts';

/** A parameter as JSON, or a caller of the library, gives it. */
export type ParameterInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly unknown[]
  | object;

/** `undefined`: not a form that the type accepts. Numbers are finite. */
type Reader = (input: ParameterInput, type: SqlType) => Value | undefined;

/** Strings are read like literals of each type; these are the other forms. */
const readers: Readonly<Record<SqlTypeKind, Reader>> = {
  boolean: (input) => (typeof input === 'boolean' ? input : undefined),
  smallint: (input) => narrow(fromInteger(input, sqlTypes.int), sqlTypes.int, sqlTypes.smallint),
  int: (input) => fromInteger(input, sqlTypes.int),
  bigint: (input) => fromInteger(input, sqlTypes.bigint),
  date: (input) => narrow(fromInteger(input, sqlTypes.int), sqlTypes.int, sqlTypes.date),
  time: (input) => narrow(fromInteger(input, sqlTypes.bigint), sqlTypes.bigint, sqlTypes.time),
  datetime: (input) => fromInteger(input, sqlTypes.datetime),
  interval: () => undefined,
  timestamp: (input) => fromInteger(input, sqlTypes.timestamp),
  float: (input) => narrow(fromNumber(input), sqlTypes.double, sqlTypes.float),
  decimal: fromDecimal,
  double: fromNumber,
  text: fromScalar,
  unknown: fromScalar,
  json: fromJson,
  bytes: fromBytes,
  uuid: () => undefined,
  embedding: fromNumbers,
  file: (input, type) => narrow(fromJson(input), sqlTypes.json, type),
  array: () => undefined,
};

/**
 * The value of `$number` as `type`. Numbers for integers, DATE (days), TIME, TIMESTAMP and DATETIME
 * (microseconds) must be safe integers; strings are read as the type's literals, so a BIGINT or a DECIMAL may come as digits; BYTES are an
 * array of numbers 0-255 or `\x…` text; JSON takes objects and arrays, and strings as JSON text, FILE
 * likewise; an EMBEDDING is an array of numbers.
 * Whatever does not fit is SQL_INVALID_PARAMETER naming `$number`.
 */
export function coerceParameter(input: ParameterInput, type: SqlType, number: number): Value {
  if (input === null) return null;
  if (type.kind === 'array' && Array.isArray(input)) return readArray(input, type, number);
  try {
    const value =
      typeof input === 'string'
        ? castValue(input, sqlTypes.unknown, type.kind === 'unknown' ? sqlTypes.text : type)
        : isOverflown(input)
          ? undefined
          : readers[type.kind](input, type);
    if (value !== undefined) return value;
  } catch (error) {
    throw new SqlError('SQL_INVALID_PARAMETER', `parameter $${number}: ${messageOf(error)}`, {
      sqlState: error instanceof SqlError ? error.sqlState : undefined,
      cause: error,
    });
  }
  throw new SqlError(
    'SQL_INVALID_PARAMETER',
    `parameter $${number} is ${describe(input)}, which is not a value of type ${typeName(type)}`,
  );
}

/** Arrays within an array are its dimensions, unless its elements are arrays in JSON themselves. */
function readArray(input: readonly ParameterInput[], type: ArrayType, number: number): ArrayValue {
  const { element } = type;
  const isLeaf = element.kind === 'json' || element.kind === 'bytes';
  const array = input.map((item) =>
    coerceParameter(item, Array.isArray(item) && !isLeaf ? type : element, number),
  );
  if (isRectangular(array)) return array;
  throw new SqlError(
    'SQL_INVALID_PARAMETER',
    `parameter $${number} is an array whose dimensions do not match`,
  );
}

/** What a number of JSON becomes that is too large, as 1e999. An infinity on purpose comes as text. */
function isOverflown(input: ParameterInput): boolean {
  return typeof input === 'number' && !Number.isFinite(input);
}

function fromInteger(input: ParameterInput, type: SqlType): Value | undefined {
  if (typeof input === 'bigint') return castValue(checkInt64(input), sqlTypes.bigint, type);
  if (typeof input !== 'number' || !Number.isSafeInteger(input)) return undefined;
  if (type.kind !== 'int') return BigInt(input);
  if (input < INT_MIN || input > INT_MAX) throw outOfRange(type, String(input));
  return input + 0;
}

function narrow(value: Value | undefined, from: SqlType, to: SqlType): Value | undefined {
  return value === undefined ? undefined : castValue(value, from, to);
}

function checkInt64(input: bigint): bigint {
  if (BigInt.asIntN(64, input) !== input) throw outOfRange(sqlTypes.bigint, String(input));
  return input;
}

function fromNumber(input: ParameterInput): Value | undefined {
  if (typeof input === 'number') return input;
  return typeof input === 'bigint' ? Number(input) : undefined;
}

/** A number counts as the fewest digits that make it, which are those that JSON had. */
function fromDecimal(input: ParameterInput, type: SqlType): Value | undefined {
  if (typeof input !== 'number' && typeof input !== 'bigint') return undefined;
  return castValue(String(input), sqlTypes.unknown, type);
}

function fromScalar(input: ParameterInput): Value | undefined {
  switch (typeof input) {
    case 'number':
      if (Number.isSafeInteger(input)) return String(input);
      // Its digits may have been others before it was parsed as a number.
      return Number.isInteger(input) ? undefined : castValue(input, sqlTypes.double, sqlTypes.text);
    case 'bigint':
    case 'boolean':
      return String(input);
    default:
      return undefined;
  }
}

function fromJson(input: ParameterInput): Value | undefined {
  if (typeof input === 'bigint') return String(input);
  return castValue(JSON.stringify(input, refuseOverflown), sqlTypes.unknown, sqlTypes.json);
}

/** JSON.stringify would write null. */
function refuseOverflown(_member: string, value: ParameterInput): ParameterInput {
  if (!isOverflown(value)) return value;
  throw new SqlError('SQL_INVALID_VALUE', `JSON has no number ${String(value)}`);
}

/** An array of numbers. */
function fromNumbers(input: ParameterInput, type: SqlType): Value | undefined {
  if (!Array.isArray(input) || !input.every((item) => typeof item === 'number')) return undefined;
  return castValue(input, arrayOf(sqlTypes.double), type);
}

function fromBytes(input: ParameterInput): Value | undefined {
  if (input instanceof Uint8Array) return input;
  return Array.isArray(input) && input.every(isByte) ? Uint8Array.from(input) : undefined;
}

function isByte(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}

function describe(input: ParameterInput): string {
  if (Array.isArray(input)) return 'an array';
  if (typeof input === 'object') return 'an object';
  return `${typeof input} ${shorten(String(input))}`;
}

function messageOf(error: unknown): string {
  if (error instanceof SqlError) return error.message;
  throw error;
}

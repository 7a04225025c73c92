import { isArray } from '../array-shape.ts';
import { castFunction } from '../coerce.ts';
import { formatDouble, formatFloat } from '../number-text.ts';
import { type SqlType, sqlTypes } from '../sql-type.ts';
import type { Value } from '../value.ts';
import { plainNumber } from './json-number.ts';

/** Makes the canonical JSON text of values of a type: what TO_JSON gives. */
export type ToJson = (value: Value) => string;

/**
 * Numbers are numbers (NaN and infinities, which JSON has not, strings), times strings in ISO form,
 * arrays arrays, JSON stays as it is; all else is a string of its text. NULL is null.
 */
export function toJsonOf(type: SqlType): ToJson {
  const present = presentToJson(type);
  return (value) => (value === null ? 'null' : present(value));
}

function presentToJson(type: SqlType): (value: Exclude<Value, null>) => string {
  switch (type.kind) {
    case 'boolean':
    case 'smallint':
    case 'int':
    case 'bigint':
      return String;
    case 'json':
    case 'file':
      return (value) => value as string;
    case 'embedding':
      return castToJson(type);
    case 'float':
      return (value) => number(formatFloat(value as number));
    case 'double':
      return (value) => number(formatDouble(value as number));
    case 'decimal':
      return (value) => plainNumber(value as string);
    case 'timestamp':
      return isoText(type, '');
    case 'datetime':
      return isoText(type, ':00');
    case 'array':
      return arrayToJson(toJsonOf(type.element));
    default: {
      const cast = castFunction(type, sqlTypes.text);
      return (value) => JSON.stringify(cast(value));
    }
  }
}

/** By the cast to JSON that the type has. */
function castToJson(type: SqlType): (value: Exclude<Value, null>) => string {
  const cast = castFunction(type, sqlTypes.json);
  return (value) => cast(value) as string;
}

function number(text: string): string {
  return /\d/.test(text) ? plainNumber(text) : JSON.stringify(text);
}

/** `T` between date and time; `minutes` is what the offset of the text lacks. */
function isoText(type: SqlType, minutes: string): (value: Exclude<Value, null>) => string {
  const cast = castFunction(type, sqlTypes.text);
  return (value) => JSON.stringify(isoForm(String(cast(value)), minutes));
}

function isoForm(text: string, minutes: string): string {
  return text.replace(' ', 'T').replace(/( BC)?$/, `${minutes}$1`);
}

function arrayToJson(element: ToJson): (value: Value) => string {
  const each = (value: Value): string =>
    isArray(value) ? `[${value.map(each).join(', ')}]` : element(value);
  return each;
}

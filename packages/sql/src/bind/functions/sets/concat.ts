import { castFunction } from '../../../types/coerce.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';
import { checkLength } from './text.ts';

const { text, bytes } = sqlTypes;

const otherTypes = Object.values(sqlTypes).filter(
  (type) =>
    type.kind !== 'text' &&
    type.kind !== 'bytes' &&
    type.kind !== 'array' &&
    type.kind !== 'unknown',
);

/**
 * `||` of two texts, of text and another type, of bytes; CONCAT and CONCAT_WS, which skip NULLs.
 * Binding casts the arguments of the latter two to text.
 */
export const concatFunctions: readonly ScalarFunction[] = [
  strictFunction('||', [text, text], text, ([left, right]) => join([left, right], '')),
  strictFunction('||', [bytes, bytes], bytes, ([left, right]) =>
    joinBytes(left as Uint8Array, right as Uint8Array),
  ),
  ...otherTypes.flatMap(withText),
  { ...skippingNulls('concat', [], (values) => join(values, '')), variadic: text },
  {
    ...skippingNulls('concat_ws', [text], (values) =>
      values[0] === null ? null : join(values.slice(1), values[0] as string),
    ),
    variadic: text,
  },
];

function withText(type: SqlType): ScalarFunction[] {
  const toText = castFunction(type, text);
  const shown = (value: Value): Value => (value === null ? null : toText(value));
  return [
    strictFunction('||', [type, text], text, ([left, right]) => join([shown(left), right], '')),
    strictFunction('||', [text, type], text, ([left, right]) => join([left, shown(right)], '')),
  ];
}

function skippingNulls(
  name: string,
  parameters: readonly SqlType[],
  row: ScalarFunction['row'],
): ScalarFunction {
  return { ...strictFunction(name, parameters, text, row), strict: false };
}

function join(values: readonly Value[], separator: string): string {
  const present = values.filter((value) => value !== null) as string[];
  const size = present.reduce((total, value) => total + value.length, 0);
  checkLength(size + separator.length * Math.max(present.length - 1, 0));
  return present.join(separator);
}

function joinBytes(left: Uint8Array, right: Uint8Array): Uint8Array {
  checkLength(left.length + right.length);
  return Buffer.concat([left, right]);
}

import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';
import { characterCount, skipCharacters } from './code-points.ts';
import { strictFunction } from './define.ts';
import { checkLength } from './text.ts';

const { text, int, bigint } = sqlTypes;

/** Functions that pad, split and recode text. Lengths and positions count characters. */
export const textShapeFunctions: readonly ScalarFunction[] = [
  ...padding('lpad', (value, fill) => fill + value),
  ...padding('rpad', (value, fill) => value + fill),
  strictFunction('initcap', [text], text, ([value]) => capitalize(value as string)),
  strictFunction('split_part', [text, text, int], text, ([value, delimiter, field]) =>
    splitPart(value as string, delimiter as string, field as number),
  ),
  strictFunction('translate', [text, text, text], text, ([value, from, to]) =>
    translate(value as string, from as string, to as string),
  ),
  strictFunction('ascii', [text], int, ([value]) => (value as string).codePointAt(0) ?? 0),
  strictFunction('chr', [int], text, ([code]) => character(code as number)),
  strictFunction('bit_length', [text], int, ([value]) => Buffer.byteLength(value as string) * 8),
  strictFunction('to_hex', [int], text, ([value]) => ((value as number) >>> 0).toString(16)),
  strictFunction('to_hex', [bigint], text, ([value]) =>
    BigInt.asUintN(64, value as bigint).toString(16),
  ),
];

type Join = (value: string, fill: string) => string;

function padding(name: string, join: Join): ScalarFunction[] {
  return [
    strictFunction(name, [text, int], text, ([value, length]) =>
      padTo(value as string, length as number, ' ', join),
    ),
    strictFunction(name, [text, int, text], text, ([value, length, fill]) =>
      padTo(value as string, length as number, fill as string, join),
    ),
  ];
}

/** A text that is too long loses its end; without anything to fill with it stays short. */
function padTo(value: string, length: number, fill: string, join: Join): string {
  const missing = length - characterCount(value);
  if (missing <= 0) return value.slice(0, skipCharacters(value, Math.max(length, 0)));
  if (fill === '') return value;
  checkLength(missing);
  const filling = fill.repeat(Math.ceil(missing / characterCount(fill)));
  return join(value, filling.slice(0, skipCharacters(filling, missing)));
}

function capitalize(value: string): string {
  return value.replace(/[\p{L}\p{N}]+/gu, (word) => {
    const first = skipCharacters(word, 1);
    return word.slice(0, first).toUpperCase() + word.slice(first).toLowerCase();
  });
}

/** The field with this number from 1, or from the end for negative ones; empty past the ends. */
function splitPart(value: string, delimiter: string, field: number): string {
  if (field === 0) {
    throw new SqlError('SQL_INVALID_VALUE', 'field position must not be zero', {
      sqlState: conditions.invalidParameterValue,
    });
  }
  const parts = delimiter === '' ? [value] : value.split(delimiter);
  return parts[field > 0 ? field - 1 : parts.length + field] ?? '';
}

/** Each character of `from` becomes the one at its place in `to`, or goes where there is none. */
function translate(value: string, from: string, to: string): string {
  const targets = [...to];
  const mapping = new Map<string, string>();
  for (const [index, source] of [...from].entries()) {
    if (!mapping.has(source)) mapping.set(source, targets[index] ?? '');
  }
  return Array.from(value, (each) => mapping.get(each) ?? each).join('');
}

function character(code: number): string {
  if (code < 0)
    throw new SqlError('SQL_INVALID_VALUE', 'character number must be positive', {
      sqlState: conditions.invalidParameterValue,
    });
  if (code === 0)
    throw new SqlError('SQL_OUT_OF_RANGE', 'null character not permitted', {
      sqlState: conditions.programLimitExceeded,
    });
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  if (code > 0x10ffff || isSurrogate) {
    const message = `requested character not valid for encoding: ${code}`;
    throw new SqlError('SQL_OUT_OF_RANGE', message, { sqlState: conditions.programLimitExceeded });
  }
  return String.fromCodePoint(code);
}

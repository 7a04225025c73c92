import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';
import { characterCount, skipCharacters } from './code-points.ts';
import { aliases, strictFunction } from './define.ts';

const { text, int, bytes, boolean } = sqlTypes;

/** Most UTF-16 units (or bytes) that REPEAT, REPLACE and `||` may make. */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/** Functions of text. Positions count characters (code points) from 1. */
export const textFunctions: readonly ScalarFunction[] = [
  text1('lower', (value) => value.toLowerCase()),
  text1('upper', (value) => value.toUpperCase()),
  text1('reverse', (value) => [...value].reverse().join('')),
  ...aliases(
    ['length', 'char_length', 'character_length'],
    strictFunction('length', [text], int, ([value]) => characterCount(value as string)),
  ),
  strictFunction('length', [bytes], int, ([value]) => (value as Uint8Array).length),
  strictFunction('octet_length', [text], int, ([value]) => Buffer.byteLength(value as string)),
  strictFunction('octet_length', [bytes], int, ([value]) => (value as Uint8Array).length),
  ...aliases(['substring', 'substr'], strictFunction('substring', [text, int], text, substring)),
  ...aliases(
    ['substring', 'substr'],
    strictFunction('substring', [text, int, int], text, substring),
  ),
  strictFunction('replace', [text, text, text], text, ([value, from, to]) =>
    replace(value as string, from as string, to as string),
  ),
  ...aliases(
    ['starts_with', '^@'],
    strictFunction('starts_with', [text, text], boolean, ([value, prefix]) =>
      (value as string).startsWith(prefix as string),
    ),
  ),
  ...aliases(
    ['strpos', 'position'],
    strictFunction('strpos', [text, text], int, ([value, part]) =>
      positionOf(value as string, part as string),
    ),
  ),
  strictFunction('left', [text, int], text, ([value, count]) =>
    left(value as string, count as number),
  ),
  strictFunction('right', [text, int], text, ([value, count]) =>
    right(value as string, count as number),
  ),
  strictFunction('repeat', [text, int], text, ([value, count]) =>
    repeat(value as string, count as number),
  ),
];

/** Refuse a result that would be longer than any text may be: SQL_RESULT_TOO_LARGE. */
export function checkLength(length: number): void {
  if (length <= MAX_TEXT_LENGTH) return;
  throw new SqlError(
    'SQL_RESULT_TOO_LARGE',
    `a text of ${length} characters would be made; at most ${MAX_TEXT_LENGTH} are allowed`,
  );
}

function text1(name: string, compute: (value: string) => string): ScalarFunction {
  return strictFunction(name, [text], text, ([value]) => compute(value as string));
}

/** From a 1-based start that may lie before the text; what is before it counts in the length. */
function substring(values: Parameters<ScalarFunction['row']>[0]): string {
  const value = values[0] as string;
  const start = values[1] as number;
  const count = values.length > 2 ? (values[2] as number) : Infinity;
  if (count < 0)
    throw new SqlError('SQL_INVALID_VALUE', 'negative substring length not allowed', {
      sqlState: conditions.substringError,
    });
  const from = skipCharacters(value, Math.max(start - 1, 0));
  const end = start + count - 1;
  if (end <= 0) return '';
  return value.slice(from, skipCharacters(value, end - Math.max(start - 1, 0), from));
}

function replace(value: string, from: string, to: string): string {
  if (from === '') return value;
  const pieces = value.split(from);
  checkLength(value.length + (pieces.length - 1) * (to.length - from.length));
  return pieces.join(to);
}

function positionOf(value: string, part: string): number {
  const offset = value.indexOf(part);
  return offset < 0 ? 0 : characterCount(value.slice(0, offset)) + 1;
}

/** The first `count` characters; negative: all but the last ones. */
function left(value: string, count: number): string {
  const wanted = count >= 0 ? count : characterCount(value) + count;
  return value.slice(0, skipCharacters(value, Math.max(wanted, 0)));
}

/** The last `count` characters; negative: all but the first ones. */
function right(value: string, count: number): string {
  const skipped = count >= 0 ? characterCount(value) - count : -count;
  return value.slice(skipCharacters(value, Math.max(skipped, 0)));
}

function repeat(value: string, count: number): string {
  const times = Math.max(count, 0);
  checkLength(value.length * times);
  return value.repeat(times);
}

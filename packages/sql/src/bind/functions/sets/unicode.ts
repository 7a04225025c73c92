import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import { shorten } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { characterCount, skipCharacters } from './code-points.ts';
import { strictFunction } from './define.ts';
import { checkLength } from './text.ts';

const { text, int, boolean } = sqlTypes;

/** Unicode's normal forms, escapes, and OVERLAY. */
export const unicodeFunctions: readonly ScalarFunction[] = [
  strictFunction('normalize', [text], text, ([value]) => (value as string).normalize('NFC')),
  strictFunction('normalize', [text, text], text, ([value, form]) =>
    (value as string).normalize(normalForm(form as string)),
  ),
  strictFunction(
    'is_normalized',
    [text],
    boolean,
    ([value]) => value === (value as string).normalize('NFC'),
  ),
  strictFunction(
    'is_normalized',
    [text, text],
    boolean,
    ([value, form]) => value === (value as string).normalize(normalForm(form as string)),
  ),
  strictFunction('unistr', [text], text, ([value]) => readEscapes(value as string)),
  strictFunction('overlay', [text, text, int], text, ([value, part, start]) =>
    overlay(value as string, part as string, start as number),
  ),
  strictFunction('overlay', [text, text, int, int], text, ([value, part, start, count]) =>
    overlay(value as string, part as string, start as number, count as number),
  ),
];

function normalForm(name: string): string {
  const form = name.toUpperCase();
  if (/^NFK?[CD]$/.test(form)) return form;
  const message = `invalid normalization form: "${shorten(name)}"`;
  throw new SqlError('SQL_INVALID_VALUE', message, { sqlState: conditions.invalidParameterValue });
}

const unicodeEscape = /\\(?:(\\)|u?([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|U([0-9a-fA-F]{8}))|\\/g;

function readEscapes(value: string): string {
  const read = value.replace(unicodeEscape, (_, mark, four, six, eight) => {
    if (mark !== undefined) return mark;
    const digits = four ?? six ?? eight;
    const code = digits === undefined ? 0 : Number.parseInt(digits, 16);
    if (code === 0 || code > 0x10ffff) {
      throw new SqlError('SQL_INVALID_VALUE', 'invalid Unicode escape', {
        sqlState: conditions.syntaxError,
        hint: 'Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.',
      });
    }
    return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
  });
  if (!/\p{Surrogate}/u.test(read)) return read;
  throw new SqlError('SQL_INVALID_VALUE', 'invalid Unicode surrogate pair', {
    sqlState: conditions.syntaxError,
  });
}

/** `part` in place of `count` characters from a 1-based start. */
function overlay(value: string, part: string, start: number, count = characterCount(part)): string {
  if (start <= 0)
    throw new SqlError('SQL_INVALID_VALUE', 'negative substring length not allowed', {
      sqlState: conditions.substringError,
    });
  checkLength(value.length + part.length);
  const before = value.slice(0, skipCharacters(value, start - 1));
  return before + part + value.slice(skipCharacters(value, Math.max(start + count - 1, 0)));
}

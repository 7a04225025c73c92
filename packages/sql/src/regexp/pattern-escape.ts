import { characterClass } from './character-class.ts';
import type { Assertion, CharacterItem } from './pattern.ts';
import type { PatternReader } from './pattern-reader.ts';
import { invalidRegexp, unsupportedRegexp } from './regexp-error.ts';

/** What a backslash and what follows it stand for. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'class'; readonly item: CharacterItem }
  | { readonly kind: 'assertion'; readonly assertion: Assertion };

const controls: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  B: 0x5c,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

const classLetters: Readonly<Record<string, string>> = { d: 'digit', s: 'space', w: 'word' };

const assertionLetters: Readonly<Record<string, Assertion>> = {
  A: 'text-start',
  Z: 'text-end',
  m: 'word-start',
  M: 'word-end',
  y: 'word-edge',
  Y: 'no-word-edge',
};

/** Read an escape; the backslash has been read. Throws SQL_INVALID_REGULAR_EXPRESSION. */
export function readEscape(reader: PatternReader): Escape {
  const letter = reader.take();
  if (letter === '') throw invalidRegexp('invalid escape \\ sequence');
  if (!/[0-9A-Za-z]/.test(letter)) return { kind: 'character', code: letter.codePointAt(0) ?? 0 };
  const className = classLetters[letter.toLowerCase()];
  if (className !== undefined) return { kind: 'class', item: classItem(className, letter) };
  const assertion = assertionLetters[letter];
  if (assertion !== undefined) return { kind: 'assertion', assertion };
  return { kind: 'character', code: controls[letter] ?? readCode(reader, letter) };
}

/** All of a class, or with a capital letter all but it. */
function classItem(name: string, letter: string): CharacterItem {
  const named = characterClass(name);
  if (named === undefined) throw invalidRegexp('invalid character class');
  return { named, name, negated: letter !== letter.toLowerCase() };
}

function readCode(reader: PatternReader, letter: string): number {
  switch (letter) {
    case 'c':
      return (reader.take().codePointAt(0) ?? missingDigits()) & 0x1f;
    case 'u':
      return checkCode(readDigits(reader, /[0-9A-Fa-f]/, 4, 4), 16);
    case 'U':
      return checkCode(readDigits(reader, /[0-9A-Fa-f]/, 8, 8), 16);
    case 'x':
      return checkCode(readDigits(reader, /[0-9A-Fa-f]/, 1, 255), 16);
    default:
      if (/[0-9]/.test(letter)) return readOctal(reader, letter);
      throw invalidRegexp('invalid escape \\ sequence');
  }
}

/** `\0`, and `\xy` in octal digits; a digit alone, or one that could count a group, is a reference. */
function readOctal(reader: PatternReader, first: string): number {
  const digits = first + readDigits(reader, /[0-9]/, 0, 2);
  const isReference = first !== '0' && (digits.length === 1 || Number(digits) <= reader.groups);
  if (isReference) throw unsupportedRegexp('back references');
  const octal = /^[0-7]+/.exec(digits)?.[0] ?? missingDigits();
  reader.back(digits.length - octal.length);
  return checkCode(octal, 8);
}

function readDigits(reader: PatternReader, digit: RegExp, least: number, most: number): string {
  let digits = '';
  while (digits.length < most && digit.test(reader.peek())) digits += reader.take();
  return digits.length < least ? missingDigits() : digits;
}

function checkCode(digits: string, radix: number): number {
  const code = Number.parseInt(digits, radix);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0x10ffff || isSurrogate ? missingDigits() : code;
}

function missingDigits(): never {
  throw invalidRegexp('invalid escape \\ sequence');
}

import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { defaultOptions, ignoringCase, type RegexpOptions } from '../../../regexp/options.ts';
import type { Regexp, RegexpMatch } from '../../../regexp/regexp.ts';
import { regexpOf } from '../../../regexp/regexp-cache.ts';
import { allMatches, groupText, replaceMatches } from '../../../regexp/replace-matches.ts';
import { similarPattern } from '../../../regexp/similar-pattern.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { characterCount, skipCharacters } from './code-points.ts';
import { strictFunction } from './define.ts';
import { flagged, flagsOf } from './regexp-flags.ts';
import { checkLength } from './text.ts';

const { text, int, boolean } = sqlTypes;

/** `~` and its kin, SIMILAR TO, and the functions of regular expressions. Positions count from 1. */
export const regexpFunctions: readonly ScalarFunction[] = [
  ...matching('~', '!~', defaultOptions),
  ...matching('~*', '!~*', ignoringCase),
  strictFunction('similar to', [text, text], boolean, ([value, pattern]) =>
    similarRegexp(pattern as string, '\\').test(value as string),
  ),
  strictFunction('similar to', [text, text, text], boolean, ([value, pattern, mark]) =>
    similarRegexp(pattern as string, mark as string).test(value as string),
  ),
  ...finding([
    strictFunction('substring', [text, text], text, ([value, pattern]) =>
      firstGroup(regexpOf(pattern as string), value as string),
    ),
    strictFunction('substring', [text, text, text], text, ([value, pattern, mark]) =>
      firstGroup(similarRegexp(pattern as string, mark as string), value as string),
    ),
    ...withOptional('regexp_substr', [text, text], [int, int, text, int], text, regexpSubstring),
  ]),
  ...withOptional('regexp_like', [text, text], [text], boolean, ([value, pattern, flags]) =>
    flagged('regexp_like', pattern, flags).test(value as string),
  ),
  ...withOptional('regexp_count', [text, text], [int, text], int, (values) => {
    const [value, pattern, start, flags] = values;
    const regexp = flagged('regexp_count', pattern, flags);
    const from = startOffset(value as string, start);
    return countMatches(regexp, value as string, from);
  }),
  ...withOptional('regexp_instr', [text, text], [int, int, int, text, int], int, regexpPosition),
  ...replacing(),
];

function countMatches(regexp: Regexp, value: string, from: number): number {
  let count = 0;
  for (const _ of allMatches(regexp, value, from, false)) count++;
  return count;
}

/** Functions that find something or give NULL. */
function finding(overloads: readonly ScalarFunction[]): ScalarFunction[] {
  return overloads.map((overload) => ({ ...overload, givesNull: true }));
}

function matching(name: string, opposite: string, options: RegexpOptions): ScalarFunction[] {
  return [
    strictFunction(name, [text, text], boolean, ([value, pattern]) =>
      regexpOf(pattern as string, options).test(value as string),
    ),
    strictFunction(
      opposite,
      [text, text],
      boolean,
      ([value, pattern]) => !regexpOf(pattern as string, options).test(value as string),
    ),
  ];
}

/** Overloads with none, one … all of the optional parameters; those left out are undefined. */
function withOptional(
  name: string,
  required: readonly SqlType[],
  optional: readonly SqlType[],
  returns: SqlType,
  row: (values: readonly (Value | undefined)[]) => Value,
): ScalarFunction[] {
  return Array.from({ length: optional.length + 1 }, (_, count) =>
    strictFunction(name, [...required, ...optional.slice(0, count)], returns, row),
  );
}

function replacing(): ScalarFunction[] {
  const name = 'regexp_replace';
  const start = [text, text, text, int];
  return [
    strictFunction(name, [text, text, text], text, (values) => replace(values, undefined, 1, 1)),
    strictFunction(name, [text, text, text, text], text, (values) =>
      replace(values, values[3], 1, undefined),
    ),
    strictFunction(name, start, text, (values) => replace(values, undefined, values[3], 1)),
    strictFunction(name, [...start, int], text, (values) =>
      replace(values, undefined, values[3], values[4]),
    ),
    strictFunction(name, [...start, int, text], text, (values) =>
      replace(values, values[5], values[3], values[4]),
    ),
  ];
}

/** Replace the match number `which`; without it, all of them if the flags have `g`, else the first. */
function replace(
  [value, pattern, replacement]: readonly Value[],
  flags: Value | undefined,
  start: Value,
  which: Value | undefined,
): string {
  const { options, all } = flagsOf(flags);
  const wanted = which === undefined ? (all ? 0 : 1) : checkNumber('n', which, 0);
  const from = startOffset(value as string, start);
  return replaceMatches(
    regexpOf(pattern as string, options),
    value as string,
    replacement as string,
    { from, which: wanted },
    checkLength,
  );
}

function regexpSubstring(values: readonly (Value | undefined)[]): Value {
  const [value, pattern, start, which, flags, group] = values;
  const regexp = flagged('regexp_substr', pattern, flags);
  const match = nthMatch(regexp, value as string, start, which);
  const wanted = group === undefined ? 0 : checkNumber('subexpr', group, 0);
  return match === undefined ? null : (groupText(value as string, match, wanted) ?? null);
}

/** 0 when there is no such match; `end` 1 asks for the place behind it. */
function regexpPosition(values: readonly (Value | undefined)[]): Value {
  const [value, pattern, start, which, end, flags, group] = values;
  const regexp = flagged('regexp_instr', pattern, flags);
  const side = end === undefined ? 0 : checkNumber('endoption', end, 0, 1);
  const wanted = group === undefined ? 0 : checkNumber('subexpr', group, 0);
  const match = nthMatch(regexp, value as string, start, which);
  const offset = match?.[wanted * 2 + side] ?? -1;
  return offset < 0 ? 0 : characterCount((value as string).slice(0, offset)) + 1;
}

function nthMatch(
  regexp: Regexp,
  value: string,
  start: Value | undefined,
  which: Value | undefined,
): RegexpMatch | undefined {
  const from = startOffset(value, start);
  let left = which === undefined ? 1 : checkNumber('n', which, 1);
  for (const match of allMatches(regexp, value, from, true)) {
    if (--left === 0) return match;
  }
  return undefined;
}

/** The offset of a position, which counts characters from 1; past the end there is no match. */
function startOffset(value: string, start: Value | undefined): number {
  if (start === undefined) return 0;
  const skipped = checkNumber('start', start, 1) - 1;
  const offset = skipCharacters(value, skipped);
  const isBeyond = offset === value.length && skipped > characterCount(value);
  return isBeyond ? value.length + 1 : offset;
}

function checkNumber(name: string, value: Value, least: number, most = Infinity): number {
  const number = value as number;
  if (number >= least && number <= most) return number;
  throw new SqlError('SQL_INVALID_VALUE', `invalid value for parameter "${name}": ${number}`, {
    sqlState: conditions.invalidParameterValue,
  });
}

function similarRegexp(pattern: string, mark: string): Regexp {
  if (characterCount(mark) > 1) {
    throw new SqlError('SQL_INVALID_VALUE', 'invalid escape string', {
      sqlState: conditions.invalidEscapeSequence,
      hint: 'Escape string must be empty or one character.',
    });
  }
  return regexpOf(similarPattern(pattern, mark));
}

/** The text of the first group, of the whole match if there is no group; NULL without a match. */
function firstGroup(regexp: Regexp, value: string): Value {
  const match = regexp.search(value).find(0, regexp.groups > 0);
  if (match === undefined) return null;
  return groupText(value, match, regexp.groups > 0 ? 1 : 0) ?? null;
}

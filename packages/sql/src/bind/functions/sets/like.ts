import { sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';
import { compileLike, type LikeMatcher } from './like-pattern.ts';

const { text, boolean } = sqlTypes;

const DEFAULT_ESCAPE = '\\';
const CACHED_PATTERNS = 256;
/** Longer patterns are compiled each time: the cache must stay small. */
const MAX_CACHED_LENGTH = 1000;

/** LIKE and ILIKE as functions of operand, pattern and, optionally, the escape character. */
export const likeFunctions: readonly ScalarFunction[] = [
  ...likeOverloads('like', (value) => value),
  ...likeOverloads('ilike', (value) => value.toLowerCase()),
];

function likeOverloads(name: string, fold: (value: string) => string): ScalarFunction[] {
  const matcher = cachedMatchers(fold);
  return [
    strictFunction(name, [text, text], boolean, ([value, pattern]) =>
      matcher(pattern as string, DEFAULT_ESCAPE)(fold(value as string)),
    ),
    strictFunction(name, [text, text, text], boolean, ([value, pattern, escapeText]) =>
      matcher(pattern as string, escapeText as string)(fold(value as string)),
    ),
  ];
}

/** Compiled patterns by their text; the oldest go when there are too many. */
function cachedMatchers(
  fold: (pattern: string) => string,
): (pattern: string, escapeText: string) => LikeMatcher {
  const matchers = new Map<string, LikeMatcher>();
  return (pattern, escapeText) => {
    const key = escapeText === DEFAULT_ESCAPE ? pattern : `${pattern}\0${escapeText}`;
    const cached = matchers.get(key);
    if (cached !== undefined) return cached;
    const matcher = compileLike(fold(pattern), fold(escapeText));
    if (pattern.length > MAX_CACHED_LENGTH) return matcher;
    if (matchers.size >= CACHED_PATTERNS) matchers.delete(matchers.keys().next().value ?? '');
    matchers.set(key, matcher);
    return matcher;
  };
}

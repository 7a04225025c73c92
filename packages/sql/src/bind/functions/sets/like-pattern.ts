import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { characterCount, skipCharacters } from './code-points.ts';

/** Whether a text matches the pattern. */
export type LikeMatcher = (text: string) => boolean;

/** What stands between two `%`: literal text and, as numbers, runs of that many `_`. */
type Segment = readonly (string | number)[];

/**
 * A matcher for a LIKE pattern: `%` is any text, `_` one character, `escape` makes the next character
 * literal ('' : no escape character). Each segment is looked for once, from the left, so time is
 * at most text × pattern: no backtracking. Throws SQL_INVALID_VALUE for a bad escape; the matcher does where a text
 * reaches an escape character at the end of the pattern.
 */
export function compileLike(pattern: string, escapeText: string): LikeMatcher {
  if (characterCount(escapeText) > 1) {
    throw new SqlError('SQL_INVALID_VALUE', `invalid escape string "${escapeText}"`, {
      sqlState: conditions.invalidEscapeSequence,
      hint: 'Escape string must be empty or one character.',
    });
  }
  const { segments, isCut } = splitPattern(pattern, escapeText);
  if (isCut) return cutMatcher(segments);
  return simpleMatcher(segments) ?? ((text) => matchSegments(segments, text));
}

/**
 * Of a pattern that ends with its escape character: nothing matches it, and a text that goes on
 * where the escaped character should be is an error, as in PostgreSQL.
 */
function cutMatcher(segments: readonly Segment[]): LikeMatcher {
  const last = segments[segments.length - 1];
  const longer = [...segments.slice(0, -1), [...last, 1], []];
  return (text) => {
    if (!matchSegments(longer, text)) return false;
    throw new SqlError('SQL_INVALID_VALUE', 'LIKE pattern must not end with escape character', {
      sqlState: conditions.invalidEscapeSequence,
    });
  };
}

interface SplitPattern {
  readonly segments: readonly Segment[];
  /** The escape character stands last, with nothing to escape. */
  readonly isCut: boolean;
}

/** The pattern cut at its `%`s: n of them give n + 1 segments, empty ones included. */
function splitPattern(pattern: string, escapeText: string): SplitPattern {
  const segments: (string | number)[][] = [[]];
  let escaped = false;
  for (const character of pattern) {
    const segment = segments[segments.length - 1];
    if (escaped || (character !== escapeText && character !== '%' && character !== '_')) {
      appendText(segment, character);
      escaped = false;
    } else if (character === escapeText) escaped = true;
    else if (character === '%') segments.push([]);
    else appendAny(segment);
  }
  return { segments, isCut: escaped };
}

function appendText(segment: (string | number)[], character: string): void {
  const last = segment[segment.length - 1];
  if (typeof last === 'string') segment[segment.length - 1] = last + character;
  else segment.push(character);
}

function appendAny(segment: (string | number)[]): void {
  const last = segment[segment.length - 1];
  if (typeof last === 'number') segment[segment.length - 1] = last + 1;
  else segment.push(1);
}

/** Patterns without `_` and at most two `%` at the ends need no search of segments. */
function simpleMatcher(segments: readonly Segment[]): LikeMatcher | undefined {
  if (segments.some((segment) => segment.some((piece) => typeof piece === 'number'))) {
    return undefined;
  }
  const texts = segments.map((segment) => (segment[0] ?? '') as string);
  const [first, second, third] = texts;
  if (texts.length === 1) return (text) => text === first;
  if (texts.length === 2 && second === '') return (text) => text.startsWith(first);
  if (texts.length === 2 && first === '') return (text) => text.endsWith(second);
  if (texts.length === 3 && first === '' && third === '') return (text) => text.includes(second);
  return undefined;
}

function matchSegments(segments: readonly Segment[], text: string): boolean {
  const first = matchAt(segments[0], text, 0);
  if (segments.length === 1 || first < 0) return first === text.length;
  let at = first;
  for (let index = 1; index < segments.length - 1; index++) {
    at = findSegment(segments[index], text, at);
    if (at < 0) return false;
  }
  return matchesEnd(segments[segments.length - 1], text, at);
}

/** The end of the first match of `segment` from `from` on; -1 when there is none. */
function findSegment(segment: Segment, text: string, from: number): number {
  const [head] = segment;
  let at = from;
  while (at <= text.length) {
    if (typeof head === 'string') at = text.indexOf(head, at);
    if (at < 0) return -1;
    const end = matchAt(segment, text, at);
    if (end >= 0) return end;
    at = at === text.length ? at + 1 : skipCharacters(text, 1, at);
  }
  return -1;
}

/** Whether `text` ends with `segment` at or after `from`. The segment's length is fixed. */
function matchesEnd(segment: Segment, text: string, from: number): boolean {
  const length = segment.reduce<number>(
    (total, piece) => total + (typeof piece === 'number' ? piece : characterCount(piece)),
    0,
  );
  const start = skipCharacters(text, characterCount(text.slice(from)) - length, from);
  const fits = characterCount(text.slice(from)) >= length;
  return fits && matchAt(segment, text, start) === text.length;
}

/** The offset behind `segment` when it stands at `at`; -1 when it does not. */
function matchAt(segment: Segment, text: string, at: number): number {
  let offset = at;
  for (const piece of segment) {
    if (typeof piece === 'string') {
      if (!text.startsWith(piece, offset)) return -1;
      offset += piece.length;
    } else {
      const end = skipCharacters(text, piece, offset);
      if (characterCount(text.slice(offset, end)) < piece) return -1;
      offset = end;
    }
  }
  return offset;
}

import type { Regexp, RegexpMatch } from './regexp.ts';

/** Matches of a pattern in a text, from an offset on; each begins behind the one before. */
export function* allMatches(
  regexp: Regexp,
  text: string,
  from: number,
  withGroups: boolean,
): Generator<RegexpMatch> {
  const search = regexp.search(text);
  let at = from;
  while (at <= text.length) {
    const match = search.find(at, withGroups);
    if (match === undefined) return;
    yield match;
    at = match[1] > match[0] ? match[1] : behind(text, match[1]);
  }
}

/** What replaces a match: literal texts, and groups by number (0: the whole match). */
type Replacement = readonly (string | number)[];

/**
 * `text` with the match number `which` (from 1; 0: all) from offset `from` on replaced. `\1` to
 * `\9` and `\&` in the replacement are the groups and the whole match, `\\` is a backslash.
 * `checkLength` is called with the length of the result so far.
 */
export function replaceMatches(
  regexp: Regexp,
  text: string,
  replacement: string,
  range: { readonly from: number; readonly which: number },
  checkLength: (length: number) => void,
): string {
  const parts = parseReplacement(replacement);
  const withGroups = parts.some((part) => typeof part === 'number' && part > 0);
  const pieces: string[] = [];
  let copied = 0;
  let length = 0;
  let count = 0;
  for (const match of allMatches(regexp, text, range.from, withGroups)) {
    count++;
    if (range.which !== 0 && count < range.which) continue;
    const piece = text.slice(copied, match[0]) + expand(parts, text, match);
    length += piece.length;
    checkLength(length);
    pieces.push(piece);
    copied = match[1];
    if (count === range.which) break;
  }
  if (pieces.length === 0) return text;
  checkLength(length + text.length - copied);
  return pieces.join('') + text.slice(copied);
}

function parseReplacement(text: string): Replacement {
  const parts: (string | number)[] = [];
  let literal = '';
  for (let at = 0; at < text.length; at++) {
    const next = text[at] === '\\' ? text[at + 1] : undefined;
    if (next === '\\') {
      literal += next;
      at++;
    } else if (next !== undefined && /[1-9&]/.test(next)) {
      parts.push(literal, next === '&' ? 0 : Number(next));
      literal = '';
      at++;
    } else literal += text[at];
  }
  return [...parts, literal];
}

/** Groups that the pattern does not have, or that took no part, are empty. */
function expand(parts: Replacement, text: string, match: RegexpMatch): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : (groupText(text, match, part) ?? '')))
    .join('');
}

/** The text of a group, 0 for the whole match; `undefined` when it took no part. */
export function groupText(text: string, match: RegexpMatch, group: number): string | undefined {
  const start = match[group * 2] ?? -1;
  return start < 0 ? undefined : text.slice(start, match[group * 2 + 1]);
}

/** The offset behind the character at `at`. */
function behind(text: string, at: number): number {
  const isPair = (text.charCodeAt(at) & 0xfc00) === 0xd800;
  return at + (isPair ? 2 : 1);
}

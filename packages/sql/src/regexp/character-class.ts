/** Whether a code point is in a class. */
export type CharacterClass = (code: number) => boolean;

/** POSIX's classes by name, over all of Unicode, as the C library's C.UTF-8 locale has them. */
const classes: ReadonlyMap<string, CharacterClass> = new Map([
  ['alnum', byPattern(/[\p{Alphabetic}\p{Nd}]/u)],
  ['alpha', byPattern(/(?![0-9])[\p{Alphabetic}\p{Nd}]/u)],
  ['ascii', (code) => code < 0x80],
  ['blank', byPattern(/[\t \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/u)],
  ['cntrl', byPattern(/[\p{Cc}\u2028\u2029]/u)],
  ['digit', (code) => code >= 0x30 && code <= 0x39],
  [
    'graph',
    byPattern(
      /[^\p{Cc}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\t-\r \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/u,
    ),
  ],
  ['lower', byPattern(/[\p{Lowercase}\p{Lt}]/u)],
  ['print', byPattern(/[^\p{Cc}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u)],
  [
    'punct',
    byPattern(
      /[^\p{Cc}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Alphabetic}\p{Nd}\t-\r \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/u,
    ),
  ],
  ['space', byPattern(/[\t-\r \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/u)],
  ['upper', byPattern(/[\p{Uppercase}\p{Lt}]/u)],
  ['word', byPattern(/[\p{Alphabetic}\p{Nd}_]/u)],
  ['xdigit', byPattern(/[0-9A-Fa-f]/)],
]);

/** The class of a name as in `[[:alpha:]]`; `word` is \w. `undefined` when there is none. */
export function characterClass(name: string): CharacterClass | undefined {
  return classes.get(name);
}

/** The code points that differ from `code` only by case, itself included; most often one or two. */
export function caseVariants(code: number): readonly number[] {
  const character = String.fromCodePoint(code);
  const variants = [character, character.toLowerCase(), character.toUpperCase()];
  const single = variants.filter((text) => [...text].length === 1);
  return [...new Set(single.map((text) => text.codePointAt(0) ?? code))];
}

function byPattern(pattern: RegExp): CharacterClass {
  return (code) => pattern.test(String.fromCodePoint(code));
}

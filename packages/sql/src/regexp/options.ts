import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';

/** How the text of a pattern is read, and what `.`, `^` and `$` mean. */
export interface RegexpOptions {
  readonly ignoreCase: boolean;
  /** `^` and `$` also match at newlines. */
  readonly lineAnchors: boolean;
  /** `.` and negated sets never match a newline. */
  readonly newlineStops: boolean;
  /** Blanks and `#` comments in the pattern count for nothing. */
  readonly expanded: boolean;
  /** The pattern is a text to be found as it is. */
  readonly literal: boolean;
}

/** What options are without flags. */
export const defaultOptions: RegexpOptions = {
  ignoreCase: false,
  lineAnchors: false,
  newlineStops: false,
  expanded: false,
  literal: false,
};

/** The options of `~*`. */
export const ignoringCase: RegexpOptions = { ...defaultOptions, ignoreCase: true };

/** What each letter changes; those of the last letters win. */
const changes: ReadonlyMap<string, Partial<RegexpOptions>> = new Map([
  ['c', { ignoreCase: false }],
  ['i', { ignoreCase: true }],
  ['m', { lineAnchors: true, newlineStops: true }],
  ['n', { lineAnchors: true, newlineStops: true }],
  ['p', { lineAnchors: false, newlineStops: true }],
  ['q', { literal: true }],
  ['s', { lineAnchors: false, newlineStops: false }],
  ['t', { expanded: false }],
  ['w', { lineAnchors: true, newlineStops: false }],
  ['x', { expanded: true }],
]);

/** `options` as one letter changes them; `undefined` for a letter that means nothing. */
export function withOption(options: RegexpOptions, letter: string): RegexpOptions | undefined {
  const change = changes.get(letter);
  return change === undefined ? undefined : { ...options, ...change };
}

/** Options from a flags argument, and whether it has `g`. Throws SQL_INVALID_VALUE, SQL_UNSUPPORTED. */
export function readFlags(flags: string): {
  readonly options: RegexpOptions;
  readonly all: boolean;
} {
  let options = defaultOptions;
  let all = false;
  for (const letter of flags) {
    if (letter === 'g') {
      all = true;
      continue;
    }
    if (letter === 'b' || letter === 'e') throw olderSyntax(letter);
    const changed = withOption(options, letter);
    if (changed === undefined) {
      const message = `invalid regular expression option: "${letter}"`;
      throw new SqlError('SQL_INVALID_VALUE', message, {
        sqlState: conditions.invalidParameterValue,
      });
    }
    options = changed;
  }
  return { options, all };
}

/** SQL_UNSUPPORTED for the letters that ask for POSIX's basic and extended syntax. */
export function olderSyntax(letter: string): SqlError {
  const message = `the regular expression option "${letter}" is not supported`;
  return new SqlError('SQL_UNSUPPORTED', message, {
    hint: 'Write the pattern in the usual syntax.',
  });
}

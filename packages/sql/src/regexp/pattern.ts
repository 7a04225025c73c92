/**
 * A regular expression as parsed: what it matches, in PostgreSQL's "advanced" syntax, without
 * back references and lookaround.
 */
export type Pattern =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly Pattern[] }
  | PatternRepeat
  /** A group whose text is reported; `index` counts opening parentheses from 1. */
  | { readonly kind: 'capture'; readonly operand: Pattern; readonly index: number };

/** `operand` from `least` to `most` times; `most` may be Infinity. */
export interface PatternRepeat {
  readonly kind: 'repeat';
  readonly operand: Pattern;
  readonly least: number;
  readonly most: number;
  readonly preference: Preference;
}

/** Which of several matches counts; `none`: whatever the parts prefer. */
export type Preference = 'none' | 'longest' | 'shortest';

/** A condition on the characters before and after a place; `line…` also holds at newlines. */
export type Assertion =
  | 'text-start'
  | 'text-end'
  | 'line-start'
  | 'line-end'
  | 'word-start'
  | 'word-end'
  | 'word-edge'
  | 'no-word-edge';

/** Code points from `low` to `high`, or all of a class. */
export type CharacterItem =
  | { readonly low: number; readonly high: number }
  | { readonly named: (code: number) => boolean; readonly name: string; readonly negated: boolean };

/** The code points that one atom matches. */
export interface CharacterSet {
  readonly items: readonly CharacterItem[];
  readonly negated: boolean;
  /** Letters stand for both of their cases. */
  readonly ignoreCase: boolean;
  /** Never matches a newline, whatever `items` say. */
  readonly skipsNewline: boolean;
}

/** The sequence of no parts, which matches the empty text. */
export const emptyPattern: Pattern = { kind: 'sequence', parts: [] };

import { characterClass } from './character-class.ts';
import { holds, setKey } from './character-set.ts';
import type { Assertion, CharacterSet } from './pattern.ts';

/** What assertions ask of a character: `edge` is that there is none. */
export const sideKind = { edge: 0, newline: 1, word: 2, other: 3 } as const;

/** Code points up to this have their color in a table. */
const ASCII = 128;
const PAGE = 256;
/** Colors of so many pages of code points are kept: two bytes for each code point. */
const MAX_PAGES = 128;

/**
 * The characters as the programs of one pattern tell them apart: those that are in the same sets
 * have the same color. Colors are numbered from 1 as they are met; 0 is the edge of the text.
 */
export interface Alphabet {
  /** The index of a set; equal sets have the same. */
  setIndex(set: CharacterSet): number;
  /** An assertion needs newlines or words told apart. */
  noteAssertion(assertion: Assertion): void;
  /** Colors of ASCII; 0 where it is not known yet. */
  readonly ascii: Uint16Array;
  colorOf(code: number): number;
  /** Whether characters of `color` are in the set with this index. */
  isIn(color: number, set: number): boolean;
  /** The `sideKind` of characters of `color`. */
  sideOf(color: number): number;
}

/** An alphabet without sets; they must all be added before the first color is asked for. */
export function createAlphabet(): Alphabet {
  const sets: CharacterSet[] = [];
  const indexes = new Map<string, number>();
  const members: Uint8Array[] = [new Uint8Array(0)];
  const sides: number[] = [sideKind.edge];
  const colors = new Map<string, number>();
  const ascii = new Uint16Array(ASCII);
  const pages = new Map<number, Uint16Array>();
  let usesWords = false;
  let usesLines = false;

  const sideOfCode = (code: number): number => {
    if (usesLines && code === 10) return sideKind.newline;
    return usesWords && isWord(code) ? sideKind.word : sideKind.other;
  };

  const newColor = (code: number): number => {
    const membership = Uint8Array.from(sets, (set) => Number(holds(set, code)));
    const side = sideOfCode(code);
    const key = `${side}${membership.join('')}`;
    const known = colors.get(key);
    if (known !== undefined) return known;
    const color = members.push(membership) - 1;
    sides.push(side);
    colors.set(key, color);
    return color;
  };

  const pageOf = (code: number): Uint16Array => {
    const number = Math.floor(code / PAGE);
    const known = pages.get(number);
    if (known !== undefined) return known;
    if (pages.size >= MAX_PAGES) pages.clear();
    const page = new Uint16Array(PAGE);
    pages.set(number, page);
    return page;
  };

  return {
    ascii,
    setIndex(set) {
      const key = setKey(set);
      const index = indexes.get(key) ?? sets.push(set) - 1;
      indexes.set(key, index);
      return index;
    },
    noteAssertion(assertion) {
      usesLines ||= assertion === 'line-start' || assertion === 'line-end';
      usesWords ||= assertion.includes('word');
    },
    colorOf(code) {
      if (code < ASCII) {
        if (ascii[code] === 0) ascii[code] = newColor(code);
        return ascii[code];
      }
      const page = pageOf(code);
      const index = code % PAGE;
      if (page[index] === 0) page[index] = newColor(code);
      return page[index];
    },
    isIn: (color, set) => members[color][set] === 1,
    sideOf: (color) => sides[color],
  };
}

function isWord(code: number): boolean {
  return characterClass('word')?.(code) ?? false;
}

/** Reads a pattern character by character (code points). */
export interface PatternReader {
  /** Groups opened so far. */
  groups: number;
  /** The next character, or the one `ahead` further; '' at the end. */
  peek(ahead?: number): string;
  /** The next character, and go behind it; '' at the end. */
  take(): string;
  /** Go behind `text` if it comes next; whether it did. */
  skip(text: string): boolean;
  /** Go back by `count` characters. */
  back(count: number): void;
}

/** A reader at the start of `text`. */
export function createPatternReader(text: string): PatternReader {
  const characters = [...text];
  let at = 0;
  return {
    groups: 0,
    peek: (ahead = 0) => characters[at + ahead] ?? '',
    take: () => characters[at++] ?? '',
    skip(wanted) {
      const isNext = [...wanted].every((character, index) => characters[at + index] === character);
      if (isNext) at += wanted.length;
      return isNext;
    },
    back(count) {
      at -= count;
    },
  };
}

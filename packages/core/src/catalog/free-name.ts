/** Longest part in front of the last word and a number. */
const MAX_STEM_LENGTH = 54;

/**
 * A name that is not taken, as PostgreSQL makes them up: the words and then `last`, with a number if
 * that is taken.
 */
export function freeName(
  words: readonly string[],
  last: string,
  isTaken: (name: string) => boolean,
): string {
  const stem = words
    .join('_')
    .replace(/[^a-z0-9_]/g, '')
    .slice(0, MAX_STEM_LENGTH);
  for (let number = 0; ; number += 1) {
    const name = `${stem}_${last}${number === 0 ? '' : number}`;
    if (!isTaken(name)) return name;
  }
}

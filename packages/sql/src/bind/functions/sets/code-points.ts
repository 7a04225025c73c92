/** Number of characters (code points) of `text`. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if (isLowSurrogate(text.charCodeAt(index))) count--;
  }
  return count;
}

/**
 * Offset in UTF-16 units of the character with index `count`, from offset `from`; the length of
 * `text` when it has fewer.
 */
export function skipCharacters(text: string, count: number, from = 0): number {
  let offset = from;
  for (let skipped = 0; skipped < count && offset < text.length; skipped++) {
    offset += isHighSurrogate(text.charCodeAt(offset)) ? 2 : 1;
  }
  return Math.min(offset, text.length);
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

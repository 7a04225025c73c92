import type { Fingerprint } from '@kalamdb/sql';

/** A text with the places of its literals. */
export interface ShapedText {
  readonly text: string;
  readonly print: Fingerprint;
}

/**
 * Where the token at `position` of `from` stands in `to`, a text of the same shape. Literals are
 * the landmarks: between two of them both texts have the same tokens. `undefined` if white space
 * or comments differ there, so that a wrong place is never named.
 */
export function movePosition(
  position: number,
  from: ShapedText,
  to: ShapedText,
): number | undefined {
  const literals = from.print.literals;
  let next = 0;
  while (next < literals.length && literals[next].at < position) next += 1;
  const fromMark = next < literals.length ? literals[next].at : from.text.length;
  const toMark = next < literals.length ? to.print.literals[next].at : to.text.length;
  const distance = fromMark - position;
  const moved = toMark - distance;
  const same = from.text.slice(position, fromMark) === to.text.slice(Math.max(moved, 0), toMark);
  return same ? moved : undefined;
}

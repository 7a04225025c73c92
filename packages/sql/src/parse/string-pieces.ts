import { charKind, commentEnd, escapedEnd, kindOf, quotedEnd, unquote } from './scan.ts';

/**
 * A string goes on in another line: `'a'`, a line break and `'b'` are `'ab'`. Each piece is read by
 * itself, as the first one is. Offsets as in `scan.ts`.
 */

/** The end of the last piece of the string '…' at `at`; -1 where one is left open. */
export function stringEnd(text: string, at: number): number {
  return lastPieceEnd(text, at, plainEnd);
}

/** The same of the body of E'…' whose quote is at `at`. */
export function escapedStringEnd(text: string, at: number): number {
  return lastPieceEnd(text, at, escapedEnd);
}

/** What the pieces of `image`, which ends where `stringEnd` says, have between their quotes. */
export function unquoteString(image: string): string {
  // Only quotes within it can be those of further pieces.
  if (image.indexOf("'", 1) === image.length - 1) return image.slice(1, -1);
  return pieces(image, 0, plainEnd).map(unquote).join('');
}

/** The pieces of the body of E'…', with their quotes; `image` ends where `escapedStringEnd` says. */
export function escapedPieces(image: string): readonly string[] {
  return pieces(image, 1, escapedEnd);
}

/** Where a piece ends whose quote is at `at`; -1 where it is left open. */
type PieceEnd = (text: string, at: number) => number;

const QUOTE = 39;

function plainEnd(text: string, at: number): number {
  return quotedEnd(text, at, QUOTE);
}

function lastPieceEnd(text: string, at: number, pieceEnd: PieceEnd): number {
  let end = pieceEnd(text, at);
  let next = nextPiece(text, end);
  while (next >= 0) {
    end = pieceEnd(text, next);
    next = nextPiece(text, end);
  }
  return end;
}

function pieces(image: string, start: number, pieceEnd: PieceEnd): readonly string[] {
  const found: string[] = [];
  for (let at = start; at >= 0; ) {
    const end = pieceEnd(image, at);
    found.push(image.slice(at, end));
    at = nextPiece(image, end);
  }
  return found;
}

/** The quote of the piece behind the one that ends at `end`; -1 if there is none, or `end` is -1. */
function nextPiece(text: string, end: number): number {
  let isNewLine = false;
  for (let at = end; at >= 0 && at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return isNewLine ? at : -1;
    if (isLineComment(text, at)) {
      at = commentEnd(text, at);
    } else {
      if (kindOf(code) !== charKind.blank) return -1;
      isNewLine ||= code === 10 || code === 13;
      at += 1;
    }
  }
  return -1;
}

function isLineComment(text: string, at: number): boolean {
  return text.charCodeAt(at) === 45 && text.charCodeAt(at + 1) === 45;
}

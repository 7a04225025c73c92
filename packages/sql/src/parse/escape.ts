import { unpairedSurrogate } from './scan.ts';
import { escapedPieces } from './string-pieces.ts';

const simpleEscapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const escapePattern =
  /''|\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/gs;

/**
 * The text that the image `E'…'`, of one piece or several, stands for, with PostgreSQL's escapes: \b \f \n \r \t, octal \o,
 * \xh, \uXXXX, \UXXXXXXXX, any other character for itself. `undefined` when an escape is not a
 * character: \u or \U without its digits, a surrogate without its pair, a code past U+10FFFF or
 * zero, a byte (\x, octal) past 7F.
 */
export function decodeEscapes(image: string): string | undefined {
  let text = '';
  for (const piece of escapedPieces(image)) {
    const decoded = decodePiece(piece.slice(1, -1));
    if (decoded === undefined) return undefined;
    text += decoded;
  }
  return text;
}

function decodePiece(body: string): string | undefined {
  if (!body.includes('\\')) {
    return body.replaceAll("''", "'");
  }
  let valid = true;
  const text = body.replace(
    escapePattern,
    (all, short?: string, long?: string, byte?: string, octal?: string, other?: string) => {
      const replacement =
        all === "''"
          ? "'"
          : other === undefined
            ? codeText(short ?? long, byte, octal)
            : plainEscape(other);
      valid &&= replacement !== undefined;
      return replacement ?? '';
    },
  );
  return valid && unpairedSurrogate(text) < 0 ? text : undefined;
}

const unicodeEscape = /\\(?:(\\)|([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6}))|\\/g;

/**
 * The text of `U&'…'` between its quotes: `\XXXX` and `\+XXXXXX` are characters, `\\` is one
 * backslash. `undefined` when one is not a character.
 */
export function decodeUnicodeEscapes(body: string): string | undefined {
  let valid = true;
  const text = body.replace(unicodeEscape, (_, mark?: string, short?: string, long?: string) => {
    if (mark !== undefined) return mark;
    const character = codeText(short ?? long ?? '0', undefined, undefined);
    valid &&= character !== undefined;
    return character ?? '';
  });
  return valid && unpairedSurrogate(text) < 0 ? text : undefined;
}

function plainEscape(character: string): string | undefined {
  const isBroken = character === 'u' || character === 'U';
  return isBroken ? undefined : (simpleEscapes[character] ?? character);
}

function codeText(
  unicode: string | undefined,
  byte: string | undefined,
  octal: string | undefined,
): string | undefined {
  const code =
    unicode === undefined
      ? Number.parseInt(byte ?? octal ?? '', byte === undefined ? 8 : 16)
      : Number.parseInt(unicode, 16);
  const limit = unicode === undefined ? 0x7f : 0x10ffff;
  if (!(code > 0 && code <= limit)) {
    return undefined;
  }
  // Halves of a pair written as two \u escapes must come out unjoined: the caller checks the whole.
  return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
}

import type { IToken, TokenType } from 'chevrotain';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { decodeEscapes, decodeUnicodeEscapes } from './escape.ts';
import {
  charKind,
  commentEnd,
  dollarQuotedEnd,
  dollarTagEnd,
  foldName,
  isComment,
  isDotNumber,
  isUnicodeString,
  kindOf,
  numberEnd,
  parameterEnd,
  quotedEnd,
  unquote,
  wordEnd,
} from './scan.ts';
import { escapedStringEnd, stringEnd, unquoteString } from './string-pieces.ts';
import {
  HexString,
  Identifier,
  keywordTypes,
  NumberToken,
  NumberWithUnit,
  ParameterToken,
  StringToken,
  symbolTypes,
} from './tokens.ts';

/**
 * Cut `text` into tokens; blanks and comments (block comments nest) are dropped. Payloads: names
 * and keywords their folded text, strings their unescaped text, numbers their digits. Linear in the
 * text. Throws SqlError SQL_SYNTAX for what is no token: an open quote or comment, a bad escape.
 */
export function tokenize(text: string): IToken[] {
  const tokens: IToken[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const token = scanToken(text, at);
    tokens.push(token);
    at = skipBlanks(text, at + token.image.length);
  }
  return tokens;
}

/** The folded name, unescaped string or digits of a token. */
export function tokenText(token: IToken): string {
  // Tokens made by chevrotain, when it records the grammar, have no payload.
  return token.payload ?? token.image;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    if (kindOf(text.charCodeAt(at)) === charKind.blank) {
      at++;
    } else if (isComment(text, at)) {
      const end = commentEnd(text, at);
      if (end < 0) {
        throw lexicalError('unterminated /* comment', text, at);
      }
      at = end;
    } else {
      break;
    }
  }
  return at;
}

function scanToken(text: string, at: number): IToken {
  switch (kindOf(text.charCodeAt(at))) {
    case charKind.word:
      return scanWord(text, at);
    case charKind.digit:
      return scanNumber(text, at);
    case charKind.quote:
      return scanString(text, at);
    case charKind.doubleQuote:
      return scanQuotedName(text, at);
    case charKind.dollar:
      return scanDollar(text, at);
    case charKind.dot:
      return isDotNumber(text, at) ? scanNumber(text, at) : scanSymbol(text, at);
    default:
      return scanSymbol(text, at);
  }
}

function scanWord(text: string, at: number): IToken {
  const end = wordEnd(text, at);
  if (end === at + 1 && text.charCodeAt(end) === 39) {
    const prefix = text.charCodeAt(at) | 32;
    if (prefix === 101) {
      return scanEscapedString(text, at);
    }
    if (prefix === 120) {
      return scanHexString(text, at);
    }
  }
  if (isUnicodeString(text, at)) {
    return scanUnicodeString(text, at);
  }
  const image = text.slice(at, end);
  const name = foldName(image);
  return createToken(keywordTypes.get(name) ?? Identifier, image, at, name);
}

function scanNumber(text: string, at: number): IToken {
  const end = numberEnd(text, at);
  if (end < 0) {
    const image = text.slice(at, wordEnd(text, at));
    return createToken(NumberWithUnit, image, at, image);
  }
  const digits = text.slice(at, end);
  return createToken(NumberToken, digits, at, digits);
}

function scanString(text: string, at: number): IToken {
  const end = stringEnd(text, at);
  if (end < 0) {
    throw lexicalError('unterminated quoted string', text, at);
  }
  const image = text.slice(at, end);
  return createToken(StringToken, image, at, unquoteString(image));
}

function scanEscapedString(text: string, at: number): IToken {
  const end = escapedStringEnd(text, at + 1);
  if (end < 0) {
    throw lexicalError('unterminated quoted string', text, at);
  }
  const image = text.slice(at, end);
  const value = decodeEscapes(image);
  if (value === undefined) {
    throw lexicalError('invalid escape in string', text, at, conditions.invalidEscapeSequence);
  }
  return createToken(StringToken, image, at, value);
}

/** `U&'…'`, where `\XXXX` and `\+XXXXXX` are characters; UESCAPE may not follow. */
function scanUnicodeString(text: string, at: number): IToken {
  const end = stringEnd(text, at + 2);
  if (end < 0) {
    throw lexicalError('unterminated quoted string', text, at);
  }
  const image = text.slice(at, end);
  const value = decodeUnicodeEscapes(unquoteString(image.slice(2)));
  if (value === undefined) {
    throw lexicalError('invalid Unicode escape', text, at);
  }
  return createToken(StringToken, image, at, value);
}

function scanHexString(text: string, at: number): IToken {
  const end = stringEnd(text, at + 1);
  if (end < 0) {
    throw lexicalError('unterminated hexadecimal string', text, at);
  }
  const image = text.slice(at, end);
  const written = unquoteString(image.slice(1));
  // An odd number of digits is that of a number: the first byte has one of them.
  const digits = written.length % 2 === 0 ? written : `0${written}`;
  if (/[^0-9a-fA-F]/.test(digits)) {
    throw lexicalError(
      'invalid hexadecimal string',
      text,
      at,
      conditions.invalidTextRepresentation,
    );
  }
  return createToken(HexString, image, at, `\\x${digits.toLowerCase()}`);
}

function scanQuotedName(text: string, at: number): IToken {
  const end = quotedEnd(text, at, 34);
  if (end < 0) {
    throw lexicalError('unterminated quoted identifier', text, at);
  }
  const image = text.slice(at, end);
  if (image.length === 2) {
    throw lexicalError('zero-length quoted identifier', text, at);
  }
  return createToken(Identifier, image, at, foldName(unquote(image)));
}

/** `$1`, `$$text$$` or `$tag$text$tag$` */
function scanDollar(text: string, at: number): IToken {
  const tagEnd = dollarTagEnd(text, at);
  if (tagEnd < 0) return scanParameter(text, at);
  const end = dollarQuotedEnd(text, at, tagEnd);
  if (end < 0) {
    throw lexicalError('unterminated dollar-quoted string', text, at);
  }
  const image = text.slice(at, end);
  const tagLength = tagEnd - at;
  return createToken(StringToken, image, at, image.slice(tagLength, -tagLength));
}

function scanParameter(text: string, at: number): IToken {
  const end = parameterEnd(text, at);
  if (end < 0) {
    throw lexicalError('a parameter is written $1, $2, …: syntax error', text, at);
  }
  const image = text.slice(at, end);
  return createToken(ParameterToken, image, at, image);
}

function scanSymbol(text: string, at: number): IToken {
  for (let length = 4; length > 0; length--) {
    const image = text.slice(at, at + length);
    const type = symbolTypes.get(image);
    if (type !== undefined && image.length === length && !holdsComment(text, at, length)) {
      return createToken(type, image, at, image);
    }
  }
  throw lexicalError('syntax error', text, at);
}

/** Whether a comment begins within the symbol: `||` and a comment may stand side by side. */
function holdsComment(text: string, at: number, length: number): boolean {
  for (let inner = at + 1; inner < at + length; inner++) {
    if (isComment(text, inner)) return true;
  }
  return false;
}

function createToken(type: TokenType, image: string, at: number, payload: string): IToken {
  return {
    image,
    startOffset: at,
    endOffset: at + image.length - 1,
    tokenTypeIdx: type.tokenTypeIdx ?? 0,
    tokenType: type,
    payload,
  };
}

const excerptLength = 40;

function lexicalError(message: string, text: string, at: number, sqlState?: string): SqlError {
  const end = kindOf(text.charCodeAt(at)) === charKind.other ? at + 1 : text.length;
  const line = text.slice(at, end).split('\n', 1)[0];
  const isCut = line.length > excerptLength;
  const excerpt = isCut ? `${line.slice(0, excerptLength)}…` : line;
  return new SqlError('SQL_SYNTAX', `${message} at or near "${excerpt}"`, {
    sqlState,
    position: at,
  });
}

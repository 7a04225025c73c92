import { decodeEscapes } from './escape.ts';
import {
  charKind,
  commentEnd,
  dollarQuotedEnd,
  dollarTagEnd,
  isComment,
  isDotNumber,
  isUnicodeString,
  kindOf,
  numberEnd,
  parameterEnd,
  quotedEnd,
  unpairedSurrogate,
} from './scan.ts';
import { escapedStringEnd, stringEnd, unquoteString } from './string-pieces.ts';

const rowVerbs: ReadonlySet<string> = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'merge',
  'with',
  'values',
  'table',
]);

/** Words that may stand between a type's first word and its `(…)`. */
const typeTailWords = /^(precision|varying|with|without|time|zone|array)$/i;

/** Last words of types that a size may follow, where a column of a record is defined: no functions. */
const sizedTypeWords =
  /^(n?varchar|n?char|bpchar|character|varying|clob|text|string|(tiny|medium|long)text|decimal|numeric|dec|float[48]?|float64|real|double|precision|int|int[248]|int64|integer|(small|medium|big|tiny)int|signed|date|time|timestamp|datetime|timestamptz|interval|zone|bytes|bytea|blob|(var)?binary|bool|boolean|json|jsonb|uuid|embedding|vector|file)$/i;

/** A literal lifted out of a text, by offset. */
export type LiteralToken =
  | { readonly kind: 'number'; readonly digits: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number };

/**
 * A statement without its literals. Texts of equal `shape` have equal ASTs but for the offsets and
 * the values of literals, whose types are equal too; `literals[n]` is the literal of slot n.
 */
export interface Fingerprint {
  readonly shape: string;
  readonly literals: readonly LiteralToken[];
}

const maxLength = 16_384;
const maxLiterals = 2_000;

/**
 * Lift the literals out of one query, INSERT, UPDATE, DELETE or MERGE. In the shape, blanks and comments
 * are one space, unquoted words are in lower case, and the operator `?` is `??`, a literal is `?` and its type: i for 32-bit
 * integers, l for 64-bit ones, m for 9223372036854775808 (which only fits when negated), n for
 * other numbers that a DECIMAL holds, f for the rest, s for strings. `undefined` for other and several statements, over 16,384
 * characters or 2,000 literals, and on any doubt; never throws. About a microsecond per 100
 * characters.
 */
export function fingerprint(text: string): Fingerprint | undefined {
  const start = skipBlanks(text, 0);
  if (text.length > maxLength || start < 0 || !beginsRowStatement(text, start)) {
    return undefined;
  }
  const scan: Scan = {
    text,
    shape: '',
    copied: start,
    at: start,
    literals: [],
    typeWords: 0,
    word: { start, end: start },
    priorWord: { start, end: start },
  };
  while (scan.at < text.length) {
    const next = step(scan);
    if (next < 0 || scan.literals.length > maxLiterals) {
      return undefined;
    }
    scan.at = next;
  }
  if (unpairedSurrogate(text) >= 0) {
    return undefined;
  }
  copyTo(scan, text.length);
  return { shape: scan.shape.trimEnd(), literals: scan.literals };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Text before `copied` is in `shape`; from there to `at` it goes there as it is. */
interface Scan {
  readonly text: string;
  shape: string;
  copied: number;
  at: number;
  readonly literals: LiteralToken[];
  /** 1 after AS or `::`, 2 after the type's name that may follow; else 0. */
  typeWords: 0 | 1 | 2;
  /** The last word or quoted name, and the one before it. */
  word: Span;
  priorWord: Span;
}

/** Read one token or blank at `scan.at`; the offset after it, or -1 on doubt. */
function step(scan: Scan): number {
  const { text, at } = scan;
  const code = text.charCodeAt(at);
  const kind = code < 128 ? kindOf(code) : -1;
  switch (kind) {
    case charKind.word:
      return stepWord(scan);
    case charKind.blank:
      return stepBlank(scan);
    case charKind.punctuation:
      return stepPunctuation(scan, code);
    case charKind.digit:
      return stepNumber(scan);
    case charKind.quote:
      return stepString(scan);
    case charKind.dot:
      return isDotNumber(text, at) ? stepNumber(scan) : at + 1;
    case charKind.operator:
      return stepOperator(scan, code);
    case charKind.doubleQuote:
      return stepQuotedName(scan);
    case charKind.dollar:
      return stepDollar(scan);
    default:
      return -1;
  }
}

function stepWord(scan: Scan): number {
  const { text, at } = scan;
  const end = asciiWordEnd(text, at);
  if (isUnicodeString(text, at)) return -1;
  if (end === at + 1 && text.charCodeAt(end) === 39) {
    const isEscaped = (text.charCodeAt(at) | 32) === 101;
    return isEscaped ? stepEscapedString(scan) : -1;
  }
  if (end === at + 4 && isSelectInto(text, at)) return -1;
  noteWord(scan, end);
  if (end === at + 2 && isAs(text, at)) {
    scan.typeWords = 1;
  } else if (scan.typeWords === 1) {
    scan.typeWords = 2;
  } else if (scan.typeWords === 2 && !typeTailWords.test(text.slice(at, end))) {
    scan.typeWords = 0;
  }
  return end;
}

function stepBlank(scan: Scan): number {
  const { text, at } = scan;
  const end = skipBlanks(text, at);
  const isOneSpace = end === at + 1 && text.charCodeAt(at) === 32;
  if (end >= 0 && !isOneSpace) {
    replace(scan, end, ' ');
  }
  return end;
}

function stepPunctuation(scan: Scan, code: number): number {
  const { text, at } = scan;
  if (code === 59) {
    let end = at;
    while (text.charCodeAt(end) === 59) {
      end = skipBlanks(text, end + 1);
    }
    replace(scan, end, '');
    return end === text.length ? end : -1;
  }
  if (code === 91 && (scan.typeWords === 2 || mayBeColumnType(scan))) {
    // The lengths of an array's type are no literals either.
    return text.charCodeAt(at + 1) === 93 ? at + 2 : -1;
  }
  // Sizes of types are numbers, but no literals; AS t (a, b) has none.
  const isTypeSize =
    code === 40 &&
    !isName(text, skipBlanks(text, at + 1)) &&
    (scan.typeWords === 2 || mayBeColumnType(scan));
  scan.typeWords = 0;
  return isTypeSize ? -1 : at + 1;
}

/** Whether what stands right before `scan.at` may be the type of a record's column. */
function mayBeColumnType({ text, at, word, priorWord }: Scan): boolean {
  if (skipBlanks(text, word.end) !== at) return false;
  if (text.slice(word.start, word.end).toLowerCase() !== 'array') return isTypeName(text, word);
  return skipBlanks(text, priorWord.end) === word.start && isTypeName(text, priorWord);
}

function isTypeName(text: string, { start, end }: Span): boolean {
  return text.charCodeAt(start) === 34 || sizedTypeWords.test(text.slice(start, end));
}

function noteWord(scan: Scan, end: number): void {
  scan.priorWord = scan.word;
  scan.word = { start: scan.at, end };
}

function stepNumber(scan: Scan): number {
  const { text, at } = scan;
  const end = numberEnd(text, at);
  if (end >= 0) {
    const digits = text.slice(at, end);
    scan.literals.push({ kind: 'number', digits, at });
    replace(scan, end, numberMark(digits));
  }
  return end;
}

function stepString(scan: Scan): number {
  const end = stringEnd(scan.text, scan.at);
  if (end >= 0) {
    const text = unquoteString(scan.text.slice(scan.at, end));
    scan.literals.push({ kind: 'string', text, at: scan.at });
    replace(scan, end, '?s');
  }
  return end;
}

function stepDollar(scan: Scan): number {
  const { text, at } = scan;
  const tagEnd = dollarTagEnd(text, at);
  if (tagEnd < 0) return parameterEnd(text, at);
  const end = dollarQuotedEnd(text, at, tagEnd);
  if (end >= 0) {
    scan.literals.push({ kind: 'string', text: text.slice(tagEnd, end - (tagEnd - at)), at });
    replace(scan, end, '?s');
  }
  return end;
}

function stepEscapedString(scan: Scan): number {
  const end = escapedStringEnd(scan.text, scan.at + 1);
  const text = end < 0 ? undefined : decodeEscapes(scan.text.slice(scan.at, end));
  if (text === undefined) {
    return -1;
  }
  scan.literals.push({ kind: 'string', text, at: scan.at });
  replace(scan, end, '?s');
  return end;
}

function stepQuotedName(scan: Scan): number {
  const { text, at } = scan;
  const end = quotedEnd(text, at, 34);
  scan.typeWords = scan.typeWords === 1 ? 2 : 0;
  noteWord(scan, end);
  if (end >= 0) {
    replace(scan, end, text.slice(at, end));
  }
  return end;
}

function stepOperator(scan: Scan, code: number): number {
  const { text, at } = scan;
  if (isComment(text, at)) {
    return stepBlank(scan);
  }
  scan.typeWords = 0;
  if (code === 58 && text.charCodeAt(at + 1) === 58) {
    scan.typeWords = 1;
    return at + 2;
  }
  // `?` marks literals in shapes: the operator is two of them.
  if (code === 63) replace(scan, at + 1, '??');
  return at + 1;
}

/** Put `mark` into the shape for what stands from `scan.at` to `end`. */
function replace(scan: Scan, end: number, mark: string): void {
  copyTo(scan, scan.at);
  scan.shape += mark;
  scan.copied = end;
}

function copyTo(scan: Scan, end: number): void {
  if (end > scan.copied) {
    scan.shape += scan.text.slice(scan.copied, end).toLowerCase();
  }
}

/** The end of the blanks and comments at `start`, if any; -1 if a comment is left open. */
function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at >= 0 && at < text.length) {
    if (kindOf(text.charCodeAt(at)) === charKind.blank) {
      at++;
    } else if (isComment(text, at)) {
      at = commentEnd(text, at);
    } else {
      break;
    }
  }
  return at;
}

function beginsRowStatement(text: string, start: number): boolean {
  if (text.charCodeAt(start) === 40) return true;
  return rowVerbs.has(text.slice(start, asciiWordEnd(text, start)).toLowerCase());
}

/** Whether a name begins at `at`: not a number, nor anything that hides one. */
function isName(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const kind = code < 128 ? kindOf(code) : charKind.other;
  return kind === charKind.word || kind === charKind.doubleQuote;
}

/** Other letters end the word, and the scan at the next step: their case is for the parser. */
function asciiWordEnd(text: string, at: number): number {
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const kind = code < 128 ? kindOf(code) : charKind.other;
    if (kind !== charKind.word && kind !== charKind.digit && kind !== charKind.dollar) {
      break;
    }
  }
  return end;
}

/** SELECT … INTO is no statement over rows; INSERT INTO is told by the word right before. */
function isSelectInto(text: string, at: number): boolean {
  if ((text.charCodeAt(at) | 32) !== 105 || text.slice(at, at + 4).toLowerCase() !== 'into') {
    return false;
  }
  return !/\binsert\s+$/i.test(text.slice(Math.max(0, at - 64), at));
}

function isAs(text: string, at: number): boolean {
  return (text.charCodeAt(at) | 32) === 97 && (text.charCodeAt(at + 1) | 32) === 115;
}

function numberMark(digits: string): string {
  const isInteger = /^[0-9]+$/.test(digits);
  if (!isInteger) return '?n';
  if (digits.length < 10) return '?i';
  const value = digits.replace(/^0+(?=.)/, '');
  if (isAtMost(value, '2147483647')) return '?i';
  if (isAtMost(value, '9223372036854775807')) return '?l';
  return value === '9223372036854775808' ? '?m' : '?n';
}

/** Whether one integer in digits, without leading zeros, is at most another. */
function isAtMost(digits: string, limit: string): boolean {
  return digits.length < limit.length || (digits.length === limit.length && digits <= limit);
}

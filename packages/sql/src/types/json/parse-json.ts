import { SqlError } from '../../error.ts';
import { sqlTypes } from '../sql-type.ts';
import { invalidText } from '../value-error.ts';
import { plainNumber } from './json-number.ts';
import { type JsonTree, jsonObject, MAX_JSON_DEPTH } from './json-tree.ts';

/** What all numbers of a text may come to when their exponents are written out. */
const MAX_NUMBER_SIZE = 16 * 1024 * 1024;

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const blanks = /[ \t\n\r]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANK = 0x20;
const unstorable = /\0|\p{Surrogate}/u;

/**
 * Read a JSON text (RFC 8259). Of members of one name the last one counts. Throws
 * SQL_INVALID_VALUE for anything else, for characters that TEXT cannot hold (NUL, halves of
 * surrogate pairs) and for more than 1,000 levels.
 */
export function parseJsonTree(text: string): JsonTree {
  const reader: Reader = { text, at: 0, depth: 0, numberSize: 0 };
  skipBlanks(reader);
  const tree = readValue(reader);
  if (reader.at !== text.length) throw invalid(reader);
  return tree;
}

interface Reader {
  readonly text: string;
  /** Behind blanks, except within functions. */
  at: number;
  depth: number;
  numberSize: number;
}

function readValue(reader: Reader): JsonTree {
  switch (reader.text[reader.at]) {
    case '{':
      return readObject(reader);
    case '[':
      return readArray(reader);
    case '"':
      return readString(reader);
    case 't':
      return readWord(reader, 'true', true);
    case 'f':
      return readWord(reader, 'false', false);
    case 'n':
      return readWord(reader, 'null', null);
    default:
      return readNumber(reader);
  }
}

function readObject(reader: Reader): JsonTree {
  const members: [string, JsonTree][] = [];
  readList(reader, '}', () => {
    if (reader.text[reader.at] !== '"') throw invalid(reader);
    const name = readString(reader);
    expect(reader, ':');
    members.push([name, readValue(reader)]);
  });
  return jsonObject(members);
}

function readArray(reader: Reader): JsonTree {
  const elements: JsonTree[] = [];
  readList(reader, ']', () => elements.push(readValue(reader)));
  return elements;
}

/** What stands between brackets, with commas between. */
function readList(reader: Reader, close: string, readItem: () => void): void {
  if (++reader.depth > MAX_JSON_DEPTH) throw tooDeep();
  reader.at++;
  skipBlanks(reader);
  if (reader.text[reader.at] !== close) {
    readItem();
    while (reader.text[reader.at] === ',') {
      expect(reader, ',');
      readItem();
    }
  }
  expect(reader, close);
  reader.depth--;
}

function readString(reader: Reader): string {
  const { text, at } = reader;
  const end = stringEnd(text, at);
  if (end < 0) throw invalid(reader);
  const image = text.slice(at, end);
  const value = image.includes('\\') ? unescaped(image) : image.slice(1, -1);
  if (value === undefined || unstorable.test(value)) throw invalid(reader);
  reader.at = end;
  skipBlanks(reader);
  return value;
}

/** Behind the quote that ends the string; -1 for one left open, and for control characters. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < BLANK) return -1;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

function unescaped(image: string): string | undefined {
  try {
    return JSON.parse(image) as string;
  } catch {
    return undefined;
  }
}

function readNumber(reader: Reader): JsonTree {
  const image = match(reader, number);
  if (image === undefined) throw invalid(reader);
  const digits = plainNumber(image);
  reader.numberSize += digits.length;
  if (reader.numberSize > MAX_NUMBER_SIZE) {
    throw new SqlError('SQL_OUT_OF_RANGE', 'the numbers of a JSON text have too many digits');
  }
  return { digits };
}

function readWord(reader: Reader, word: string, value: boolean | null): boolean | null {
  if (!reader.text.startsWith(word, reader.at)) throw invalid(reader);
  reader.at += word.length;
  skipBlanks(reader);
  return value;
}

function expect(reader: Reader, character: string): void {
  if (reader.text[reader.at] !== character) throw invalid(reader);
  reader.at++;
  skipBlanks(reader);
}

/** What the pattern takes here, with the blanks behind it left out. */
function match(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const image = pattern.exec(reader.text)?.[0];
  if (image === undefined) return undefined;
  reader.at += image.length;
  skipBlanks(reader);
  return image;
}

function skipBlanks(reader: Reader): void {
  const code = reader.text.charCodeAt(reader.at);
  if (code > 0x20 || Number.isNaN(code)) return;
  blanks.lastIndex = reader.at;
  reader.at += blanks.exec(reader.text)?.[0].length ?? 0;
}

function invalid({ text }: Reader): SqlError {
  return invalidText(sqlTypes.json, text.replaceAll('\0', '\\0'));
}

function tooDeep(): SqlError {
  return new SqlError('SQL_INVALID_VALUE', `JSON nests deeper than ${MAX_JSON_DEPTH} levels`);
}

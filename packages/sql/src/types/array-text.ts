import { SqlError } from '../error.ts';
import { isArray, isRectangular, MAX_DIMENSIONS } from './array-shape.ts';
import { type ArrayType, typeName } from './sql-type.ts';
import type { ArrayValue, Value } from './value.ts';
import { shorten } from './value-error.ts';

/**
 * An array from PostgreSQL's text of it: `{1,NULL,"a b"}`, `{{1,2},{3,4}}`. `readElement` reads the
 * text of an element. Throws SQL_INVALID_VALUE for another form, for lengths that differ within a
 * dimension and more than six dimensions, SQL_UNSUPPORTED for bounds (`[0:1]={1,2}`).
 */
export function parseArray(
  type: ArrayType,
  text: string,
  readElement: (text: string) => Value,
): ArrayValue {
  const start = skipBlanks(text, 0);
  if (text[start] === '[') throw boundsRefused();
  const reader: Reader = { type, text, at: start, depth: 0, readElement };
  const array = readBraces(reader);
  if (skipBlanks(text, reader.at) !== text.length) throw malformed(reader, 'junk after its end');
  if (!isRectangular(array)) throw malformed(reader, 'its dimensions do not match');
  return array;
}

/** The text of an array, each element by `elementText`: `{1,NULL,"a b"}`. */
export function formatArray(array: ArrayValue, elementText: (value: Value) => string): string {
  const parts = array.map((element) => {
    if (element === null) return 'NULL';
    if (isArray(element)) return formatArray(element, elementText);
    return quoteElement(elementText(element));
  });
  return `{${parts.join(',')}}`;
}

interface Reader {
  readonly type: ArrayType;
  readonly text: string;
  at: number;
  depth: number;
  readonly readElement: (text: string) => Value;
}

function readBraces(reader: Reader): ArrayValue {
  const { text } = reader;
  if (text[reader.at] !== '{') throw malformed(reader, 'it must begin with "{"');
  if (++reader.depth > MAX_DIMENSIONS) {
    throw malformed(reader, `it has more than ${MAX_DIMENSIONS} dimensions`);
  }
  const elements: Value[] = [];
  reader.at = skipBlanks(text, reader.at + 1);
  const mayBeEmpty = reader.depth === 1;
  while (text[reader.at] !== '}' || elements.length > 0 || !mayBeEmpty) {
    elements.push(readItem(reader));
    reader.at = skipBlanks(text, reader.at);
    if (text[reader.at] === '}') break;
    if (text[reader.at] !== ',')
      throw malformed(reader, 'an element is not followed by "," or "}"');
    reader.at = skipBlanks(text, reader.at + 1);
  }
  reader.at++;
  reader.depth--;
  return elements;
}

function readItem(reader: Reader): Value {
  const first = reader.text[reader.at];
  if (first === '{') return readBraces(reader);
  if (first === '"') return reader.readElement(readQuoted(reader));
  return readBare(reader);
}

function readQuoted(reader: Reader): string {
  const { text } = reader;
  let value = '';
  for (let at = reader.at + 1; at < text.length; at++) {
    if (text[at] === '"') {
      reader.at = at + 1;
      return value;
    }
    if (text[at] === '\\') at++;
    value += text[at] ?? '';
  }
  throw malformed(reader, 'a quote is not closed');
}

/** Blanks before and behind are left out; NULL in any case is NULL unless a backslash is in it. */
function readBare(reader: Reader): Value {
  const { text } = reader;
  let value = '';
  let keptLength = 0;
  let isEscaped = false;
  let at = reader.at;
  for (; at < text.length && !',{}"'.includes(text[at]); at++) {
    if (text[at] === '\\') {
      isEscaped = true;
      at++;
    }
    value += text[at] ?? '';
    if (text[at - 1] === '\\' || !isBlank(text[at])) keptLength = value.length;
  }
  reader.at = at;
  const word = value.slice(0, keptLength);
  if (word === '' || text[at] === '"' || text[at] === '{') {
    throw malformed(reader, `"${text[at] ?? 'the end'}" stands where an element should`);
  }
  return !isEscaped && word.toLowerCase() === 'null' ? null : reader.readElement(word);
}

const special = /[{}",\\\s]/;

function quoteElement(text: string): string {
  const isPlain = text !== '' && text.toLowerCase() !== 'null' && !special.test(text);
  return isPlain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && ' \t\n\r\v\f'.includes(character);
}

function malformed({ type, text }: Reader, reason: string): SqlError {
  return new SqlError(
    'SQL_INVALID_VALUE',
    `malformed ${typeName(type)} literal: "${shorten(text)}": ${reason}`,
  );
}

function boundsRefused(): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'arrays with bounds of their own are not supported', {
    hint: 'Leave them out: arrays begin at 1.',
  });
}

import { Buffer } from 'node:buffer';
import { isJsonArray, isJsonObject, type JsonTree } from '../types/json/json-tree.ts';
import { parseJsonTree } from '../types/json/parse-json.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { isValid } from './bitmap.ts';
import { BytesBuilder } from './builders/bytes-builder.ts';
import { ByteWriter } from './byte-writer.ts';
import type { BytesColumn } from './column.ts';
import { columnValue } from './column-value.ts';

/** First bytes by kind, in the order of `compareJsonTrees`. */
const EMPTY_ARRAY = 0;
const NULL = 1;
const STRING = 2;
const NUMBER = 3;
const BOOLEAN = 4;
const ARRAY = 5;
const OBJECT = 6;

const NEGATIVE = 0x40;
const ZERO = 0x80;
const POSITIVE = 0xc0;
const EXPONENT_BIAS = 0x80000000;

/** Bytes that order as the JSON values do, as `compareJsonTrees` has it. */
export function jsonOrder(column: BytesColumn): BytesColumn {
  const builder = new BytesBuilder(sqlTypes.bytes, column.length);
  const writer = new ByteWriter();
  for (let slot = 0; slot < column.length; slot++) {
    if (!isValid(column.validity, slot)) {
      builder.appendNull();
      continue;
    }
    writer.size = 0;
    const tree = parseJsonTree(String(columnValue(column, slot)));
    if (isJsonArray(tree) && tree.length === 0) writer.byte(EMPTY_ARRAY);
    else writeTree(tree, writer);
    builder.appendUtf8Bytes(writer.bytes, 0, writer.size);
  }
  return builder.finish();
}

function writeTree(tree: JsonTree, writer: ByteWriter): void {
  if (tree === null) writer.byte(NULL);
  else if (typeof tree === 'boolean') writeParts(BOOLEAN, Number(tree), writer);
  else if (typeof tree === 'string') {
    writer.byte(STRING);
    writeString(tree, writer);
  } else if (isJsonArray(tree)) {
    writer.byte(ARRAY);
    writer.word(tree.length);
    for (const element of tree) writeTree(element, writer);
  } else if (isJsonObject(tree)) {
    writer.byte(OBJECT);
    writer.word(tree.size);
    for (const [name, value] of tree) {
      writeString(name, writer);
      writeTree(value, writer);
    }
  } else writeNumber(tree.digits, writer);
}

function writeParts(first: number, second: number, writer: ByteWriter): void {
  writer.byte(first);
  writer.byte(second);
}

/** UTF-8, which has no zero byte here, and a zero. */
function writeString(text: string, writer: ByteWriter): void {
  for (const byte of Buffer.from(text)) writer.byte(byte);
  writer.byte(0);
}

/** The sign, the place of the first digit, the digits, an end; all inverted behind a minus. */
function writeNumber(digits: string, writer: ByteWriter): void {
  writer.byte(NUMBER);
  if (digits === '0') {
    writer.byte(ZERO);
    return;
  }
  const isNegative = digits.startsWith('-');
  const [whole, fraction = ''] = digits.replace('-', '').split('.');
  const significant = (whole + fraction).replace(/^0+/, '');
  const place = significant.length - fraction.length;
  const flip = isNegative ? 0xff : 0;
  writer.byte(isNegative ? NEGATIVE : POSITIVE);
  writer.word(isNegative ? ~(place + EXPONENT_BIAS) : place + EXPONENT_BIAS);
  for (const digit of significant.replace(/0+$/, '')) writer.byte(digit.charCodeAt(0) ^ flip);
  writer.byte(flip);
}

import assert from 'node:assert/strict';
import { sqlTypes } from '../types/sql-type.ts';
import { getBit, isValid } from './bitmap.ts';
import { BytesBuilder } from './builders/bytes-builder.ts';
import { ByteWriter } from './byte-writer.ts';
import type { BytesColumn, Column, ListColumn } from './column.ts';
import { wordsOf } from './layout.ts';

const END = 0;
const PRESENT = 1;
const NULL = 2;
const SIGN = 0x80000000;
const NAN_HIGH = 0xffffffff;

/**
 * Bytes that order as the arrays do: before each element 1, or 2 in place of a NULL; after the last
 * one 0 and the shape. `child` orders as the elements do and is not of layout decimal or list.
 */
export function listOrder(column: ListColumn, child: Column): BytesColumn {
  const builder = new BytesBuilder(sqlTypes.bytes, column.length);
  const writer = new ByteWriter();
  const write = elementWriter(child, writer);
  for (let slot = 0; slot < column.length; slot++) {
    if (!isValid(column.validity, slot)) {
      builder.appendNull();
      continue;
    }
    writer.size = 0;
    for (let at = column.offsets[slot]; at < column.offsets[slot + 1]; at++) {
      const present = isValid(child.validity, at);
      writer.byte(present ? PRESENT : NULL);
      if (present) write(at);
    }
    writer.byte(END);
    if (column.shapes !== undefined) writeShape(column.shapes, slot, writer);
    builder.appendUtf8Bytes(writer.bytes, 0, writer.size);
  }
  return builder.finish();
}

/** Writes the value of one slot, so that no value is the beginning of another. */
function elementWriter(child: Column, writer: ByteWriter): (slot: number) => void {
  switch (child.layout) {
    case 'bits':
      return (slot) => writer.byte(Number(getBit(child.values, slot)));
    case 'int32':
      return (slot) => writer.word(child.values[slot] ^ SIGN);
    case 'int64': {
      const words = wordsOf(child.values);
      return (slot) => {
        writer.word(words[slot * 2 + 1] ^ SIGN);
        writer.word(words[slot * 2]);
      };
    }
    case 'float64':
      return (slot) => writeDouble(child.values[slot], writer);
    case 'bytes':
      return (slot) => writeBytes(child, slot, writer);
    case 'decimal':
    case 'list':
      return assert.fail('elements are ordered by what `orderColumn` makes of them');
    default:
      return assert.fail(`unknown layout ${child satisfies never}`);
  }
}

/** The bits of a negative double order backwards; NaN goes last; -0 is 0. */
function writeDouble(value: number, writer: ByteWriter): void {
  if (Number.isNaN(value)) {
    writer.word(NAN_HIGH);
    writer.word(0);
    return;
  }
  const words = wordsOf(Float64Array.of(value + 0));
  const flip = words[1] >> 31;
  writer.word(words[1] ^ (flip | SIGN));
  writer.word(words[0] ^ flip);
}

/** A zero byte is 0 255, and 0 0 the end. */
function writeBytes({ data, offsets }: BytesColumn, slot: number, writer: ByteWriter): void {
  for (let at = offsets[slot]; at < offsets[slot + 1]; at++) {
    writer.byte(data[at]);
    if (data[at] === 0) writer.byte(0xff);
  }
  writer.byte(0);
  writer.byte(0);
}

function writeShape({ data, offsets }: BytesColumn, slot: number, writer: ByteWriter): void {
  for (let at = offsets[slot]; at < offsets[slot + 1]; at++) writer.byte(data[at]);
}

import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { aliases, strictFunction } from './define.ts';

const { int, bigint, bytes, text } = sqlTypes;

/** Functions of bytes. Positions of parts count from 1, those of single bytes and bits from 0. */
export const bytesFunctions: readonly ScalarFunction[] = [
  ...aliases(
    ['substring', 'substr'],
    strictFunction('substring', [bytes, int], bytes, ([value, start]) =>
      sliceBytes(value as Uint8Array, start as number, Infinity),
    ),
  ),
  ...aliases(
    ['substring', 'substr'],
    strictFunction('substring', [bytes, int, int], bytes, ([value, start, count]) =>
      sliceBytes(value as Uint8Array, start as number, count as number),
    ),
  ),
  strictFunction(
    'position',
    [bytes, bytes],
    int,
    ([value, part]) => Buffer.from(value as Uint8Array).indexOf(part as Uint8Array) + 1,
  ),
  strictFunction('overlay', [bytes, bytes, int], bytes, ([value, part, start]) =>
    overlayBytes(value as Uint8Array, part as Uint8Array, start as number),
  ),
  strictFunction('overlay', [bytes, bytes, int, int], bytes, ([value, part, start, count]) =>
    overlayBytes(value as Uint8Array, part as Uint8Array, start as number, count as number),
  ),
  strictFunction(
    'get_byte',
    [bytes, int],
    int,
    ([value, index]) => (value as Uint8Array)[checkIndex(index, (value as Uint8Array).length)],
  ),
  strictFunction('set_byte', [bytes, int, int], bytes, ([value, index, byte]) => {
    const copy = Uint8Array.from(value as Uint8Array);
    copy[checkIndex(index, copy.length)] = byte as number;
    return copy;
  }),
  strictFunction('get_bit', [bytes, bigint], int, ([value, index]) => {
    const at = checkIndex(index, (value as Uint8Array).length * 8);
    return ((value as Uint8Array)[at >> 3] >> (at & 7)) & 1;
  }),
  strictFunction('set_bit', [bytes, bigint, int], bytes, setBit),
  strictFunction('bit_count', [bytes], bigint, ([value]) => countBits(value as Uint8Array)),
  strictFunction('bit_length', [bytes], int, ([value]) => (value as Uint8Array).length * 8),
  trimming('btrim', true, true),
  trimming('ltrim', true, false),
  trimming('rtrim', false, true),
  strictFunction('convert_from', [bytes, text], text, ([value, encoding]) =>
    readUtf8(value as Uint8Array, encoding as string),
  ),
  strictFunction('convert_to', [text, text], bytes, ([value, encoding]) => {
    checkEncoding(encoding as string);
    return Buffer.from(value as string, 'utf8');
  }),
];

function sliceBytes(value: Uint8Array, start: number, count: number): Uint8Array {
  if (count < 0)
    throw new SqlError('SQL_INVALID_VALUE', 'negative substring length not allowed', {
      sqlState: conditions.substringError,
    });
  const end = Math.max(start + count - 1, 0);
  return value.slice(Math.max(start - 1, 0), end);
}

function overlayBytes(
  value: Uint8Array,
  part: Uint8Array,
  start: number,
  count = part.length,
): Uint8Array {
  if (start <= 0)
    throw new SqlError('SQL_INVALID_VALUE', 'negative substring length not allowed', {
      sqlState: conditions.substringError,
    });
  const rest = sliceBytes(value, start + count, Infinity);
  return Buffer.concat([value.subarray(0, start - 1), part, rest]);
}

function setBit([value, index, bit]: readonly Value[]): Uint8Array {
  const copy = Uint8Array.from(value as Uint8Array);
  const at = checkIndex(index, copy.length * 8);
  if (bit !== 0 && bit !== 1)
    throw new SqlError('SQL_INVALID_VALUE', 'new bit must be 0 or 1', {
      sqlState: conditions.invalidParameterValue,
    });
  copy[at >> 3] = (copy[at >> 3] & ~(1 << (at & 7))) | (bit << (at & 7));
  return copy;
}

function checkIndex(index: Value, length: number): number {
  const at = Number(index);
  if (at >= 0 && at < length) return at;
  const message = `index ${at} out of valid range, 0..${length - 1}`;
  throw new SqlError('SQL_OUT_OF_RANGE', message, { sqlState: conditions.arraySubscriptError });
}

function countBits(value: Uint8Array): bigint {
  let count = 0;
  for (let byte of value) {
    for (; byte !== 0; byte &= byte - 1) count++;
  }
  return BigInt(count);
}

function trimming(name: string, start: boolean, end: boolean): ScalarFunction {
  return strictFunction(name, [bytes, bytes], bytes, ([value, characters]) => {
    const all = value as Uint8Array;
    const set = new Set(characters as Uint8Array);
    let from = 0;
    let to = all.length;
    while (start && from < to && set.has(all[from])) from++;
    while (end && to > from && set.has(all[to - 1])) to--;
    return all.slice(from, to);
  });
}

function checkEncoding(name: string): void {
  if (/^utf-?8$/i.test(name)) return;
  throw new SqlError('SQL_UNSUPPORTED', `the encoding "${name}" is not supported`, {
    hint: 'Texts are UTF-8.',
  });
}

function readUtf8(value: Uint8Array, encoding: string): string {
  checkEncoding(encoding);
  try {
    const read = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
    if (!read.includes('\0')) return read;
  } catch (error) {
    throw invalidBytes(error);
  }
  throw invalidBytes(undefined);
}

function invalidBytes(cause: unknown): SqlError {
  return new SqlError('SQL_INVALID_VALUE', 'invalid byte sequence for encoding "UTF8"', {
    sqlState: conditions.characterNotInRepertoire,
    cause,
  });
}

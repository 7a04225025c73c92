import assert from 'node:assert/strict';

/**
 * Decimals in rows: the scale (u8), then the unscaled number as the fewest bytes, 1 to 16, of a
 * two's complement, low byte first. In memory a decimal is its text, `-?digits(.digits)?`.
 */

/** Most bytes of a decimal in a row. */
export const DECIMAL_SIZE_BYTES = 17;

/** Numbers of up to this many characters are exact as doubles. */
const SHORT_LENGTH = 15;

/** Write a decimal at `offset`, where there is room; returns its size. */
export function writeDecimal(text: string, bytes: Uint8Array, offset: number): number {
  const point = text.indexOf('.');
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
  bytes[offset] = point < 0 ? 0 : text.length - point - 1;
  if (text.length > SHORT_LENGTH) return 1 + writeLong(BigInt(digits), bytes, offset + 1);
  const value = Number(digits);
  if (Number.isNaN(value)) assert.fail(`no decimal: ${text.slice(0, 40)}`);
  return 1 + writeShort(value, bytes, offset + 1);
}

/** The text of the decimal in the bytes `start` to `end`. */
export function readDecimal(bytes: Uint8Array, start: number, end: number): string {
  const scale = bytes[start] as number;
  const isShort = end - start <= 7;
  const digits = isShort ? readShort(bytes, start + 1, end) : readLong(bytes, start + 1, end);
  return decimalText(String(digits), scale);
}

/** The text of a number of `digits`, the last `scale` of them behind the point. */
export function decimalText(digits: string, scale: number): string {
  if (scale === 0) return digits;
  const isNegative = digits.startsWith('-');
  const padded = (isNegative ? digits.slice(1) : digits).padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${isNegative ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`;
}

function writeShort(value: number, bytes: Uint8Array, offset: number): number {
  let rest = value;
  for (let size = 1; ; size += 1) {
    bytes[offset + size - 1] = rest;
    if (rest >= -128 && rest < 128) return size;
    rest = Math.floor(rest / 256);
  }
}

function writeLong(value: bigint, bytes: Uint8Array, offset: number): number {
  let rest = value;
  for (let size = 1; size < DECIMAL_SIZE_BYTES; size += 1) {
    bytes[offset + size - 1] = Number(rest & 0xffn);
    if (rest >= -128n && rest < 128n) return size;
    rest >>= 8n;
  }
  return assert.fail(`a decimal of more than 128 bits: ${value}`);
}

function readShort(bytes: Uint8Array, start: number, end: number): number {
  let value = signOf(bytes[end - 1] as number);
  for (let at = end - 1; at >= start; at -= 1) value = value * 256 + (bytes[at] as number);
  return value;
}

function readLong(bytes: Uint8Array, start: number, end: number): bigint {
  let value = BigInt(signOf(bytes[end - 1] as number));
  for (let at = end - 1; at >= start; at -= 1) value = (value << 8n) | BigInt(bytes[at] as number);
  return value;
}

/** What all higher bytes amount to. */
function signOf(highest: number): number {
  return highest > 0x7f ? -1 : 0;
}

import assert from 'node:assert/strict';

/**
 * Decimals in rows: the scale, then the unscaled number as the fewest bytes, 1 to 416, of a two's
 * complement, low byte first. The scale is one byte up to 254; a greater one is 255 and two bytes,
 * low byte first. In memory a decimal is its text, `-?digits(.digits)?`, of at most 1000 digits.
 */

/** Most bytes of the unscaled number: 1000 digits and a sign. */
const UNSCALED_SIZE_BYTES = 416;

/** Most bytes of a decimal in a row. */
export const DECIMAL_SIZE_BYTES = 3 + UNSCALED_SIZE_BYTES;

/** Most bytes of a decimal whose text is no longer than `BRIEF_LENGTH`. */
export const BRIEF_SIZE_BYTES = 17;

/** Most characters of decimals that nearly all are: no more than 38 digits. */
export const BRIEF_LENGTH = 38;

/** In place of a scale that stands behind it. */
const LONG_SCALE = 0xff;

/** Numbers of up to this many characters are exact as doubles. */
const SHORT_LENGTH = 15;

/** Write a decimal at `offset`, where there is room; returns its size. */
export function writeDecimal(text: string, bytes: Uint8Array, offset: number): number {
  const point = text.indexOf('.');
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
  const from = writeScale(point < 0 ? 0 : text.length - point - 1, bytes, offset);
  if (text.length > SHORT_LENGTH) return from - offset + writeLong(BigInt(digits), bytes, from);
  const value = Number(digits);
  if (Number.isNaN(value)) assert.fail(`no decimal: ${text.slice(0, 40)}`);
  return from - offset + writeShort(value, bytes, from);
}

/** The text of the decimal in the bytes `start` to `end`. */
export function readDecimal(bytes: Uint8Array, start: number, end: number): string {
  const from = unscaledStart(bytes, start);
  const digits = end - from <= 6 ? readShort(bytes, from, end) : readLong(bytes, from, end);
  return decimalText(String(digits), readScale(bytes, start));
}

/** The scale of the decimal that begins at `start`. */
export function readScale(bytes: Uint8Array, start: number): number {
  const scale = bytes[start] as number;
  if (scale !== LONG_SCALE) return scale;
  return (bytes[start + 1] as number) + (bytes[start + 2] as number) * 256;
}

/** Where the unscaled number of the decimal begins. */
export function unscaledStart(bytes: Uint8Array, start: number): number {
  return bytes[start] === LONG_SCALE ? start + 3 : start + 1;
}

/** Gives the position behind it. */
function writeScale(scale: number, bytes: Uint8Array, offset: number): number {
  if (scale < LONG_SCALE) {
    bytes[offset] = scale;
    return offset + 1;
  }
  bytes[offset] = LONG_SCALE;
  bytes[offset + 1] = scale & 0xff;
  bytes[offset + 2] = scale >> 8;
  return offset + 3;
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
  for (let size = 1; size <= UNSCALED_SIZE_BYTES; size += 1) {
    bytes[offset + size - 1] = Number(rest & 0xffn);
    if (rest >= -128n && rest < 128n) return size;
    rest >>= 8n;
  }
  return assert.fail(`a decimal of more than 1000 digits`);
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

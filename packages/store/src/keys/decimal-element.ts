import { decimalText } from '../rows/decimal-bytes.ts';

/** Second byte of a decimal element: zero, or these plus or minus the place of the first digit. */
const ZERO = 0x80;
const POSITIVE = 0xc0;
const NEGATIVE = 0x40;

/** A place further from zero than this follows as two bytes; see `FAR_PLACE`. */
const NEAR_PLACE = 60;

/** In the second byte, for all places that follow it. */
const FAR_PLACE = 61;

/** What is added to a place of two bytes, so that it is positive. */
const FAR_PLACE_ZERO = 0x8000;

/** A decimal has up to 1000 digits, and as many behind the point. */
const MAX_PLACE = 1000;

/**
 * The bytes behind the type code of a decimal, by value: 1.5 and 1.50 have the same. See KEYS.md.
 */
export function decimalElement(text: string): Uint8Array {
  const isNegative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.slice(isNegative ? 1 : 0).split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return Uint8Array.of(ZERO);
  const place = all.length - fraction.length;
  const start = isNear(place) ? 1 : 3;
  const size = Math.ceil(digits.length / 2);
  const bytes = new Uint8Array(start + size + 1);
  writePlace(place, bytes);
  for (let index = 0; index < size; index += 1) {
    bytes[start + index] = Number(digits.slice(index * 2, index * 2 + 2).padEnd(2, '0')) + 1;
  }
  if (!isNegative) return bytes;
  for (let index = 1; index < bytes.length; index += 1) bytes[index] = ~(bytes[index] as number);
  bytes[0] = NEGATIVE - ((bytes[0] as number) - POSITIVE);
  return bytes;
}

function isNear(place: number): boolean {
  return Math.abs(place) <= NEAR_PLACE;
}

/** As of a positive number. */
function writePlace(place: number, bytes: Uint8Array): void {
  if (isNear(place)) {
    bytes[0] = POSITIVE + place;
    return;
  }
  bytes[0] = POSITIVE + Math.sign(place) * FAR_PLACE;
  bytes[1] = (FAR_PLACE_ZERO + place) >> 8;
  bytes[2] = FAR_PLACE_ZERO + place;
}

/** The position behind the element whose sign byte is at `start`; -1 when there is no end. */
export function decimalElementEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === undefined) return -1;
  if (first === ZERO) return start + 1;
  const end = bytes.indexOf(first > ZERO ? 0x00 : 0xff, digitsStart(bytes, start));
  return end === -1 ? -1 : end + 1;
}

/**
 * The decimal of the bytes `start` to `end`, without zeros at its end. `undefined` when they are
 * none.
 */
export function decodeDecimalElement(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const first = bytes[start] as number;
  if (first === ZERO) return '0';
  const isNegative = first < ZERO;
  const place = readPlace(bytes, start);
  let digits = '';
  for (let at = digitsStart(bytes, start); at < end - 1; at += 1) {
    const byte = bytes[at] as number;
    const pair = (isNegative ? 0xff - byte : byte) - 1;
    if (pair > 99) return undefined;
    digits += String(pair).padStart(2, '0');
  }
  const significant = digits.replace(/0$/, '');
  if (significant === '' || Math.abs(place) > MAX_PLACE) return undefined;
  const scale = Math.max(0, significant.length - place);
  const whole = significant.padEnd(place, '0');
  return `${isNegative ? '-' : ''}${decimalText(whole, scale)}`;
}

/** The place, or what stands for one that follows: -61 to 61 of all valid bytes. */
function nearPlace(first: number): number {
  return first < ZERO ? NEGATIVE - first : first - POSITIVE;
}

function digitsStart(bytes: Uint8Array, start: number): number {
  return isNear(nearPlace(bytes[start] as number)) ? start + 1 : start + 3;
}

function readPlace(bytes: Uint8Array, start: number): number {
  const first = bytes[start] as number;
  const place = nearPlace(first);
  if (isNear(place)) return place;
  const far = (bytes[start + 1] as number) * 256 + (bytes[start + 2] as number);
  return (first < ZERO ? 0xffff - far : far) - FAR_PLACE_ZERO;
}

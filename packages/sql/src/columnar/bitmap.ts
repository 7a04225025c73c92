/**
 * Bitmaps as Arrow lays them out: one bit per slot, least significant bit first. Bits past the end
 * are undefined.
 */

/** Bytes that `length` bits need. */
export function bitmapSize(length: number): number {
  return (length + 7) >> 3;
}

/** A bitmap of `length` bits, all 0. */
export function emptyBitmap(length: number): Uint8Array {
  return new Uint8Array(bitmapSize(length));
}

export function getBit(bitmap: Uint8Array, index: number): boolean {
  return ((bitmap[index >> 3] >> (index & 7)) & 1) === 1;
}

export function setBit(bitmap: Uint8Array, index: number): void {
  bitmap[index >> 3] |= 1 << (index & 7);
}

/** Whether slot `index` holds a value; `undefined` is the bitmap of a column without NULLs. */
export function isValid(validity: Uint8Array | undefined, index: number): boolean {
  return validity === undefined || getBit(validity, index);
}

/** Bits set in both, over `length` bits; `undefined` stands for all bits set. May share memory. */
export function intersectBitmaps(
  left: Uint8Array | undefined,
  right: Uint8Array | undefined,
  length: number,
): Uint8Array | undefined {
  if (left === undefined) return right;
  if (right === undefined || left === right) return left;
  const out = emptyBitmap(length);
  for (let index = 0; index < out.length; index++) out[index] = left[index] & right[index];
  return out;
}

/** Whether `size` bytes of `a` from `start` equal those of `b` from `other`. */
export function equalRanges(
  a: Uint8Array,
  start: number,
  b: Uint8Array,
  other: number,
  size: number,
): boolean {
  for (let index = 0; index < size; index++) {
    if (a[start + index] !== b[other + index]) return false;
  }
  return true;
}

/** -1, 0 or 1 as bytes [start, end) of `a` order before, equal or after [other, otherEnd) of `b`. */
export function compareRanges(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  other: number,
  otherEnd: number,
): number {
  const size = Math.min(end - start, otherEnd - other);
  for (let index = 0; index < size; index++) {
    const difference = a[start + index] - b[other + index];
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(end - start - (otherEnd - other));
}

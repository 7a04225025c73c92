import assert from 'node:assert/strict';
import type { ByteRange } from '../key-value-store.ts';

/** Order by unsigned bytes; a prefix comes before what it starts. Negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

/** The first key after all keys that start with `prefix`. `prefix` holds a byte other than FF. */
export function prefixEnd(prefix: Uint8Array): Uint8Array {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length -= 1;
  assert(length > 0, 'a prefix of nothing but FF bytes has no end');
  const end = new Uint8Array(length);
  end.set(prefix.subarray(0, length));
  end[length - 1] = (prefix[length - 1] as number) + 1;
  return end;
}

/** The key right after `key`: no key lies between them. */
export function nextKey(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

/** All keys that start with `prefix`, itself included. */
export function prefixRange(prefix: Uint8Array): ByteRange {
  return { gte: prefix, lt: prefixEnd(prefix) };
}

/** `first` followed by `second`, in new memory. */
export function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = Buffer.allocUnsafe(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

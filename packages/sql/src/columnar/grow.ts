/** Room for `length` numbers: the array itself, or a copy at least twice as long, zeros behind. */
export function growFloat64(array: Float64Array, length: number): Float64Array {
  if (length <= array.length) return array;
  const grown = new Float64Array(Math.max(length, array.length * 2));
  grown.set(array);
  return grown;
}

/** As `growFloat64`. */
export function growInt32(array: Int32Array, length: number): Int32Array {
  if (length <= array.length) return array;
  const grown = new Int32Array(Math.max(length, array.length * 2));
  grown.set(array);
  return grown;
}

/** As `growFloat64`. */
export function growBigInt64(array: BigInt64Array, length: number): BigInt64Array {
  if (length <= array.length) return array;
  const grown = new BigInt64Array(Math.max(length, array.length * 2));
  grown.set(array);
  return grown;
}

/** As `growFloat64`. */
export function growUint16(array: Uint16Array, length: number): Uint16Array {
  if (length <= array.length) return array;
  const grown = new Uint16Array(Math.max(length, array.length * 2));
  grown.set(array);
  return grown;
}

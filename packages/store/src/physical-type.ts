/**
 * The closed set of types that rows and keys are stored as. Integers of 64 bits are bigint, floats
 * number, utf8 and binary as named; uuid is 16 bytes; decimal is exact, of up to 1000 digits.
 */
export type PhysicalType =
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'float64'
  | 'decimal'
  | 'utf8'
  | 'binary'
  | 'uuid';

/** A stored value in memory: uuid as canonical lower-case text, decimal
 * as text (`-1.50`, with all digits that it keeps behind the point), binary as Uint8Array. */
export type StoredValue = null | boolean | number | bigint | string | Uint8Array;

/**
 * The closed set of types that rows and keys are stored as. Integers of 64 bits are bigint, floats
 * number, utf8 and binary as named; uuid is 16 bytes.
 */
export type PhysicalType = 'boolean' | 'int32' | 'int64' | 'float64' | 'utf8' | 'binary' | 'uuid';

/** A stored value in memory: uuid as canonical lower-case text, binary as Uint8Array. */
export type StoredValue = null | boolean | number | bigint | string | Uint8Array;

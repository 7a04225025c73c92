/**
 * Takes the fields of one column, a call per row, without values in between: column builders
 * implement it. `bytes` are to be copied at once; `utf8` is not decoded, uuid is 16 bytes.
 */
export interface FieldSink {
  /** The row has no such field: it was written before the column was added. */
  absent(): void;
  null(): void;
  boolean(value: boolean): void;
  int32(value: number): void;
  /** The two's complement halves, as 32-bit integers: a little-endian BigInt64Array's words. */
  int64(low: number, high: number): void;
  float64(value: number): void;
  /** `start` to `end`: 1 to 416 bytes of a two's complement, low first; over 10^`scale`. */
  decimal(source: Uint8Array, start: number, end: number, scale: number): void;
  /** The bytes `start` (inclusive) to `end` (exclusive) of `source`. */
  utf8(source: Uint8Array, start: number, end: number): void;
  binary(source: Uint8Array, start: number, end: number): void;
  uuid(source: Uint8Array, start: number, end: number): void;
}

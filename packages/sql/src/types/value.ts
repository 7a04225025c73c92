/**
 * A runtime value outside a column. By type: boolean → boolean; smallint, int, double → number;
 * float → number that 32 bits hold (`Math.fround`); bigint → bigint; date → number, days since 1970-01-01; time → bigint, microseconds since midnight;
 * timestamp, datetime → bigint, microseconds since 1970-01-01T00:00:00Z; text → string; decimal → string, its canonical text with
 * all digits of its scale (compare by value with `compareDecimals`: 1.5 is 1.50); interval →
 * string, PostgreSQL's text of it (two spellings of one span may differ: compare with
 * `compareIntervals`); json → string holding JSON text; bytes → Uint8Array; embedding → Uint8Array, 4 bytes per
 * number (`embeddingNumbers`); file → string holding JSON text; uuid → string, canonical
 * lower case; array → its elements, those of several dimensions as arrays of equal length within
 * each other, empty ones without any dimension as `[]`; NULL → null.
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | ArrayValue;

/** The value of an array. */
export interface ArrayValue extends ReadonlyArray<Value> {}

/** One row, values by column index. */
export type Row = readonly Value[];

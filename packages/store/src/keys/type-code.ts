/**
 * First byte of every element of a key tuple. The numbers are those of FoundationDB's tuple layer.
 * They are on disk: KEYS.md, which a test compares with the code, lists what each of them means.
 */
export const typeCode = {
  NULL: 0x00,
  BINARY: 0x01,
  UTF8: 0x02,
  /** Zero; an integer of n bytes has this code plus n, or minus n when negative. */
  INTEGER_ZERO: 0x14,
  FLOAT64: 0x21,
  DECIMAL: 0x24,
  FALSE: 0x26,
  TRUE: 0x27,
  UUID: 0x30,
  /** NULL behind all values: in indexes. */
  NULL_LAST: 0xfe,
} as const;

/**
 * What follows a zero byte in binary and utf8: their end, or more of them. The end differs from
 * FoundationDB's single zero, so that no text's bytes are the beginning of another text's bytes.
 */
export const afterZero = { END: 0x01, MORE: 0xff } as const;

/** Longest key, its keyspace prefix included. */
export const MAX_KEY_BYTES = 16 * 1024;

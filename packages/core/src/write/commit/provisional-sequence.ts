/**
 * Sequences from here on are those of row versions that an open transaction has made. Greater than
 * all that are ever given (these end in 2093); at COMMIT each version gets one that is given.
 */
export const FIRST_PROVISIONAL_SEQUENCE = 0x7fff_ffff_0000_0000n;

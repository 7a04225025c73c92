/**
 * Where operators put rows that do not fit their memory, injected: the package does no I/O. What is
 * in it is of one run of the process and of no use to another one.
 */
export interface SpillStore {
  /** A new, empty place, which its owner removes. */
  create(): SpillFile;
}

/** Chunks of bytes, first all written, then read in the order in which they were written. */
export interface SpillFile {
  /** The chunk is not kept: it may be used again once the promise resolves. */
  append(chunk: Uint8Array): Promise<void>;
  /** All chunks, each its reader's own. */
  read(): AsyncIterable<Uint8Array>;
  /** Free what it takes, also when a read has not come to its end. May be called again. */
  remove(): Promise<void>;
}

import type { StoreSnapshot } from './key-value-store.ts';

/** Where single keys are read: a store, a snapshot, or writes that are not committed yet. */
export interface KeyReader {
  /** `undefined` when absent. */
  getSync(key: Uint8Array): Uint8Array | undefined;
}

/** Where the present is read by key, and states are taken that stay as they are. */
export interface SnapshotSource extends KeyReader {
  snapshot(): StoreSnapshot;
}

/** Where writes are collected until they commit together. */
export interface WriteTarget {
  put(key: Uint8Array, value: Uint8Array): void;
  delete(key: Uint8Array): void;
}

/** Stable codes of the store's expected failures. */
export type StoreErrorCode =
  | 'STORE_LOCKED'
  | 'STORE_CLOSED'
  | 'STORE_IO'
  | 'STORE_CORRUPT'
  | 'STORE_KEY_TOO_LONG'
  | 'STORE_DUPLICATE_KEY'
  | 'STORE_FORMAT_UNKNOWN';

/** An expected failure of storage. The message names the place and, where there is one, the remedy. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

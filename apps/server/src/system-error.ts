/** A failed call to the operating system: of the file system or of the network. */
export interface SystemError extends Error {
  /** Such as `ENOENT`. */
  readonly code: string;
  /** Such as `open`, `listen`. */
  readonly syscall: string;
}

/** By its members, because errors of node's own may come from another realm. */
export function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
}

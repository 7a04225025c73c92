import { StoreError } from '../error.ts';

const closedCodes: ReadonlySet<unknown> = new Set([
  'LEVEL_DATABASE_NOT_OPEN',
  'LEVEL_ITERATOR_NOT_OPEN',
  'LEVEL_SNAPSHOT_NOT_OPEN',
  'LEVEL_BATCH_NOT_OPEN',
]);

/** What an error of an open LevelDB means to us. `path` is its directory. */
export function toStoreError(cause: unknown, path: string): StoreError {
  if (cause instanceof StoreError) return cause;
  if (closedCodes.has(codeOf(cause))) {
    return toClosedError(path, cause);
  }
  return toFailure(cause, path);
}

/** The error of using a LevelDB that is closed, or about to be. */
export function toClosedError(path: string, cause?: unknown): StoreError {
  return new StoreError('STORE_CLOSED', `The store in ${path} is closed.`, { cause });
}

/** What an error of opening LevelDB means to us. */
export function toOpenError(error: unknown, path: string): StoreError {
  // classic-level wraps the reason.
  const cause = fieldOf(error, 'cause') ?? error;
  if (codeOf(cause) !== 'LEVEL_LOCKED') return toFailure(cause, path);
  return new StoreError(
    'STORE_LOCKED',
    `The data directory ${path} is in use by another process. Stop that process or choose another directory.`,
    { cause },
  );
}

function toFailure(cause: unknown, path: string): StoreError {
  const reason = fieldOf(cause, 'message') ?? String(cause);
  if (codeOf(cause) === 'LEVEL_CORRUPTION') {
    return new StoreError(
      'STORE_CORRUPT',
      `The data in ${path} is damaged (${reason}). Restore it from a backup.`,
      { cause },
    );
  }
  return new StoreError(
    'STORE_IO',
    `The data directory ${path} cannot be read or written (${reason}). Check the disk and permissions.`,
    { cause },
  );
}

function codeOf(error: unknown): unknown {
  return fieldOf(error, 'code');
}

function fieldOf(error: unknown, name: 'cause' | 'code' | 'message'): unknown {
  return typeof error === 'object' && error !== null
    ? (error as Partial<Record<typeof name, unknown>>)[name]
    : undefined;
}

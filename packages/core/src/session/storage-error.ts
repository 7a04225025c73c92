import { StoreError } from '@kalamdb/store';
import { CoreError } from '../error.ts';

/**
 * What a failure of the store means to whoever runs a statement; any other error as it is. Each
 * statement gets an error of its own: a failed write is shared by all writers of its group.
 */
export function explainStorage(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  const cause = error;
  switch (error.code) {
    case 'STORE_KEY_TOO_LONG':
      return new CoreError('CORE_VALUE_TOO_LARGE', error.message, { cause });
    case 'STORE_CLOSED':
      return new CoreError('CORE_CLOSED', 'the database is closed', { cause });
    case 'STORE_IO':
    case 'STORE_CORRUPT':
      return new CoreError('CORE_STORAGE_FAILED', 'the data cannot be read or written', {
        hint: 'The log of the server says why. After a full disk it has to be started again.',
        cause,
      });
    default:
      return error;
  }
}

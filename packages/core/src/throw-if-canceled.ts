import { SqlError } from '@kalamdb/sql';

/** SQL_CANCELED once `signal` is aborted. For work that looks at it between two pieces. */
export function throwIfCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SqlError('SQL_CANCELED', 'the statement was canceled');
}

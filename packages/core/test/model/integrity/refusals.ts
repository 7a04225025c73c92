import { SqlError } from '@kalamdb/sql';
import { StoreError } from '@kalamdb/store';
import { CoreError } from '../../../src/error.ts';

/** Throws anything that is no refusal. */
export function codeOf(error: unknown): string {
  if (error instanceof SqlError || error instanceof CoreError) return error.code;
  if (error instanceof StoreError && error.code === 'STORE_IO') return error.code;
  throw error;
}

/** What fails for a fault, or for rows, is tried again. */
export const onBackgroundError = (error: unknown) => void codeOf(error);

import { StoreError } from '@kalamdb/store';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';

/** Whether an encoding failed because the values are too long for any key. */
export function isKeyTooLong(error: unknown): boolean {
  if (error instanceof CoreError) return isKeyTooLong(error.cause);
  return error instanceof StoreError && error.code === 'STORE_KEY_TOO_LONG';
}

/** What `encode` gives; `undefined` where the values are too long for any key. */
export function ifShortEnough<Result>(encode: () => Result): Result | undefined {
  try {
    return encode();
  } catch (error) {
    if (isKeyTooLong(error)) return undefined;
    throw error;
  }
}

/** `error`, but CORE_VALUE_TOO_LARGE that names `table`'s primary key where that got too long. */
export function primaryKeyError(error: unknown, { info }: StoredTable): unknown {
  const names = info.primaryKey.map((column) => info.columns[column]?.name).join(', ');
  return named(error, `the primary key (${names}) of table '${info.namespace}.${info.name}'`);
}

/** As `primaryKeyError`, for the keys of an index. */
export function indexKeyError(error: unknown, { record }: TableIndex): unknown {
  const texts = record.keys.map(({ text }) => text).join(', ');
  return named(error, `index '${record.name}' (${texts})`);
}

function named(error: unknown, key: string): unknown {
  if (error instanceof CoreError || !isKeyTooLong(error)) return error;
  return new CoreError('CORE_VALUE_TOO_LARGE', `a value is too long for ${key}`, {
    hint: 'A key has at most 16384 bytes: shorten the values, or index a hash of them.',
    cause: error,
  });
}

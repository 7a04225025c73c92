import { type KeyValueReader, nextKey, tableHeads } from '@kalamdb/store';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';

/** Keys of up to `limit` rows of a table, of all users, behind the head `after`, in their order. */
export async function headKeysAfter(
  store: KeyValueReader,
  tableId: number,
  after: Uint8Array | undefined,
  limit: number,
): Promise<readonly Uint8Array[]> {
  const range = tableHeads(tableId);
  const rest = after === undefined ? range : { gte: nextKey(after), lt: range.lt };
  const heads: Uint8Array[] = [];
  for await (const entries of store.scan(rest, { limit })) {
    for (const [key] of entries) heads.push(key);
  }
  return heads;
}

/** The rows of one table, a few at a time. */
export interface HeadSteps {
  readonly tableId: number;
  /** Rows that are looked at by one commit; writers take turns with it. */
  readonly rowsPerStep: number;
  /** Throws to end it, before each step. */
  checkGoesOn(): void;
  /** Stages what is to be made of rows, whose heads come as keys; false if that was enough. */
  stage(staging: Staging, heads: readonly Uint8Array[]): boolean;
}

/**
 * Go through the rows of a table, of all users, in the order of their keys, with a commit for every
 * few of them. Rows that come behind the place that it has reached are met too.
 */
export async function stepThroughHeads(
  { store, committer }: { readonly store: KeyValueReader; readonly committer: Committer },
  { tableId, rowsPerStep, checkGoesOn, stage }: HeadSteps,
): Promise<void> {
  let last: Uint8Array | undefined;
  let goesOn = true;
  while (goesOn) {
    checkGoesOn();
    const heads = await headKeysAfter(store, tableId, last, rowsPerStep);
    if (heads.length === 0) return;
    goesOn = await committer.submit((staging) => stage(staging, heads));
    last = heads.at(-1);
  }
}

import { type KeyValueReader, nextKey, tableHeads } from '@kalamdb/store';

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

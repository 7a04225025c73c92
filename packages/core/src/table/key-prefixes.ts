import type { KeyPrefix, KeyRange } from '@kalamdb/sql';
import { type ByteRange, compareBytes } from '@kalamdb/store';
import type { StoredTable } from '../catalog/table-definition.ts';
import { ifShortEnough } from './key-too-long.ts';
import { searchKey } from './row-key.ts';

/**
 * What lies under each of several prefixes of a key, in the order of their bytes, each once;
 * `toBytes` gives the entries in a range. Nothing lies under values that are too long for a key.
 */
export function rangesOf(
  keys: readonly KeyPrefix[],
  toBytes: (range: KeyRange) => ByteRange | undefined,
): readonly ByteRange[] {
  const ranges = keys.flatMap((equal) => {
    const range = ifShortEnough(() => toBytes({ equal, lower: undefined, upper: undefined }));
    return range === undefined ? [] : [range];
  });
  return distinctBy(ranges, ({ gte }) => gte);
}

/** The encoded primary keys of `keys`, which have a value for each column: ascending, each once. */
export function primaryKeysOf(
  table: StoredTable,
  keys: readonly KeyPrefix[],
): readonly Uint8Array[] {
  const encoded = keys.flatMap((key) => searchKey(table, key) ?? []);
  return distinctBy(encoded, (key) => key);
}

function distinctBy<Item>(items: Item[], bytesOf: (item: Item) => Uint8Array): readonly Item[] {
  items.sort((left, right) => compareBytes(bytesOf(left), bytesOf(right)));
  return items.filter((item, index) => {
    const before = items[index - 1];
    return before === undefined || compareBytes(bytesOf(before), bytesOf(item)) !== 0;
  });
}

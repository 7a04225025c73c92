import type { KeyPrefix } from '@kalamdb/sql';
import type { Entry, KeyValueReader } from '@kalamdb/store';
import type { TableIndex } from '../catalog/stored-index.ts';
import { entriesInRange } from './index-range.ts';
import { primaryKeysOf, rangesOf } from './key-prefixes.ts';
import { headsInRange } from './key-range.ts';
import type { PartitionView } from './partition-view.ts';
import { scanIndex } from './scan-index.ts';
import { readVersions, scanVersions } from './versions.ts';

/** What few rows each prefix finds are given together, about so many. */
const CHUNK_ENTRIES = 1024;

interface KeyScan {
  /** Of the primary key or of an index; at least one. */
  readonly keys: readonly KeyPrefix[];
  readonly reverse: boolean;
  readonly includeDeleted: boolean;
}

type Versions = AsyncIterable<readonly Entry[]>;

/**
 * As `scanVersions`, of the rows whose primary keys begin with one of `keys`: read one by one where
 * those are whole keys.
 */
export function scanKeys(
  reader: KeyValueReader,
  view: PartitionView,
  { keys, reverse, includeDeleted }: KeyScan,
): Versions {
  const { table, scope } = view;
  if (keys[0]?.length === table.info.primaryKey.length) {
    const primaryKeys = inOrder(primaryKeysOf(table, keys), reverse);
    return readVersions(reader, view, primaryKeys, includeDeleted);
  }
  const ranges = rangesOf(keys, (range) => headsInRange(table, scope, range));
  return together(
    inOrder(ranges, reverse).map((range) =>
      scanVersions(reader, view, { range, reverse, limit: undefined, includeDeleted }),
    ),
  );
}

/** As `scanIndex`, of the rows whose keys in the index begin with one of `keys`. */
export function scanIndexKeys(
  reader: KeyValueReader,
  view: PartitionView,
  index: TableIndex,
  { keys, reverse }: Omit<KeyScan, 'includeDeleted'>,
): Versions {
  const ranges = rangesOf(keys, (range) => entriesInRange(index, view.scope, range));
  return together(
    inOrder(ranges, reverse).map((range) =>
      scanIndex(reader, view, index, { range, reverse, limit: undefined }),
    ),
  );
}

function inOrder<Item>(items: readonly Item[], reverse: boolean): readonly Item[] {
  return reverse ? items.toReversed() : items;
}

async function* together(parts: readonly Versions[]): AsyncGenerator<readonly Entry[]> {
  let collected: Entry[] = [];
  for (const part of parts) {
    for await (const entries of part) collected.push(...entries);
    if (collected.length < CHUNK_ENTRIES) continue;
    yield collected;
    collected = [];
  }
  if (collected.length > 0) yield collected;
}

import {
  type ByteRange,
  decodeChangeRecord,
  type Entry,
  headKey,
  historyKey,
  historyRange,
  type KeyReader,
  type KeyValueReader,
  logKey,
  nextKey,
  partitionPrefixSize,
  primaryKeyOfHead,
  rowDeleted,
  rowSequence,
} from '@kalamdb/store';
import { FIRST_PROVISIONAL_SEQUENCE } from '../write/commit/provisional-sequence.ts';
import type { PartitionView } from './partition-view.ts';

/** Entries that the first piece of a limited scan reads at least, and the most of a later one. */
const FIRST_PIECE = 16;
const LARGEST_PIECE = 4096;
/** Each piece of a limited scan is so many times the one before. */
const PIECE_GROWTH = 4;
/** The upper half of provisional sequences; no other sequence has it. */
const PROVISIONAL_HIGH = Number(FIRST_PROVISIONAL_SEQUENCE >> 32n);

export interface VersionScan {
  /** Keys of heads; as `headsInRange` gives them. */
  readonly range: ByteRange;
  readonly reverse: boolean;
  /** A hint: about so many rows will be read. */
  readonly limit: number | undefined;
  /** Give tombstones too. */
  readonly includeDeleted: boolean;
}

/**
 * The version that each row of a view shows, by primary key, as entries of head key and row bytes,
 * in chunks. `reader` is one state of the store, the view's or a later one: a head that is newer
 * than the view is replaced by the version before it.
 */
export async function* scanVersions(
  reader: KeyValueReader,
  view: PartitionView,
  scan: VersionScan,
): AsyncGenerator<readonly Entry[]> {
  for await (const heads of scanPieces(reader, scan)) {
    const visible = await visibleOf(reader, view, heads, scan.includeDeleted);
    if (visible.length > 0) yield visible;
  }
}

/** The same of the rows with these primary keys, in their order. */
export async function* readVersions(
  reader: KeyValueReader,
  view: PartitionView,
  primaryKeys: readonly Uint8Array[],
  includeDeleted: boolean,
): AsyncGenerator<readonly Entry[]> {
  const { table, scope } = view;
  for (let start = 0; start < primaryKeys.length; start += LARGEST_PIECE) {
    const keys = primaryKeys
      .slice(start, start + LARGEST_PIECE)
      .map((primaryKey) => headKey(table.definition.id, scope, primaryKey));
    const rows = await reader.getMany(keys);
    const heads = rows.flatMap((row, place): Entry[] =>
      row === undefined ? [] : [[keys[place] as Uint8Array, row]],
    );
    const visible = await visibleOf(reader, view, heads, includeDeleted);
    if (visible.length > 0) yield visible;
  }
}

/** The versions that the view shows, of the rows with these heads, in their order. */
export async function visibleOf(
  reader: KeyValueReader,
  view: PartitionView,
  heads: readonly Entry[],
  includeDeleted: boolean,
): Promise<readonly Entry[]> {
  const at = splitSequence(view.at);
  const current = heads.every(([, row]) => !isNewer(row, at))
    ? heads
    : await replaceNewer(reader, view, heads);
  return current.filter(([, row]) => isVisible(view, row, includeDeleted));
}

/**
 * The version of one row that a view shows, `undefined` when it shows none. Reads the present
 * state; superseded versions are found backwards through the log.
 */
export function findVersion(
  reader: KeyReader,
  view: PartitionView,
  primaryKey: Uint8Array,
): Uint8Array | undefined {
  const { table, scope, at } = view;
  const { id } = table.definition;
  let version = reader.getSync(headKey(id, scope, primaryKey));
  while (version !== undefined && rowSequence(version) > at && !isProvisional(version)) {
    const record = reader.getSync(logKey(id, scope, rowSequence(version)));
    if (record === undefined) return undefined;
    const { previousSequence } = decodeChangeRecord(record);
    version = reader.getSync(historyKey(id, scope, primaryKey, previousSequence));
  }
  return version !== undefined && isVisible(view, version, false) ? version : undefined;
}

/** The newest version up to the view's snapshot among the superseded ones of a row. */
export async function findSuperseded(
  reader: KeyValueReader,
  view: PartitionView,
  primaryKey: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { table, scope, at } = view;
  const range = historyRange(table.definition.id, scope, primaryKey, at);
  for await (const [newest] of reader.scan(range, { limit: 1 })) return newest?.[1];
  return undefined;
}

/** Whether a version is neither a tombstone (unless they are wanted) nor past its TTL. */
export function isVisible(
  { oldest }: Pick<PartitionView, 'oldest'>,
  version: Uint8Array,
  includeDeleted: boolean,
): boolean {
  if (!includeDeleted && rowDeleted(version)) return false;
  return oldest === 0n || rowSequence(version) >= oldest;
}

/** The entries of a range. A limited scan reads pieces that grow, so that LIMIT 10 does not read thousands of rows. */
export async function* scanPieces(
  reader: KeyValueReader,
  { range, reverse, limit }: Pick<VersionScan, 'range' | 'reverse' | 'limit'>,
): AsyncGenerator<readonly Entry[]> {
  let rest = range;
  let size = limit === undefined ? LARGEST_PIECE : Math.max(limit, FIRST_PIECE);
  while (size < LARGEST_PIECE) {
    let count = 0;
    let last: Uint8Array | undefined;
    for await (const entries of reader.scan(rest, { reverse, limit: size })) {
      count += entries.length;
      last = entries.at(-1)?.[0];
      yield entries;
    }
    if (last === undefined || count < size) return;
    rest = reverse ? { gte: rest.gte, lt: last } : { gte: nextKey(last), lt: rest.lt };
    size *= PIECE_GROWTH;
  }
  yield* reader.scan(rest, { reverse });
}

async function replaceNewer(
  reader: KeyValueReader,
  view: PartitionView,
  heads: readonly Entry[],
): Promise<Entry[]> {
  const prefixSize = partitionPrefixSize(view.scope);
  const entries: Entry[] = [];
  const at = splitSequence(view.at);
  for (const entry of heads) {
    const [key, head] = entry;
    if (!isNewer(head, at)) {
      entries.push(entry);
      continue;
    }
    const version = await findSuperseded(reader, view, primaryKeyOfHead(key, prefixSize));
    if (version !== undefined) entries.push([key, version]);
  }
  return entries;
}

/** Whether a version is an open transaction's, which alone can read it. */
function isProvisional(version: Uint8Array): boolean {
  return readUint32(version, 0) >= PROVISIONAL_HIGH;
}

/** Whether a version was committed after `sequence`. */
export function isNewerThan(version: Uint8Array, sequence: bigint): boolean {
  return isNewer(version, splitSequence(sequence));
}

/** A sequence as two unsigned halves: comparing those allocates nothing per row. */
interface SplitSequence {
  readonly high: number;
  readonly low: number;
}

function splitSequence(sequence: bigint): SplitSequence {
  return { high: Number(sequence >> 32n), low: Number(sequence & 0xffff_ffffn) };
}

/** rowSequence(version) > sequence, and the version is committed: whoever sees another made it. */
function isNewer(version: Uint8Array, { high, low }: SplitSequence): boolean {
  const versionHigh = readUint32(version, 0);
  if (versionHigh > high) return versionHigh < PROVISIONAL_HIGH;
  return versionHigh === high && readUint32(version, 4) > low;
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

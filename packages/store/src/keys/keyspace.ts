import type { ByteRange } from '../key-value-store.ts';
import { joinBytes, nextKey, prefixEnd, prefixRange } from './byte-order.ts';
import { readTextElement } from './tuple-reader.ts';
import { TupleWriter } from './tuple-writer.ts';

/** First byte of every key: what kind of key it is. On disk; listed in KEYS.md. */
export const keyPrefix = {
  META: 0x01,
  ENTITY: 0x02,
  ENTITY_INDEX: 0x03,
  HEAD: 0x10,
  HISTORY: 0x11,
  LOG: 0x12,
  EXPIRY: 0x13,
  DROPPED_TABLE: 0x14,
  INDEX: 0x15,
  DROPPED_INDEX: 0x16,
  COUNTER: 0x17,
} as const;

/** Encoded primary keys from `gte` to before `lt`; an absent end is open. */
export interface KeyTupleRange {
  readonly gte?: Uint8Array | undefined;
  readonly lt?: Uint8Array | undefined;
}

/** Greatest sequence: sequences are BIGINT to a reader. */
export const MAX_SEQUENCE = 0x7fff_ffff_ffff_ffffn;

const writer = new TupleWriter();

/** A single value under a name, such as the last sequence. */
export function metaKey(name: string): Uint8Array {
  return writer.reset().addByte(keyPrefix.META).addBytes(Buffer.from(name)).finish();
}

/** Every key of the store. */
export function wholeKeyspace(): ByteRange {
  return { gte: Uint8Array.of(0), lt: Uint8Array.of(0xff) };
}

/** An entity of a kind (0…255) by its encoded key tuple. */
export function entityKey(kind: number, tuple: Uint8Array): Uint8Array {
  return writer.reset().addByte(keyPrefix.ENTITY).addByte(kind).addBytes(tuple).finish();
}

/** All entities of a kind whose encoded key starts with `prefix`, in key order. */
export function entityRange(kind: number, prefix: Uint8Array = new Uint8Array()): ByteRange {
  return prefixRange(entityKey(kind, prefix));
}

/** An entry of an entity index. A unique index has no `keyTuple` in its keys. */
export function entityIndexKey(
  kind: number,
  index: number,
  indexTuple: Uint8Array,
  keyTuple: Uint8Array = new Uint8Array(),
): Uint8Array {
  writer.reset().addByte(keyPrefix.ENTITY_INDEX).addByte(kind).addByte(index);
  return writer.addBytes(indexTuple).addBytes(keyTuple).finish();
}

/** All entries of an entity index whose encoded index tuple starts with `prefix`. */
export function entityIndexRange(kind: number, index: number, prefix: Uint8Array): ByteRange {
  return prefixRange(entityIndexKey(kind, index, prefix));
}

/** The newest version of a row; `primaryKey` is an encoded tuple. */
export function headKey(tableId: number, scope: string, primaryKey: Uint8Array): Uint8Array {
  return partitionPrefix(keyPrefix.HEAD, tableId, scope).addBytes(primaryKey).finish();
}

/** Heads of a partition in primary key order, all of them or those in `keys`. */
export function headRange(tableId: number, scope: string, keys: KeyTupleRange = {}): ByteRange {
  const prefix = partitionPrefix(keyPrefix.HEAD, tableId, scope).finish();
  return {
    gte: keys.gte === undefined ? prefix : joinBytes(prefix, keys.gte),
    lt: keys.lt === undefined ? prefixEnd(prefix) : joinBytes(prefix, keys.lt),
  };
}

/** A head, history or log key taken apart. */
export interface PartitionKey {
  readonly tableId: number;
  readonly scope: string;
  /** What comes behind the scope, a view of the key: primary key, sequence or both. */
  readonly rest: Uint8Array;
}

/** The parts of a head, history or log key. Throws STORE_CORRUPT. */
export function decodePartitionKey(key: Uint8Array): PartitionKey {
  const { text, end } = readTextElement(key, 5);
  return { tableId: readTableId(key), scope: text, rest: key.subarray(end) };
}

/** Bytes in front of the primary key in head and history keys of `scope`: for many keys of one. */
export function partitionPrefixSize(scope: string): number {
  return partitionPrefix(keyPrefix.HEAD, 0, scope).finish().length;
}

/** The encoded primary key in a head key: a view of it. */
export function primaryKeyOfHead(key: Uint8Array, prefixSize: number): Uint8Array {
  return key.subarray(prefixSize);
}

/** A superseded version of a row, by its sequence. */
export function historyKey(
  tableId: number,
  scope: string,
  primaryKey: Uint8Array,
  sequence: bigint,
): Uint8Array {
  return partitionPrefix(keyPrefix.HISTORY, tableId, scope)
    .addBytes(primaryKey)
    .addUint64(MAX_SEQUENCE - sequence)
    .finish();
}

/** The superseded versions of one row with a sequence up to `upTo`, newest first. */
export function historyRange(
  tableId: number,
  scope: string,
  primaryKey: Uint8Array,
  upTo: bigint = MAX_SEQUENCE,
): ByteRange {
  return {
    gte: historyKey(tableId, scope, primaryKey, upTo),
    lt: nextKey(historyKey(tableId, scope, primaryKey, 0n)),
  };
}

/** Superseded versions of all rows of a partition: by primary key, newest first within a row. */
export function partitionHistoryRange(
  tableId: number,
  scope: string,
  keys: KeyTupleRange = {},
): ByteRange {
  const prefix = partitionPrefix(keyPrefix.HISTORY, tableId, scope).finish();
  return {
    gte: keys.gte === undefined ? prefix : joinBytes(prefix, keys.gte),
    lt: keys.lt === undefined ? prefixEnd(prefix) : joinBytes(prefix, keys.lt),
  };
}

/** The sequence in a history key. */
export function sequenceOfHistory(key: Uint8Array): bigint {
  return MAX_SEQUENCE - lastUint64(key);
}

/** The encoded primary key in a history key: a view of it. */
export function primaryKeyOfHistory(key: Uint8Array, prefixSize: number): Uint8Array {
  return key.subarray(prefixSize, key.length - 8);
}

/** A change of a partition, by its sequence. */
export function logKey(tableId: number, scope: string, sequence: bigint): Uint8Array {
  return partitionPrefix(keyPrefix.LOG, tableId, scope).addUint64(sequence).finish();
}

/** Changes of a partition with `after < sequence <= upTo`, ascending. */
export function logRange(
  tableId: number,
  scope: string,
  after: bigint,
  upTo: bigint = MAX_SEQUENCE,
): ByteRange {
  return {
    gte: nextKey(logKey(tableId, scope, after)),
    lt: nextKey(logKey(tableId, scope, upTo)),
  };
}

/** The sequence in a log key. */
export function sequenceOfLog(key: Uint8Array): bigint {
  return lastUint64(key);
}

/** A row of a STREAM table, by age. */
export function expiryKey(tableId: number, sequence: bigint): Uint8Array {
  return tablePrefix(keyPrefix.EXPIRY, tableId).addUint64(sequence).finish();
}

/** Rows of a STREAM table with a sequence before `before`, oldest first. */
export function expiryRange(tableId: number, before: bigint = MAX_SEQUENCE): ByteRange {
  return { gte: tablePrefix(keyPrefix.EXPIRY, tableId).finish(), lt: expiryKey(tableId, before) };
}

/** The sequence in an expiry key. */
export function sequenceOfExpiry(key: Uint8Array): bigint {
  return lastUint64(key);
}

/** A dropped table whose rows are still to be erased. */
export function droppedTableKey(tableId: number): Uint8Array {
  return tablePrefix(keyPrefix.DROPPED_TABLE, tableId).finish();
}

/** All dropped tables that are still to be erased. */
export function droppedTableRange(): ByteRange {
  return prefixRange(Uint8Array.of(keyPrefix.DROPPED_TABLE));
}

/** The table id in the key of a dropped table. */
export function tableIdOfDropped(key: Uint8Array): number {
  return readTableId(key);
}

/** In front of all entries of one scope in an index. */
export function indexPrefix(tableId: number, indexId: number, scope: string): Uint8Array {
  return tablePrefix(keyPrefix.INDEX, tableId).addUint32(indexId).addUtf8(scope).finish();
}

/** All entries of an index, of all scopes. For erasing it. */
export function indexRange(tableId: number, indexId: number): ByteRange {
  return prefixRange(tablePrefix(keyPrefix.INDEX, tableId).addUint32(indexId).finish());
}

/** A dropped index whose entries are still to be erased. */
export function droppedIndexKey(tableId: number, indexId: number): Uint8Array {
  return tablePrefix(keyPrefix.DROPPED_INDEX, tableId).addUint32(indexId).finish();
}

/** All dropped indexes that are still to be erased. */
export function droppedIndexRange(): ByteRange {
  return prefixRange(Uint8Array.of(keyPrefix.DROPPED_INDEX));
}

/** The index that a key of an entry, or of a dropped index, is about. */
export function indexIdOf(key: Uint8Array): number {
  return new DataView(key.buffer, key.byteOffset, key.length).getUint32(5);
}

/** The key of an entry as it is in another index of the table. */
export function entryIn(indexId: number, key: Uint8Array): Uint8Array {
  const moved = new Uint8Array(key);
  new DataView(moved.buffer).setUint32(5, indexId);
  return moved;
}

/** What a key of an entry is without its table and index. */
export function withoutIndex(key: Uint8Array): Uint8Array {
  return key.subarray(9);
}

/** The range of entries that a key of a dropped index stands for. */
export function entriesOfDropped(key: Uint8Array): ByteRange {
  const view = new DataView(key.buffer, key.byteOffset, key.length);
  return indexRange(view.getUint32(1), view.getUint32(5));
}

/** Heads of a table, of all scopes. */
export function tableHeads(tableId: number): ByteRange {
  return prefixRange(tablePrefix(keyPrefix.HEAD, tableId).finish());
}

/** How far the counter of an id has come for a scope. Ids are never those of tables. */
export function counterKey(id: number, scope: string): Uint8Array {
  return partitionPrefix(keyPrefix.COUNTER, id, scope).finish();
}

/** Everything that is stored of a table or counter but its definition. For erasing it. */
export function tableRanges(tableId: number): readonly ByteRange[] {
  const { HEAD, HISTORY, LOG, EXPIRY, INDEX, COUNTER } = keyPrefix;
  const kinds = [HEAD, HISTORY, LOG, EXPIRY, INDEX, COUNTER];
  return kinds.map((kind) => prefixRange(tablePrefix(kind, tableId).finish()));
}

function tablePrefix(prefix: number, tableId: number): TupleWriter {
  return writer.reset().addByte(prefix).addUint32(tableId);
}

function partitionPrefix(prefix: number, tableId: number, scope: string): TupleWriter {
  return tablePrefix(prefix, tableId).addUtf8(scope);
}

function readTableId(key: Uint8Array): number {
  return new DataView(key.buffer, key.byteOffset, key.length).getUint32(1);
}

function lastUint64(key: Uint8Array): bigint {
  return new DataView(key.buffer, key.byteOffset, key.length).getBigUint64(key.length - 8);
}

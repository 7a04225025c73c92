export { type EntityCodec, jsonCodec } from './entities/entity-codec.ts';
export {
  createEntityStore,
  type EntityDefinition,
  type EntityIndex,
  type EntityStore,
  type EntityTarget,
} from './entities/entity-store.ts';
export { StoreError, type StoreErrorCode } from './error.ts';
export type {
  ByteRange,
  Entry,
  KeyValueReader,
  KeyValueStore,
  ScanOptions,
  StoreSnapshot,
  WriteOptions,
} from './key-value-store.ts';
export * from './keys/byte-order.ts';
export * from './keys/keyspace.ts';
export { encodeKeyValues, encodeTuple, type TupleElement, textPrefixRange } from './keys/tuple.ts';
export { decodeTuple, skipElement } from './keys/tuple-reader.ts';
export { type KeyOrder, TupleWriter } from './keys/tuple-writer.ts';
export { MAX_KEY_BYTES } from './keys/type-code.ts';
export { type ChangeRecord, decodeChangeRecord, encodeChangeRecord } from './log/change-record.ts';
export { openMemoryStore } from './memory/memory-store.ts';
export { Overlay, type OverlayMark } from './overlay/overlay.ts';
export type { PhysicalType, StoredValue } from './physical-type.ts';
export type { FieldSink } from './rows/field-sink.ts';
export { decodeRow, rowDeleted, rowSequence, withSequence } from './rows/row-codec.ts';
export { createRowReader, type RowReader } from './rows/row-reader.ts';
export { encodeRow, withField } from './rows/row-writer.ts';
export { type Mutation, WriteBatch } from './write-batch.ts';
export type { KeyReader, SnapshotSource, WriteTarget } from './write-target.ts';

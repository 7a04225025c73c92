import assert from 'node:assert/strict';
import { StoreError } from '../error.ts';
import type { KeyValueReader } from '../key-value-store.ts';
import { equalBytes } from '../keys/byte-order.ts';
import { entityIndexKey, entityIndexRange, entityKey, entityRange } from '../keys/keyspace.ts';
import { encodeTuple, type TupleElement } from '../keys/tuple.ts';
import type { KeyReader, WriteTarget } from '../write-target.ts';
import type { EntityCodec } from './entity-codec.ts';

/** Another way to find entities. On disk: `id` and the tuple's types never change their meaning. */
export interface EntityIndex<T> {
  /** 0…255, unique within the kind. */
  readonly id: number;
  readonly unique: boolean;
  /** `undefined` keeps the entity out of the index. */
  tuple(entity: T): readonly TupleElement[] | undefined;
}

/** A kind of entity. On disk: `kind` and the key tuple's types never change their meaning. */
export interface EntityDefinition<T> {
  /** 0…255, unique within the store. */
  readonly kind: number;
  /** Singular noun for messages, such as `user`. */
  readonly name: string;
  key(entity: T): readonly TupleElement[];
  readonly codec: EntityCodec<T>;
  readonly indexes: readonly EntityIndex<T>[];
}

/** Where entities are staged: writes that see earlier ones of the same commit. */
export interface EntityTarget extends KeyReader, WriteTarget {}

/**
 * Entities of one kind, with their index entries kept in step: both are staged together, into
 * whatever the caller commits as one batch.
 */
export interface EntityStore<T> {
  get(reader: KeyReader, key: readonly TupleElement[]): T | undefined;
  /** The entity under a whole tuple of a unique index. */
  getByIndex(reader: KeyReader, indexId: number, tuple: readonly TupleElement[]): T | undefined;
  /**
   * Stage an insert (`previous` undefined) or the replacement of `previous`, which must be what the
   * target holds under the same key. Throws STORE_DUPLICATE_KEY, with nothing staged, when the key
   * of an insert or a unique index's tuple is another entity's.
   */
  stagePut(target: EntityTarget, previous: T | undefined, entity: T): void;
  /** Stage the removal of `entity`, which must be what the target holds. */
  stageDelete(target: EntityTarget, entity: T): void;
  /** Entities in key order, in chunks; `prefix` holds the first elements of their keys. */
  list(reader: KeyValueReader, prefix?: readonly TupleElement[]): AsyncIterable<readonly T[]>;
  /**
   * Entities whose index tuple begins with `tuple`, in index order, in chunks. On a reader that
   * changes meanwhile, those that have left the index are not given.
   */
  findByIndex(
    reader: KeyValueReader,
    indexId: number,
    tuple: readonly TupleElement[],
  ): AsyncIterable<readonly T[]>;
}

export function createEntityStore<T>(definition: EntityDefinition<T>): EntityStore<T> {
  const { codec, kind } = definition;
  const read = (bytes: Uint8Array | undefined) =>
    bytes === undefined ? undefined : codec.decode(bytes);
  return {
    get: (reader, key) => read(reader.getSync(entityKey(kind, encodeTuple(key)))),
    getByIndex(reader, indexId, tuple) {
      assert(indexOf(definition, indexId).unique, `index ${indexId} is not unique`);
      const key = reader.getSync(entityIndexKey(kind, indexId, encodeTuple(tuple)));
      return key === undefined ? undefined : read(reader.getSync(entityKey(kind, key)));
    },
    stagePut: (target, previous, entity) => stagePut(definition, target, previous, entity),
    stageDelete: (target, entity) => stageDelete(definition, target, entity),
    list: (reader, prefix = []) => list(definition, reader, prefix),
    findByIndex: (reader, indexId, tuple) =>
      find(definition, reader, indexOf(definition, indexId), tuple),
  };
}

function indexOf<T>(definition: EntityDefinition<T>, id: number): EntityIndex<T> {
  const index = definition.indexes.find((candidate) => candidate.id === id);
  assert(index, `${definition.name} has no index ${id}`);
  return index;
}

function stagePut<T>(
  definition: EntityDefinition<T>,
  target: EntityTarget,
  previous: T | undefined,
  entity: T,
): void {
  const key = encodeTuple(definition.key(entity));
  const storeKey = entityKey(definition.kind, key);
  const exists = target.getSync(storeKey) !== undefined;
  if (previous === undefined && exists) throw duplicate(definition, definition.key(entity));
  if (previous !== undefined) {
    assert(exists, `the ${definition.name} to be replaced is not stored`);
    const same = equalBytes(encodeTuple(definition.key(previous)), key);
    assert(same, `a ${definition.name} cannot be replaced by one with another key`);
  }
  const changes = definition.indexes.map((index) =>
    indexChange(definition, index, previous, entity),
  );
  for (const change of changes) checkUnique(definition, target, change, key);
  const value = definition.codec.encode(entity);
  for (const { removed, added } of changes) {
    if (removed !== undefined) target.delete(removed);
    if (added !== undefined) target.put(added, key);
  }
  target.put(storeKey, value);
}

/** Keys of one index's entries that go and come; neither when the entry stays. */
interface IndexChange {
  readonly unique: boolean;
  readonly tuple: readonly TupleElement[];
  readonly removed: Uint8Array | undefined;
  readonly added: Uint8Array | undefined;
}

function indexChange<T>(
  definition: EntityDefinition<T>,
  index: EntityIndex<T>,
  previous: T | undefined,
  entity: T,
): IndexChange {
  const removed = previous === undefined ? undefined : entryKey(definition, index, previous);
  const added = entryKey(definition, index, entity);
  const tuple = index.tuple(entity) ?? [];
  const stays = removed !== undefined && added !== undefined && equalBytes(removed, added);
  if (stays) return { unique: index.unique, tuple, removed: undefined, added: undefined };
  return { unique: index.unique, tuple, removed, added };
}

function entryKey<T>(
  definition: EntityDefinition<T>,
  index: EntityIndex<T>,
  entity: T,
): Uint8Array | undefined {
  const tuple = index.tuple(entity);
  if (tuple === undefined) return undefined;
  const indexTuple = encodeTuple(tuple);
  if (index.unique) return entityIndexKey(definition.kind, index.id, indexTuple);
  const key = encodeTuple(definition.key(entity));
  return entityIndexKey(definition.kind, index.id, indexTuple, key);
}

function checkUnique<T>(
  definition: EntityDefinition<T>,
  target: EntityTarget,
  change: IndexChange,
  key: Uint8Array,
): void {
  if (!change.unique || change.added === undefined) return;
  const owner = target.getSync(change.added);
  if (owner !== undefined && !equalBytes(owner, key)) throw duplicate(definition, change.tuple);
}

function stageDelete<T>(definition: EntityDefinition<T>, target: EntityTarget, entity: T): void {
  for (const index of definition.indexes) {
    const entry = entryKey(definition, index, entity);
    if (entry !== undefined) target.delete(entry);
  }
  target.delete(entityKey(definition.kind, encodeTuple(definition.key(entity))));
}

async function* list<T>(
  definition: EntityDefinition<T>,
  reader: KeyValueReader,
  prefix: readonly TupleElement[],
): AsyncIterable<readonly T[]> {
  for await (const entries of reader.scan(entityRange(definition.kind, encodeTuple(prefix)))) {
    yield entries.map(([, value]) => definition.codec.decode(value));
  }
}

async function* find<T>(
  definition: EntityDefinition<T>,
  reader: KeyValueReader,
  index: EntityIndex<T>,
  tuple: readonly TupleElement[],
): AsyncIterable<readonly T[]> {
  const range = entityIndexRange(definition.kind, index.id, encodeTuple(tuple));
  for await (const entries of reader.scan(range)) {
    const keys = entries.map(([, key]) => entityKey(definition.kind, key));
    const found: T[] = [];
    for (const [position, bytes] of (await reader.getMany(keys)).entries()) {
      if (bytes === undefined) continue;
      const entity = definition.codec.decode(bytes);
      const entry = entryKey(definition, index, entity);
      const indexed = entries[position]?.[0];
      if (entry && indexed && equalBytes(entry, indexed)) found.push(entity);
    }
    if (found.length > 0) yield found;
  }
}

function duplicate<T>(definition: EntityDefinition<T>, tuple: readonly TupleElement[]): StoreError {
  const shown = tuple.map((element) => String(element.value)).join(', ');
  return new StoreError('STORE_DUPLICATE_KEY', `There is already a ${definition.name} (${shown}).`);
}

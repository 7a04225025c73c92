import {
  createEntityStore,
  type EntityTarget,
  jsonCodec,
  StoreError,
  type TupleElement,
} from '@kalamdb/store';
import type { CommentRecord } from './catalog/comment-record.ts';
import type { NamespaceRecord } from './catalog/namespace-record.ts';
import type { IndexRecord } from './catalog/stored-index.ts';
import type { ViewRecord } from './catalog/stored-view.ts';
import type { SchemaVersionRecord, TableDefinition } from './catalog/table-definition.ts';
import type { SequenceRecord } from './sequences/sequence-record.ts';
import type { UserRecord } from './users/user-directory.ts';
import type { Staging } from './write/commit/staging.ts';

/** Kinds and index ids are on disk: they never change their meaning. */
const NAMESPACE_KIND = 1;
const TABLE_KIND = 2;
const USER_KIND = 3;
const VIEW_KIND = 4;
const INDEX_KIND = 5;
const SCHEMA_VERSION_KIND = 6;
const COMMENT_KIND = 7;
const SEQUENCE_KIND = 8;

/** Index of users by role; dropped users are not in it. */
export const USER_ROLE_INDEX = 1;
/** Index of dropped users by the time of the drop. */
const USER_DELETED_INDEX = 2;

/** Namespaces by name. */
export const namespaceEntities = createEntityStore<NamespaceRecord>({
  kind: NAMESPACE_KIND,
  name: 'namespace',
  key: ({ name }) => [text(name)],
  codec: jsonCodec((value) => readEntity<NamespaceRecord>(value, 'namespace', ['name'])),
  indexes: [],
});

/** Tables by namespace and name. */
export const tableEntities = createEntityStore<TableDefinition>({
  kind: TABLE_KIND,
  name: 'table',
  key: ({ namespace, name }) => [text(namespace), text(name)],
  codec: jsonCodec((value) =>
    readEntity<TableDefinition>(value, 'table', ['id', 'namespace', 'name', 'columns', 'options']),
  ),
  indexes: [],
});

/** Views by namespace and name. */
export const viewEntities = createEntityStore<ViewRecord>({
  kind: VIEW_KIND,
  name: 'view',
  key: ({ namespace, name }) => [text(namespace), text(name)],
  codec: jsonCodec((value) =>
    readEntity<ViewRecord>(value, 'view', ['namespace', 'name', 'columns', 'text', 'reads']),
  ),
  indexes: [],
});

/** Indexes by namespace and name. */
export const indexEntities = createEntityStore<IndexRecord>({
  kind: INDEX_KIND,
  name: 'index',
  key: ({ namespace, name }) => [text(namespace), text(name)],
  codec: jsonCodec((value) =>
    readEntity<IndexRecord>(value, 'index', [
      'id',
      'tableId',
      'namespace',
      'name',
      'keys',
      'state',
    ]),
  ),
  indexes: [],
});

/** Sequences by id. */
export const sequenceEntities = createEntityStore<SequenceRecord>({
  kind: SEQUENCE_KIND,
  name: 'sequence',
  key: ({ id }) => [{ type: 'int32', value: id }],
  codec: jsonCodec((value) =>
    readEntity<SequenceRecord>(value, 'sequence', [
      'id',
      'namespace',
      'name',
      'increment',
      'first',
    ]),
  ),
  indexes: [],
});

/** Former definitions of tables, by the table's id and version. */
export const schemaVersionEntities = createEntityStore<SchemaVersionRecord>({
  kind: SCHEMA_VERSION_KIND,
  name: 'schema version',
  key: ({ tableId, version }) => schemaVersionKey(tableId, version),
  codec: jsonCodec((value) =>
    readEntity<SchemaVersionRecord>(value, 'schema version', ['tableId', 'version', 'definition']),
  ),
  indexes: [],
});

/** Comments by what they are on; see `commentKeys`. */
export const commentEntities = createEntityStore<CommentRecord>({
  kind: COMMENT_KIND,
  name: 'comment',
  key: ({ key }) => [text(key)],
  codec: jsonCodec((value) => readEntity<CommentRecord>(value, 'comment', ['key', 'text'])),
  indexes: [],
});

/** The key of a former definition. */
export function schemaVersionKey(tableId: number, version: number): readonly TupleElement[] {
  return [
    { type: 'int32', value: tableId },
    { type: 'int32', value: version },
  ];
}

/** Users by id, dropped ones too. */
export const userEntities = createEntityStore<UserRecord>({
  kind: USER_KIND,
  name: 'user',
  key: ({ userId }) => [text(userId)],
  codec: jsonCodec((value) => readEntity<UserRecord>(value, 'user', ['userId', 'role'])),
  indexes: [
    {
      id: USER_ROLE_INDEX,
      unique: false,
      tuple: ({ role, deletedAt }) => (deletedAt === undefined ? [text(role)] : undefined),
    },
    {
      id: USER_DELETED_INDEX,
      unique: false,
      tuple: ({ deletedAt }) =>
        deletedAt === undefined ? undefined : [{ type: 'int64', value: deletedAt }],
    },
  ],
});

/** A text element of an entity's key. */
export function text(value: string): TupleElement {
  return { type: 'utf8', value };
}

/** An operation's staging as entity stores take it. */
export function entityTarget(staging: Staging): EntityTarget {
  return {
    getSync: (key) => staging.get(key),
    put: (key, value) => staging.put(key, value),
    delete: (key) => staging.delete(key),
  };
}

/**
 * What was read as an entity. It was written by this code, so only its outline is checked: a record
 * of something else, or one of a cut-off file, is found out here. Fields that were `undefined` are
 * absent, which reads the same.
 */
function readEntity<T>(value: unknown, name: string, fields: readonly (keyof T & string)[]): T {
  const complete =
    typeof value === 'object' && value !== null && fields.every((field) => field in value);
  if (complete) return value as T;
  throw new StoreError('STORE_CORRUPT', `A stored ${name} lacks one of: ${fields.join(', ')}.`);
}

import {
  type CreateIndex,
  type DropIndex,
  defineIndex,
  type OrderItem,
  printExpression,
  SqlError,
  type TableName,
} from '@kalamdb/sql';
import { type IndexDraft, stageIndex } from '../../catalog/index-changes.ts';
import { indexName } from '../../catalog/index-name.ts';
import { checkName } from '../../catalog/names.ts';
import type { IndexKeyRecord, TableIndex } from '../../catalog/stored-index.ts';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { CoreError } from '../../error.ts';
import { tableChangeAccess } from '../alter/table-change-access.ts';
import { authorize } from '../authorize.ts';
import { noSuchIndex } from '../find/find-index.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import { checkWritableNamespace, resolveName } from '../find/object-name.ts';
import { inSetTime } from '../run/run-in-time.ts';
import type { Session } from '../session.ts';
import { dropObjects } from './run-drop.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/**
 * CREATE INDEX answers when the index holds all rows. Writers do not wait for it. Of one that is
 * canceled, or takes longer than `statement_timeout`, nothing stays.
 */
export const createIndexHandler: StatementHandler<CreateIndex> = {
  authorize(session, { table }) {
    const access = tableChangeAccess(session, 'create-index', table);
    authorize(session.engine.options.policy, session.principal, access);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    checkWritableNamespace(session, statement.table);
    if (statement.name !== undefined) checkName('index', statement.name);
    const { index, fullName } = await inSetTime(session, (inner) => makeIndex(inner, statement));
    if (index !== false) {
      return done(session, `Index ${fullName} created successfully`);
    }
    if (statement.ifNotExists) return done(session, `Index ${fullName} already exists`);
    throw new CoreError('CORE_INDEX_EXISTS', `the name '${fullName}' is taken`, {
      position: statement.name?.at,
      hint: `Use another name, or DROP INDEX ${fullName} first.`,
    });
  },
};

/** Make an index and build it; `false`: its name is taken. SQL_CANCELED: there is none then. */
async function makeIndex(
  session: Session,
  statement: CreateIndex,
): Promise<{ readonly index: TableIndex | false; readonly fullName: string }> {
  const { catalog, catalogWriter, indexBuilder } = session.engine;
  const made = await catalogWriter.change((staging) => {
    const table = findTable(session, statement);
    const draft = indexDraft(session, statement, table);
    const index = stageIndex(staging, catalog, table, draft);
    return { index, fullName: `${draft.namespace}.${draft.name}` };
  });
  if (made.index !== false) await indexBuilder.build(made.index, session.signal);
  return made;
}

/** DROP INDEX of one or several, all or none. */
export const dropIndexHandler: StatementHandler<DropIndex> = {
  authorize(session, { indexes }) {
    for (const index of indexes) authorizeDropIndex(session, index);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { indexes, ifExists } = statement;
    const dropped = { ...lookup, names: indexes, ifExists };
    return dropObjects(session, dropped, (find) =>
      session.engine.catalogWriter.dropIndexes(() => find().map(({ found }) => found)),
    );
  },
};

/** Throws CORE_PERMISSION_DENIED for who may not drop, or rename, the index. */
export function authorizeDropIndex(session: Session, index: TableName): void {
  const { engine, principal } = session;
  const { namespace, name } = resolveName(session, index);
  const stored = engine.catalog.findIndex(namespace, name);
  const table = stored === undefined ? undefined : engine.catalog.byId(stored.record.tableId);
  const tableKind = table?.definition.kind ?? 'shared';
  const access = { action: 'drop-index', tableKind, table: `${namespace}.${name}` } as const;
  authorize(engine.options.policy, principal, access);
}

const lookup = { kind: 'index', find: findDropped, missing: noSuchIndex } as const;

function findDropped(session: Session, written: TableName): TableIndex | undefined {
  const { catalog } = session.engine;
  const { namespace, name } = resolveName(session, written);
  const index = catalog.findIndex(namespace, name);
  if (index !== undefined) refuseOfConstraint(session, index, written);
  return index;
}

/** The index of a UNIQUE constraint goes with the constraint. */
function refuseOfConstraint(
  { engine }: Session,
  { record: { tableId, name } }: TableIndex,
  written: TableName,
): void {
  const table = engine.catalog.byId(tableId)?.definition;
  if (table?.uniques?.some((unique) => unique.name === name) !== true) return;
  throw new CoreError(
    'CORE_DEPENDENT_OBJECTS',
    `index '${table.namespace}.${name}' cannot be dropped: constraint '${name}' of table '${table.name}' needs it`,
    {
      position: written.name.at,
      hint: `Use ALTER TABLE ${table.namespace}.${table.name} DROP CONSTRAINT ${name}.`,
    },
  );
}

function findTable(session: Session, { table: written }: CreateIndex): StoredTable {
  const table = findStoredTable(session, written);
  const { kind, namespace, name } = table.definition;
  if (kind !== 'stream') return table;
  throw new SqlError('SQL_UNSUPPORTED', `STREAM table '${namespace}.${name}' has no indexes`, {
    position: written.name.at,
    hint: 'Its rows are found by their key and by time.',
  });
}

function indexDraft(session: Session, statement: CreateIndex, table: StoredTable): IndexDraft {
  const { engine } = session;
  const { namespace } = table.definition;
  const defined = defineIndex(statement, table.info);
  return {
    namespace,
    name: statement.name?.text ?? indexName(engine.catalog, table, defined.keys),
    tableId: table.definition.id,
    unique: statement.unique,
    nullsDistinct: statement.nullsDistinct,
    keys: statement.keys.map(keyRecord),
    whereText: statement.where && printExpression(statement.where),
    createdAt: Number(engine.options.clock.now()),
  };
}

function keyRecord({ expression, descending, nulls }: OrderItem): IndexKeyRecord {
  const nullsFirst = nulls === undefined ? descending : nulls === 'first';
  return { text: printExpression(expression), descending, nullsFirst };
}

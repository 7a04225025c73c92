import {
  type CreateTable,
  type Describe,
  type DropTable,
  printString,
  type TableName,
} from '@kalamdb/sql';
import { defineTable, tableKind } from '../../catalog/define-table.ts';
import { wrongKind } from '../../catalog/object-kind.ts';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { CoreError } from '../../error.ts';
import type { StatementResult } from '../../result.ts';
import { constraintSurroundings } from '../alter/constraint-surroundings.ts';
import { tableChangeAccess } from '../alter/table-change-access.ts';
import { authorize } from '../authorize.ts';
import { noSuchTable } from '../find/find-stored-table.ts';
import { isKnown } from '../find/is-known.ts';
import { checkWritableNamespace, qualifiedName, resolveName } from '../find/object-name.ts';
import { refuseOtherKind } from '../find/refuse-other-kind.ts';
import type { Session } from '../session.ts';
import { runInternalQuery } from './internal-query.ts';
import { dropObjects } from './run-drop.ts';
import { done, type StatementHandler } from './statement-handler.ts';

export const createTableHandler: StatementHandler<CreateTable> = {
  authorize(session, statement) {
    const { engine, principal } = session;
    const table = qualifiedName(session, statement.table);
    const access = { action: 'create-table', tableKind: tableKind(statement), table } as const;
    authorize(engine.options.policy, principal, access);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { catalog, catalogWriter, options } = session.engine;
    checkWritableNamespace(session, statement.table);
    const { namespace, name } = resolveName(session, statement.table);
    // Looked at first: the definition may not be one by what there is now.
    if (catalog.isTaken(namespace, name)) return alreadyThere(session, statement);
    const draft = defineTable(statement, {
      namespace: session.namespace,
      requirePrimaryKey: options.requirePrimaryKey,
      now: Number(options.clock.now()),
      surroundings: constraintSurroundings(session),
    });
    if (await catalogWriter.createTable(draft, statement.table)) {
      return done(
        session,
        `Table ${namespace}.${name} created successfully${deprecations(statement)}`,
      );
    }
    return alreadyThere(session, statement);
  },
};

/** What is answered, or thrown, when the name of a new table is taken. */
export function alreadyThere(
  session: Session,
  { table, ifNotExists }: Pick<CreateTable, 'table' | 'ifNotExists'>,
): StatementResult {
  if (!ifNotExists) throw tableExists(session, table);
  return done(session, `Table ${qualifiedName(session, table)} already exists`);
}

/** DROP TABLE of one or several, all or none. */
export const dropTableHandler: StatementHandler<DropTable> = {
  authorize(session, { tables, tableKind }) {
    for (const table of tables) {
      const access = tableChangeAccess(session, 'drop-table', table, tableKind);
      authorize(session.engine.options.policy, session.principal, access);
    }
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { tables, tableKind: kind, ifExists, cascade } = statement;
    const find = (_: Session, written: TableName) => findDropped(session, written, kind);
    const dropped = { kind: 'table', names: tables, ifExists, find, missing: noSuchTable } as const;
    return dropObjects(session, dropped, (findAll) =>
      session.engine.catalogWriter.dropTables(findAll, cascade),
    );
  },
};

/** The table to drop. DROP USER TABLE of a table that is not a USER table is a mistake, not a drop. */
function findDropped(
  session: Session,
  table: TableName,
  expected: DropTable['tableKind'],
): StoredTable | undefined {
  const { namespace, name } = resolveName(session, table);
  const fullName = `${namespace}.${name}`;
  const found = session.engine.catalog.find(namespace, name);
  const kind = found?.definition.kind;
  if (kind === undefined || expected === undefined || kind === expected) return found;
  throw new CoreError(
    'CORE_TABLE_NOT_FOUND',
    `'${fullName}' is a ${kind.toUpperCase()} table, not a ${expected.toUpperCase()} table`,
    { position: table.name.at, hint: `Use DROP TABLE ${fullName}.` },
  );
}

const describedColumns = `SELECT column_name, ordinal AS ordinal_position, column_id, data_type,
  nullable AS is_nullable, primary_key AS is_primary_key, default_value AS column_default,
  comment AS column_comment, version AS schema_version, constraints`;

const describeColumns = `${describedColumns} FROM system.columns
  WHERE namespace_id = $1 AND table_name = $2 ORDER BY ordinal`;

const describeVersions = `${describedColumns} FROM system.column_versions
  WHERE namespace_id = $1 AND table_name = $2 ORDER BY version, ordinal`;

/**
 * DESCRIBE: the columns of a table or view, with HISTORY of all versions of a table; what may not be
 * seen does not exist.
 */
export const describeHandler: StatementHandler<Describe> = {
  authorize({ engine, principal }) {
    authorize(engine.options.policy, principal, { action: 'list' });
  },
  execute(session, statement) {
    this.authorize(session, statement);
    const { namespace, name } = resolveName(session, statement.table);
    if (!isKnown(session, statement.table)) throw noSuchTable(session, statement.table);
    refuseOtherKind(session, statement.table, { kinds: ['table', 'view'] });
    if (statement.history) checkHistory(session, statement.table);
    const query = statement.history ? describeVersions : describeColumns;
    return runInternalQuery(session, query, [namespace, name], { namespace, name });
  },
};

/** Only stored tables have versions. */
function checkHistory(session: Session, written: TableName): void {
  const { namespace, name } = resolveName(session, written);
  if (session.engine.catalog.find(namespace, name) !== undefined) return;
  throw wrongKind(
    `'${namespace}.${name}' has no versions: it is not a stored table`,
    written,
    'Use DESCRIBE without HISTORY.',
  );
}

/** The error of a name that is taken. */
function tableExists(session: Session, written: TableName): CoreError {
  const { namespace, name } = resolveName(session, written);
  const isView = session.engine.catalog.findView(namespace, name) !== undefined;
  const what = isView ? 'view' : 'table';
  return new CoreError('CORE_TABLE_EXISTS', `${what} '${namespace}.${name}' already exists`, {
    position: written.name.at,
    hint: `Use CREATE TABLE IF NOT EXISTS, or DROP ${what.toUpperCase()} ${namespace}.${name} first.`,
  });
}

/** How the older clauses of a statement are written now. */
function deprecations({ options }: CreateTable): string {
  const texts = options.flatMap(({ clause, name, value }) => {
    if (clause === undefined) return [];
    const text = typeof value === 'string' ? printString(value) : String(value).toUpperCase();
    return [`. Deprecated: ${clause}; use WITH (${name.text.toUpperCase()} = ${text})`];
  });
  return texts.join('');
}

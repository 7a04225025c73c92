import type { AlterTable, RenameObject } from '@kalamdb/sql';
import { stageRenameIndex } from '../../catalog/index-changes.ts';
import { checkName } from '../../catalog/names.ts';
import type { TableIndex } from '../../catalog/stored-index.ts';
import type { TableDefinition } from '../../catalog/table-definition.ts';
import { stageRenameView } from '../../catalog/view-changes.ts';
import { CoreError } from '../../error.ts';
import { authorize } from '../authorize.ts';
import { findIndex } from '../find/find-index.ts';
import { findStoredView } from '../find/find-stored-view.ts';
import { checkWritableNamespace, qualifiedName, resolveName } from '../find/object-name.ts';
import type { Session } from '../session.ts';
import { alterTableHandler } from './handle-alter-table.ts';
import { authorizeDropIndex } from './handle-indexes.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** ALTER INDEX … RENAME TO: a constraint whose index it is gets the name too. */
export const alterIndexHandler: StatementHandler<RenameObject> = {
  authorize(session, { name }) {
    authorizeDropIndex(session, name);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { name: written, renameTo } = statement;
    if (isMissing(session, statement)) return missing(session, statement);
    checkName('index', renameTo);
    const { catalog, catalogWriter } = session.engine;
    const table = constrainedTable(session, findIndex(session, written));
    if (table !== undefined) {
      return alterTableHandler.execute(session, renamingConstraint(table, statement));
    }
    await catalogWriter.change((staging) => {
      const index = findIndex(session, written);
      checkFree(session, statement, 'CORE_INDEX_EXISTS');
      stageRenameIndex(staging, catalog, index, renameTo.text);
    });
    return renamed(session, statement);
  },
};

/** ALTER VIEW … RENAME TO. */
export const alterViewHandler: StatementHandler<RenameObject> = {
  authorize(session, { name: written }) {
    const { engine, principal } = session;
    const view = qualifiedName(session, written);
    authorize(engine.options.policy, principal, { action: 'create-view', view });
    authorize(engine.options.policy, principal, { action: 'drop-view', view });
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { name: written, renameTo } = statement;
    if (isMissing(session, statement)) return missing(session, statement);
    checkName('view', renameTo);
    const { catalog, catalogWriter } = session.engine;
    await catalogWriter.change((staging) => {
      const view = findStoredView(session, written);
      checkFree(session, statement, 'CORE_VIEW_EXISTS');
      const target = { name: renameTo.text, position: written.name.at };
      stageRenameView(staging, catalog, view, target);
    });
    return renamed(session, statement);
  },
};

function isMissing(session: Session, { name: written, ifExists }: RenameObject): boolean {
  checkWritableNamespace(session, written);
  const { namespace, name } = resolveName(session, written);
  return ifExists && !session.engine.catalog.isTaken(namespace, name);
}

function missing(session: Session, { kind, name }: RenameObject) {
  return done(session, `${kindName(kind)} ${qualifiedName(session, name)} does not exist`);
}

function renamed(session: Session, { kind, name, renameTo }: RenameObject) {
  const what = `${kindName(kind)} ${qualifiedName(session, name)}`;
  return done(session, `${what} renamed to ${renameTo.text}`);
}

function kindName(kind: RenameObject['kind']): string {
  return kind === 'alter-index' ? 'Index' : 'View';
}

function checkFree(
  session: Session,
  { name: written, renameTo }: RenameObject,
  code: 'CORE_INDEX_EXISTS' | 'CORE_VIEW_EXISTS',
): void {
  const { namespace } = resolveName(session, written);
  if (!session.engine.catalog.isTaken(namespace, renameTo.text)) return;
  throw new CoreError(code, `the name '${namespace}.${renameTo.text}' is taken`, {
    position: renameTo.at,
  });
}

/** The table whose constraint the index enforces. */
function constrainedTable(
  { engine }: Session,
  { record: { tableId, name } }: TableIndex,
): TableDefinition | undefined {
  const table = engine.catalog.byId(tableId)?.definition;
  return table?.uniques?.some((unique) => unique.name === name) === true ? table : undefined;
}

function renamingConstraint(
  { namespace, name: table }: TableDefinition,
  { name: { name }, renameTo, at }: RenameObject,
): AlterTable {
  const nameAt = (text: string) => ({ text, at: name.at });
  return {
    kind: 'alter-table',
    tableKind: undefined,
    table: { namespace: nameAt(namespace), name: nameAt(table) },
    ifExists: false,
    actions: [{ kind: 'rename-constraint', name, to: renameTo, at }],
    at,
  };
}

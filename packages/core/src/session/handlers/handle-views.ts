import { type CreateView, type DropView, defineView, type TableName } from '@kalamdb/sql';
import { checkName } from '../../catalog/names.ts';
import type { RelationName, StoredView, ViewRecord } from '../../catalog/stored-view.ts';
import { stageView } from '../../catalog/view-changes.ts';
import { CoreError } from '../../error.ts';
import { authorize } from '../authorize.ts';
import { noSuchView } from '../find/find-stored-view.ts';
import { checkWritableNamespace, resolveName } from '../find/object-name.ts';
import { type Session, sessionCatalog } from '../session.ts';
import { authorizeRows } from './handle-rows.ts';
import { dropObjects } from './run-drop.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** CREATE VIEW: its maker must be allowed to read what it reads. */
export const createViewHandler: StatementHandler<CreateView> = {
  authorize(session, { view, query }) {
    authorizeView(session, 'create-view', view);
    authorizeRows(session, query, 'select');
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { engine } = session;
    const { orReplace, view: written } = statement;
    checkWritableNamespace(session, written);
    checkName('view', written.name);
    const { namespace, name } = resolveName(session, written);
    const draft = {
      namespace,
      name,
      orReplace,
      written,
      define: (replaced: StoredView | undefined) => viewRecord(session, statement, replaced),
    };
    const made = await engine.catalogWriter.change((staging) =>
      stageView(staging, engine.catalog, draft),
    );
    if (made) return done(session, `View ${namespace}.${name} created successfully`);
    if (statement.ifNotExists) return done(session, `View ${namespace}.${name} already exists`);
    throw exists(session, written);
  },
};

/** DROP VIEW of one or several, all or none; CASCADE drops the views that read them too. */
export const dropViewHandler: StatementHandler<DropView> = {
  authorize(session, { views }) {
    for (const view of views) authorizeView(session, 'drop-view', view);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { views, ifExists, cascade } = statement;
    const dropped = { ...lookup, names: views, ifExists };
    return dropObjects(session, dropped, (find) =>
      session.engine.catalogWriter.dropViews(find, cascade),
    );
  },
};

const lookup = { kind: 'view', find: findDropped, missing: noSuchView } as const;

function findDropped(session: Session, written: TableName): StoredView | undefined {
  const { namespace, name } = resolveName(session, written);
  return session.engine.catalog.findView(namespace, name);
}

function authorizeView(
  session: Session,
  action: 'create-view' | 'drop-view',
  written: TableName,
): void {
  const { engine, principal } = session;
  const { namespace, name } = resolveName(session, written);
  authorize(engine.options.policy, principal, { action, view: `${namespace}.${name}` });
}

function viewRecord(
  session: Session,
  statement: CreateView,
  replaced: StoredView | undefined,
): ViewRecord {
  const { namespace: queryNamespace, principal, engine } = session;
  const { columns, relations } = defineView(statement, sessionCatalog(session), {
    namespace: queryNamespace,
    replaced: replaced?.info,
  });
  const now = Number(engine.options.clock.now());
  return {
    ...resolveName(session, statement.view),
    columns,
    text: statement.queryText,
    queryNamespace,
    reads: relations.map(({ namespace, name }): RelationName => ({ namespace, name })),
    createdBy: replaced?.record.createdBy ?? principal.userId,
    createdAt: replaced?.record.createdAt ?? now,
    updatedAt: now,
  };
}

function exists(session: Session, written: TableName): CoreError {
  const { namespace, name } = resolveName(session, written);
  const what = session.engine.catalog.find(namespace, name) === undefined ? 'view' : 'table';
  return new CoreError('CORE_VIEW_EXISTS', `${what} '${namespace}.${name}' already exists`, {
    position: written.name.at,
    hint: what === 'view' ? 'Use CREATE OR REPLACE VIEW.' : undefined,
  });
}

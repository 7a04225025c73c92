import assert from 'node:assert/strict';
import type { ShowCreate, ShowFunctions, ShowIndexes, ShowViews } from '@kalamdb/sql';
import { indexText } from '../catalog/index-text.ts';
import { tableText } from '../catalog/table-text.ts';
import { viewText } from '../catalog/view-text.ts';
import { sequenceText } from '../sequences/sequence-text.ts';
import { authorize } from './authorize.ts';
import {
  findVisibleIndex,
  findVisibleSequence,
  findVisibleTable,
  findVisibleView,
} from './find-visible.ts';
import { noSuchNamespace } from './handle-namespaces.ts';
import { runInternalQuery } from './internal-query.ts';
import { qualifiedName } from './object-name.ts';
import type { Session } from './session.ts';
import type { StatementHandler } from './statement-handler.ts';
import { textRows } from './text-rows.ts';

/** SHOW VIEWS: system.views, as far as the asking user may see them. */
export const showViewsHandler: StatementHandler<ShowViews> = {
  authorize: authorizeList,
  execute(session, { namespace }) {
    authorizeList(session);
    if (namespace === undefined) {
      const all = 'SELECT * FROM system.views ORDER BY namespace_id, view_name';
      return runInternalQuery(session, all, []);
    }
    if (!session.engine.catalog.hasNamespace(namespace.text)) throw noSuchNamespace(namespace);
    const some = 'SELECT * FROM system.views WHERE namespace_id = $1 ORDER BY view_name';
    return runInternalQuery(session, some, [namespace.text]);
  },
};

/** SHOW INDEXES: system.indexes, of tables that the asking user may see. */
export const showIndexesHandler: StatementHandler<ShowIndexes> = {
  authorize: authorizeList,
  execute(session, { namespace, table }) {
    authorizeList(session);
    if (table !== undefined) {
      const { definition } = findVisibleTable(session, table);
      const ofTable = `SELECT * FROM system.indexes
        WHERE namespace_id = $1 AND table_name = $2 ORDER BY index_name`;
      return runInternalQuery(session, ofTable, [definition.namespace, definition.name]);
    }
    if (namespace === undefined) {
      const all = 'SELECT * FROM system.indexes ORDER BY namespace_id, index_name';
      return runInternalQuery(session, all, []);
    }
    if (!session.engine.catalog.hasNamespace(namespace.text)) throw noSuchNamespace(namespace);
    const some = 'SELECT * FROM system.indexes WHERE namespace_id = $1 ORDER BY index_name';
    return runInternalQuery(session, some, [namespace.text]);
  },
};

/** SHOW FUNCTIONS: system.functions, for every role. */
export const showFunctionsHandler: StatementHandler<ShowFunctions> = {
  authorize: authorizeList,
  execute(session) {
    authorizeList(session);
    const all = 'SELECT * FROM system.functions ORDER BY function_name, argument_types';
    return runInternalQuery(session, all, []);
  },
};

/** SHOW CREATE: one row, the name and the statement that makes the object. */
export const showCreateHandler: StatementHandler<ShowCreate> = {
  authorize: authorizeList,
  execute(session, statement) {
    authorizeList(session);
    const row = [qualifiedName(session, statement.name), createText(session, statement)];
    return textRows(session, ['name', 'create_statement'], [row]);
  },
};

function authorizeList({ engine, principal }: Session): void {
  authorize(engine.options.policy, principal, { action: 'list' });
}

function createText(session: Session, { object, name }: ShowCreate): string {
  switch (object) {
    case 'table':
      return tableText(
        findVisibleTable(session, name).definition,
        (id) => session.engine.catalog.byId(id)?.definition,
        session.engine.catalog.sequences,
      );
    case 'view':
      return viewText(findVisibleView(session, name));
    case 'index': {
      const { index, table } = findVisibleIndex(session, name);
      return indexText(index.record, table.definition.name);
    }
    case 'sequence':
      return sequenceText(findVisibleSequence(session, name));
    default:
      return assert.fail(String(object satisfies never));
  }
}

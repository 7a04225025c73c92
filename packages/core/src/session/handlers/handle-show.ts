import assert from 'node:assert/strict';
import type {
  Name,
  ShowCreate,
  ShowFunctions,
  ShowIndexes,
  ShowSequences,
  ShowTables,
  ShowViews,
} from '@kalamdb/sql';
import { indexText } from '../../catalog/index-text.ts';
import type { TableIndex } from '../../catalog/stored-index.ts';
import { tableText } from '../../catalog/table-text.ts';
import { viewText } from '../../catalog/view-text.ts';
import type { StatementResult } from '../../result.ts';
import { sequenceText } from '../../sequences/sequence-text.ts';
import { authorize } from '../authorize.ts';
import {
  findVisibleIndex,
  findVisibleSequence,
  findVisibleTable,
  findVisibleView,
} from '../find/find-visible.ts';
import { qualifiedName } from '../find/object-name.ts';
import { noSuchNamespace } from '../no-such-namespace.ts';
import type { Session } from '../session.ts';
import { runInternalQuery } from './internal-query.ts';
import type { StatementHandler } from './statement-handler.ts';
import { textRows } from './text-rows.ts';

/**
 * SHOW TABLES: system.tables, as far as the asking user may see them; the system's own only when
 * their namespace is named.
 */
export const showTablesHandler: StatementHandler<ShowTables> = {
  authorize: authorizeList,
  execute(session, { namespace }) {
    const objects = { table: 'tables', name: 'table_name', unasked: "table_type <> 'system'" };
    return showObjects(session, namespace, objects);
  },
};

/** SHOW VIEWS: system.views, as far as the asking user may see them. */
export const showViewsHandler: StatementHandler<ShowViews> = {
  authorize: authorizeList,
  execute(session, { namespace }) {
    return showObjects(session, namespace, { table: 'views', name: 'view_name' });
  },
};

/** SHOW SEQUENCES: system.sequences, as far as the asking user may see them. */
export const showSequencesHandler: StatementHandler<ShowSequences> = {
  authorize: authorizeList,
  execute(session, { namespace }) {
    return showObjects(session, namespace, { table: 'sequences', name: 'sequence_name' });
  },
};

/** SHOW INDEXES: system.indexes, of tables that the asking user may see. */
export const showIndexesHandler: StatementHandler<ShowIndexes> = {
  authorize: authorizeList,
  execute(session, { namespace, table }) {
    if (table === undefined) {
      return showObjects(session, namespace, { table: 'indexes', name: 'index_name' });
    }
    authorizeList(session);
    const { definition } = findVisibleTable(session, table);
    const ofTable = `SELECT * FROM system.indexes
      WHERE namespace_id = $1 AND table_name = $2 ORDER BY index_name`;
    return runInternalQuery(session, ofTable, [definition.namespace, definition.name]);
  },
};

/** Objects with a namespace and a name, as a table of `system` lists them. */
interface ListedObjects {
  readonly table: string;
  /** The column of their names. */
  readonly name: string;
  /** A condition: those of them that are shown when no namespace is named. */
  readonly unasked?: string;
}

/** All rows by namespace and name, or those of one. CORE_NAMESPACE_NOT_FOUND if there is none. */
function showObjects(
  session: Session,
  namespace: Name | undefined,
  { table, name, unasked = 'TRUE' }: ListedObjects,
): StatementResult | Promise<StatementResult> {
  authorizeList(session);
  const all = `SELECT * FROM system.${table}`;
  if (namespace === undefined) {
    const shown = `${all} WHERE ${unasked} ORDER BY namespace_id, ${name}`;
    return runInternalQuery(session, shown, []);
  }
  if (!session.engine.catalog.hasNamespace(namespace.text)) throw noSuchNamespace(namespace);
  const own = `${all} WHERE namespace_id = $1 ORDER BY ${name}`;
  return runInternalQuery(session, own, [namespace.text]);
}

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
    case 'index':
      return textOfIndex(session, findVisibleIndex(session, name));
    case 'sequence':
      return sequenceText(findVisibleSequence(session, name));
    default:
      return assert.fail(String(object satisfies never));
  }
}

function textOfIndex({ engine }: Session, { record }: TableIndex): string {
  const table = engine.catalog.byId(record.tableId);
  assert(table !== undefined, 'an index has its table');
  return indexText(record, table.definition.name);
}

import type { Statement, StatementKind } from '@kalamdb/sql';
import type { StatementResult } from '../../result.ts';
import { checkTaken } from '../run/in-transaction.ts';
import type { Session } from '../session.ts';
import { alterTableHandler } from './handle-alter-table.ts';
import { analyzeHandler } from './handle-analyze.ts';
import { commentHandler } from './handle-comment.ts';
import { createTableAsHandler } from './handle-create-table-as.ts';
import { executeAsHandler } from './handle-execute-as.ts';
import { explainHandler } from './handle-explain.ts';
import { createIndexHandler, dropIndexHandler } from './handle-indexes.ts';
import {
  alterNamespaceHandler,
  createNamespaceHandler,
  dropNamespaceHandler,
  showNamespacesHandler,
} from './handle-namespaces.ts';
import { deallocateHandler, executeHandler, prepareHandler } from './handle-prepare.ts';
import { reindexHandler } from './handle-reindex.ts';
import { alterIndexHandler, alterViewHandler } from './handle-rename.ts';
import { rowHandler } from './handle-rows.ts';
import {
  alterSequenceHandler,
  createSequenceHandler,
  dropSequenceHandler,
} from './handle-sequences.ts';
import {
  resetParametersHandler,
  setParameterHandler,
  showParameterHandler,
  useHandler,
} from './handle-session.ts';
import {
  showCreateHandler,
  showFunctionsHandler,
  showIndexesHandler,
  showSequencesHandler,
  showTablesHandler,
  showViewsHandler,
} from './handle-show.ts';
import { showStatsHandler } from './handle-stats.ts';
import { subscribeHandler } from './handle-subscribe.ts';
import { createTableHandler, describeHandler, dropTableHandler } from './handle-tables.ts';
import {
  beginHandler,
  commitHandler,
  releaseSavepointHandler,
  rollbackHandler,
  rollbackToSavepointHandler,
  savepointHandler,
  setTransactionHandler,
} from './handle-transactions.ts';
import { truncateHandler } from './handle-truncate.ts';
import { alterUserHandler, createUserHandler, dropUserHandler } from './handle-users.ts';
import { createViewHandler, dropViewHandler } from './handle-views.ts';
import type { StatementHandler } from './statement-handler.ts';

type StatementsByKind = { [K in StatementKind]: Extract<Statement, { kind: K }> };

/** Who runs each kind of statement; a new kind does not compile until it is listed. */
const handlers: { readonly [K in StatementKind]: StatementHandler<StatementsByKind[K]> } = {
  select: rowHandler,
  'set-operation': rowHandler,
  values: rowHandler,
  insert: rowHandler,
  update: rowHandler,
  delete: rowHandler,
  merge: rowHandler,
  'with-writes': rowHandler,
  explain: explainHandler,
  'create-namespace': createNamespaceHandler,
  'alter-namespace': alterNamespaceHandler,
  'drop-namespace': dropNamespaceHandler,
  'show-namespaces': showNamespacesHandler,
  'create-table': createTableHandler,
  'create-table-as': createTableAsHandler,
  truncate: truncateHandler,
  'alter-table': alterTableHandler,
  'drop-table': dropTableHandler,
  'create-view': createViewHandler,
  'create-index': createIndexHandler,
  'drop-index': dropIndexHandler,
  'alter-index': alterIndexHandler,
  'alter-view': alterViewHandler,
  reindex: reindexHandler,
  analyze: analyzeHandler,
  'drop-view': dropViewHandler,
  'create-sequence': createSequenceHandler,
  'alter-sequence': alterSequenceHandler,
  'drop-sequence': dropSequenceHandler,
  'show-tables': showTablesHandler,
  'show-views': showViewsHandler,
  'show-indexes': showIndexesHandler,
  'show-sequences': showSequencesHandler,
  'show-functions': showFunctionsHandler,
  'show-create': showCreateHandler,
  'show-stats': showStatsHandler,
  describe: describeHandler,
  comment: commentHandler,
  'create-user': createUserHandler,
  'alter-user': alterUserHandler,
  'drop-user': dropUserHandler,
  'execute-as-user': executeAsHandler,
  prepare: prepareHandler,
  execute: executeHandler,
  deallocate: deallocateHandler,
  use: useHandler,
  'set-parameter': setParameterHandler,
  'reset-parameters': resetParametersHandler,
  'show-parameter': showParameterHandler,
  subscribe: subscribeHandler,
  begin: beginHandler,
  'set-transaction': setTransactionHandler,
  commit: commitHandler,
  rollback: rollbackHandler,
  savepoint: savepointHandler,
  'release-savepoint': releaseSavepointHandler,
  'rollback-to-savepoint': rollbackToSavepointHandler,
};

/** Decide whether the session may run a statement; see StatementHandler. */
export function authorizeStatement(session: Session, statement: Statement): void {
  handlerOf(statement.kind).authorize(session, statement);
}

/** Run a statement, if the session's transaction takes it; see StatementHandler. */
export function executeStatement(
  session: Session,
  statement: Statement,
): StatementResult | Promise<StatementResult> {
  checkTaken(session.transaction, statement);
  return handlerOf(statement.kind).execute(session, statement);
}

/** The table above pairs each kind with the handler of its own statements. */
function handlerOf(kind: StatementKind): StatementHandler<Statement> {
  return handlers[kind] as StatementHandler<Statement>;
}

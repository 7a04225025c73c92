import {
  type ExecuteAsUser,
  type Explain,
  type RowStatement,
  SqlError,
  type Statement,
  type StatementKind,
} from '@kalamdb/sql';
import { authorize } from '../authorize.ts';
import { isRowStatement } from '../prepare/row-statement.ts';
import type { Session } from '../session.ts';
import { explainHandler } from './handle-explain.ts';
import { resolveTables, rowHandler } from './handle-rows.ts';
import type { StatementHandler } from './statement-handler.ts';

/**
 * EXECUTE AS USER 'u' (…): one statement over rows, run as user u with the role `user`. The user
 * need not exist. SHARED tables have no rows of a user's own and are refused.
 */
export const executeAsHandler: StatementHandler<ExecuteAsUser> = {
  authorize(session, outer) {
    const { engine, principal } = session;
    const { userId, statement } = innerStatement(outer);
    const targetRole = engine.users.find(userId)?.role;
    const access = { action: 'execute-as', userId, targetRole } as const;
    authorize(engine.options.policy, principal, access);
    const inner = innerSession(session, userId);
    if (isRowStatement(statement)) rowHandler.authorize(inner, statement);
    else explainHandler.authorize(inner, statement);
  },
  execute(session, outer) {
    this.authorize(session, outer);
    const { userId, statement } = innerStatement(outer);
    const inner = innerSession(session, userId);
    refuseShared(inner, isRowStatement(statement) ? statement : statement.statement);
    if (isRowStatement(statement)) return rowHandler.execute(inner, statement);
    return explainHandler.execute(inner, statement);
  },
};

interface InnerStatement {
  readonly userId: string;
  readonly statement: RowStatement | ExplainedRows;
}

/** EXPLAIN of a statement over rows. */
type ExplainedRows = Explain & { readonly statement: RowStatement };

function innerStatement({ user, statement }: ExecuteAsUser): InnerStatement {
  if (isRowStatement(statement) || isExplainedRows(statement)) {
    return { userId: user.text, statement };
  }
  const explained = statement.kind === 'explain' ? 'EXPLAIN EXECUTE' : spelled(statement.kind);
  throw new SqlError('SQL_UNSUPPORTED', `EXECUTE AS USER cannot run ${explained}`, {
    position: statement.at,
    hint: 'It runs one query, INSERT, UPDATE, DELETE or EXPLAIN.',
  });
}

function isExplainedRows(statement: Statement): statement is ExplainedRows {
  return statement.kind === 'explain' && isRowStatement(statement.statement);
}

function innerSession(session: Session, userId: string): Session {
  return { ...session, principal: { userId, role: 'user' } };
}

function refuseShared(session: Session, statement: RowStatement): void {
  const found = resolveTables(session, statement).find(({ table }) => table.kind === 'shared');
  if (found === undefined) return;
  const { table } = found;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    `EXECUTE AS USER does not apply to SHARED table '${table.namespace}.${table.name}'`,
    { position: statement.at, hint: 'All users share its rows: run the statement as yourself.' },
  );
}

function spelled(kind: StatementKind): string {
  return kind.replaceAll('-', ' ').toUpperCase();
}

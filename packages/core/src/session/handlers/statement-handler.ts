import type { Statement } from '@kalamdb/sql';
import type { StatementResult } from '../../result.ts';
import type { Session } from '../session.ts';

/** How one kind of statement is decided and run. */
export interface StatementHandler<S extends Statement> {
  /**
   * Throws CORE_PERMISSION_DENIED if the principal may not do this. Called for every statement of a
   * script before the first one runs, so it decides by the catalog as it is then; what an earlier
   * statement of the script creates is decided by `execute`.
   */
  authorize(session: Session, statement: S): void;
  /** Decides again, for the catalog may have changed, and runs the statement. */
  execute(session: Session, statement: S): StatementResult | Promise<StatementResult>;
}

/** The outcome of a statement that gives neither rows nor counts. */
export function done(session: Session, message: string): StatementResult {
  return { kind: 'done', message, asUser: session.principal.userId };
}

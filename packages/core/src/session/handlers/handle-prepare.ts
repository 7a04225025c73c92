import { type Deallocate, type Execute, type Prepare, resolveTypeName } from '@kalamdb/sql';
import { quotedStatement } from '../prepare/quoted-statement.ts';
import { retryWrite } from '../run/retry-write.ts';
import { runAuthorized } from '../run/run-prepared.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import { resolveExecute } from './resolve-execute.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** PREPARE binds the statement, so that what is wrong with it is told now. */
export const prepareHandler: StatementHandler<Prepare> = {
  authorize(session, { statement }) {
    authorizeRows(session, statement);
  },
  execute(session, statement) {
    this.authorize(session, statement);
    session.named.checkFree(statement.name);
    prepareParsed(session, statement.statement, statement.types.map(resolveTypeName));
    session.named.add({ prepare: statement, start: session.start });
    return done(session, `Statement "${statement.name.text}" prepared`);
  },
};

/**
 * EXECUTE: the statement as it is now, with the values of its arguments. What a name stands for was
 * decided about at PREPARE, and is again. Errors in a text have their position where it is quoted.
 */
export const executeHandler: StatementHandler<Execute> = {
  authorize(session, { target }) {
    if (target.kind !== 'text') return;
    const { statement } = quotedStatement(session, target);
    authorizeRows(session, statement);
  },
  execute(session, statement) {
    this.authorize(session, statement);
    const target = resolveExecute(session, statement);
    return retryWrite(session, () => {
      const { prepared, parameters } = target.ready();
      return runAuthorized(session, prepared, parameters, target.explain);
    });
  },
};

export const deallocateHandler: StatementHandler<Deallocate> = {
  authorize() {},
  execute(session, { name }) {
    if (name === undefined) {
      session.named.clear();
      return done(session, 'All prepared statements deallocated');
    }
    session.named.remove(name);
    return done(session, `Statement "${name.text}" deallocated`);
  },
};

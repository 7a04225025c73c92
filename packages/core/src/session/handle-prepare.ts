import {
  bindArguments,
  compileRow,
  type Deallocate,
  type Execute,
  type Expression,
  type Prepare,
  resolveTypeName,
  SqlError,
  type SqlType,
  type Value,
} from '@kalamdb/sql';
import type { StatementResult } from '../result.ts';
import { Execution } from './execution.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import { bindParameters } from './parameters.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import { quotedStatement } from './quoted-statement.ts';
import { retryWrite } from './retry-write.ts';
import { authorizeAccess, type ExplainError, runAuthorized } from './run-prepared.ts';
import type { Session } from './session.ts';
import { explaining, movedError } from './statement-error.ts';
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
    const { target, arguments: values } = statement;
    if (target.kind === 'prepared') {
      const named = session.named.find(target.name);
      const { statement: inner, types, name } = named.prepare;
      const what = `prepared statement "${name.text}"`;
      const hints = types.map(resolveTypeName);
      const explain = (error: unknown) => movedError(error, named.start - session.start);
      const prepare = () => explaining(explain, () => prepareParsed(session, inner, hints));
      return retryWrite(session, () =>
        run(session, { what, values, hints, prepare, explain, at: statement.at }),
      );
    }
    const quoted = quotedStatement(session, target);
    const explain = quoted.relocate;
    const prepare = () => explaining(explain, () => prepareParsed(session, quoted.statement));
    const what = 'the text';
    return retryWrite(session, () =>
      run(session, { what, values, hints: [], prepare, explain, at: statement.at }),
    );
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

interface PreparedRun {
  /** For messages. */
  readonly what: string;
  readonly values: readonly Expression[];
  /** Types that are known beforehand. */
  readonly hints: readonly SqlType[];
  readonly prepare: () => PreparedStatement;
  readonly explain?: ExplainError;
  /** Where EXECUTE stands. */
  readonly at: number;
}

function run(
  session: Session,
  { what, values, hints, prepare, explain, at }: PreparedRun,
): StatementResult | Promise<StatementResult> {
  const prepared = prepare();
  authorizeAccess(session, prepared);
  const types = argumentTypes(prepared, hints);
  if (values.length !== types.length) {
    throw new SqlError(
      'SQL_SYNTAX',
      `wrong number of parameters for ${what}: expected ${types.length} but got ${values.length}`,
      { position: at },
    );
  }
  return runAuthorized(session, prepared, evaluate(session, values, types), explain);
}

/** Of all parameters that it has, or that PREPARE gave a type. */
function argumentTypes(
  { bound }: PreparedStatement,
  hints: readonly SqlType[],
): readonly SqlType[] {
  const known = bound.parameterTypes.slice(0, bound.userParameterCount);
  return [...known, ...hints.slice(known.length)];
}

function evaluate(
  session: Session,
  values: readonly Expression[],
  types: readonly SqlType[],
): readonly Value[] {
  if (values.length === 0) return [];
  const bound = bindArguments(values, types);
  const given = bindParameters(bound, session.parameters, []);
  const context = new Execution(session, given, session.signal);
  return bound.expressions.map((expression) => compileRow(expression)([], context));
}

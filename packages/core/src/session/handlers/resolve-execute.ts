import {
  bindArguments,
  compileRow,
  type Execute,
  type Expression,
  resolveTypeName,
  SqlError,
  type SqlType,
  type Value,
} from '@kalamdb/sql';
import { bindParameters } from '../prepare/parameters.ts';
import type { PreparedStatement } from '../prepare/prepared-statement.ts';
import { quotedStatement } from '../prepare/quoted-statement.ts';
import { Execution } from '../run/execution.ts';
import { authorizeAccess, type ExplainError } from '../run/run-prepared.ts';
import type { Session } from '../session.ts';
import { explaining, movedError } from '../statement-error.ts';
import { prepareParsed } from './handle-rows.ts';

/** A statement that another one names or has in it. */
export interface ResolvedStatement {
  /** The statement as it is now, after asking the policy about it, and the values of its `$n`. */
  ready(): ReadyStatement;
  /** Gives errors of the statement their position in the text where it is written. */
  readonly explain: ExplainError;
}

export interface ReadyStatement {
  readonly prepared: PreparedStatement;
  readonly parameters: readonly Value[];
}

/**
 * Find what an EXECUTE stands for. Throws CORE_STATEMENT_NOT_FOUND at a name, what parsing throws of
 * a text; `ready` also SQL_SYNTAX for another number of values than the statement has parameters.
 */
export function resolveExecute(session: Session, statement: Execute): ResolvedStatement {
  const written = findWritten(session, statement);
  const { explain, hints } = written;
  return {
    explain,
    ready() {
      const prepared = explaining(explain, written.prepare);
      authorizeAccess(session, prepared);
      const types = argumentTypes(prepared, hints);
      checkCount(statement, types, written.what);
      return { prepared, parameters: evaluate(session, statement.arguments, types) };
    },
  };
}

interface WrittenStatement {
  /** For messages. */
  readonly what: string;
  /** Types that are known beforehand. */
  readonly hints: readonly SqlType[];
  readonly prepare: () => PreparedStatement;
  readonly explain: ExplainError;
}

function findWritten(session: Session, { target }: Execute): WrittenStatement {
  if (target.kind === 'text') {
    const { statement, relocate } = quotedStatement(session, target);
    const prepare = () => prepareParsed(session, statement);
    return { what: 'the text', hints: [], prepare, explain: relocate };
  }
  const { prepare: written, start } = session.named.find(target.name);
  const { statement, types, name } = written;
  const hints = types.map(resolveTypeName);
  return {
    what: `prepared statement "${name.text}"`,
    hints,
    prepare: () => prepareParsed(session, statement, hints),
    explain: (error) => movedError(error, start - session.start),
  };
}

/** Of all parameters that it has, or that PREPARE gave a type. */
function argumentTypes(
  { bound }: PreparedStatement,
  hints: readonly SqlType[],
): readonly SqlType[] {
  const known = bound.parameterTypes.slice(0, bound.userParameterCount);
  return [...known, ...hints.slice(known.length)];
}

function checkCount(
  { arguments: values, at }: Execute,
  types: readonly SqlType[],
  what: string,
): void {
  if (values.length === types.length) return;
  throw new SqlError(
    'SQL_SYNTAX',
    `wrong number of parameters for ${what}: expected ${types.length} but got ${values.length}`,
    { position: at },
  );
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

import { type ExecuteTarget, parseScript, type RowStatement, SqlError } from '@kalamdb/sql';
import type { Session } from '../session.ts';
import { explaining, hasPosition, withPosition } from '../statement-error.ts';
import { isRowStatement } from './row-statement.ts';

/** A statement within quotes of another one. */
export interface QuotedStatement {
  readonly statement: RowStatement;
  /** An error of it, with its position in the whole text. */
  relocate(error: unknown): unknown;
}

/**
 * Parse a text that is to be executed: one query or write. Throws SqlError with its position in the
 * whole text, SQL_UNSUPPORTED for any other statement.
 */
export function quotedStatement(
  { engine, text: whole }: Session,
  { text, at }: Extract<ExecuteTarget, { kind: 'text' }>,
): QuotedStatement {
  const relocate = (error: unknown) => {
    if (!hasPosition(error)) return error;
    const start = at + 1;
    const { position = 0 } = error;
    // Doubled quotes and escapes before it make the place uncertain.
    const isSame = whole.startsWith(text.slice(0, position), start);
    return withPosition(error, isSame ? start + position : at);
  };
  const statement = explaining(relocate, () => parse(text, engine.options.limits.sqlBytes, engine));
  return { statement, relocate };
}

function parse(text: string, maxLength: number, { statements }: Session['engine']): RowStatement {
  const script = statements.script(text) ?? parseScript(text, { maxLength });
  statements.addScript(text, script);
  const [only, ...others] = script;
  if (only === undefined || others.length > 0) {
    throw new SqlError('SQL_SYNTAX', `EXECUTE takes one statement; the text has ${script.length}`, {
      position: others[0]?.start ?? 0,
    });
  }
  if (isRowStatement(only.statement)) return only.statement;
  const kind = only.statement.kind.replaceAll('-', ' ').toUpperCase();
  throw new SqlError('SQL_UNSUPPORTED', `EXECUTE of a text cannot run ${kind}`, {
    position: only.start,
    hint: 'It runs one query, INSERT, UPDATE or DELETE.',
  });
}

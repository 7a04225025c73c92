import assert from 'node:assert/strict';
import {
  cutScript,
  type Fingerprint,
  fingerprint,
  type ParsedStatement,
  parseScript,
  type ScriptPart,
  SqlError,
  type Statement,
} from '@kalamdb/sql';
import type { StatementResult } from '../../result.ts';
import { authorizeStatement, executeStatement } from '../handlers/statement-handlers.ts';
import type { PreparedStatement } from '../prepare/prepared-statement.ts';
import { checkNotFailed } from '../run/in-transaction.ts';
import { retryWrite } from '../run/retry-write.ts';
import { authorizeAccess } from '../run/run-prepared.ts';
import type { Session } from '../session.ts';
import { runLifted } from './run-lifted.ts';

/** One statement of a script. Positions in it, and of its errors, are those of its `text`. */
export interface ScriptStatement {
  readonly text: string;
  /** Where `text` begins in the script. */
  readonly start: number;
  /** With it, its literals are lifted out, and what was prepared for the same shape runs it. */
  readonly print: Fingerprint | undefined;
  /** What was prepared for its shape when the script was read; such a shape need not be parsed. */
  readonly known: PreparedStatement | undefined;
  /** Parsed when first asked for. */
  parsed(): Statement;
}

/**
 * The statements of the session's text. A script is cut into texts of their own, so that each finds
 * what was prepared for its shape. Throws what `parseScript` throws of the whole text.
 */
export function readScript(session: Session): readonly ScriptStatement[] {
  const { engine, text } = session;
  const known = engine.statements.script(text);
  if (known !== undefined) return known.map((one) => asWritten(text, one));
  return readParts(session) ?? parseWhole(session);
}

function parseWhole({ engine, text }: Session): readonly ScriptStatement[] {
  const parsed = parseScript(text, { maxLength: engine.options.limits.sqlBytes });
  engine.statements.addScript(text, parsed);
  return parsed.map((one) => asWritten(text, one));
}

function asWritten(text: string, { statement }: ParsedStatement): ScriptStatement {
  return { text, start: 0, print: undefined, known: undefined, parsed: () => statement };
}

/**
 * `undefined` for one statement, and when a part is none or the whole is too long: what is wrong is
 * told of the whole text.
 */
function readParts(session: Session): readonly ScriptStatement[] | undefined {
  const { sqlBytes } = session.engine.options.limits;
  const parts = cutScript(session.text) ?? [];
  if (parts.length < 2 || Buffer.byteLength(session.text) > sqlBytes) return undefined;
  try {
    return parts.map((part) => readPart(session, part));
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

function readPart({ engine, namespace }: Session, { text, start }: ScriptPart): ScriptStatement {
  const print = fingerprint(text);
  const known = print && engine.statements.find(print, namespace);
  let statement: Statement | undefined;
  const parsed = (): Statement => {
    statement ??= parsePart(text, engine.options.limits.sqlBytes);
    return statement;
  };
  if (known === undefined) parsed();
  return { text, start, print, known, parsed };
}

function parsePart(text: string, maxLength: number): Statement {
  const [only, ...others] = parseScript(text, { maxLength });
  assert(only !== undefined && others.length === 0, 'a part of a script is one statement');
  return only.statement;
}

/** Decide whether the session may run a statement; see StatementHandler. */
export function authorizeScriptStatement(
  session: Session,
  { known, parsed }: ScriptStatement,
): void {
  if (known?.namespace === session.namespace) authorizeAccess(session, known);
  else authorizeStatement(session, parsed());
}

/** Run a statement, whose text is the session's from then on. */
export function runScriptStatement(
  session: Session,
  { text, start, print, parsed }: ScriptStatement,
): StatementResult | Promise<StatementResult> {
  session.text = text;
  session.start = start;
  if (print === undefined) return executeStatement(session, parsed());
  checkNotFailed(session.transaction);
  return retryWrite(session, () => runLifted(session, print, parsed));
}

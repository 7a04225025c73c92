import assert from 'node:assert/strict';
import {
  type Catalog,
  type Fingerprint,
  fingerprint,
  parseScript,
  type Statement,
} from '@kalamdb/sql';
import type { StatementResult } from '../../result.ts';
import { authorizeRows } from '../handlers/handle-rows.ts';
import { prepareStatement } from '../prepare/prepare.ts';
import type { PreparedStatement } from '../prepare/prepared-statement.ts';
import { isRowStatement } from '../prepare/row-statement.ts';
import { isSeen, seenCatalog } from '../prepare/seen-catalog.ts';
import { runPrepared } from '../run/run-prepared.ts';
import { type Session, sessionCatalog } from '../session.ts';
import { hasPosition, withPosition } from '../statement-error.ts';
import { movePosition } from './move-position.ts';

/**
 * Run a text that has a shape: with the statement prepared earlier for the same shape, or with one
 * prepared now and kept, out of `parse`. Positions of errors are those of the session's text.
 */
export function runLifted(
  session: Session,
  print: Fingerprint,
  parse: () => Statement = () => parseLifted(session),
): StatementResult | Promise<StatementResult> {
  const { statements } = session.engine;
  const found = statements.find(print, session.namespace) ?? prepareShape(session, print, parse());
  if (!isSeen(session, found)) {
    const prepared = prepareLifted(session, print, parse(), seenCatalog(session));
    return runPrepared(session, prepared, print.literals);
  }
  if (found.text === session.text) {
    if (print.literals.length === 0) statements.addText(found);
    return runPrepared(session, found, print.literals);
  }
  return runPrepared(session, found, print.literals, (error) =>
    relocate(error, found, session.text, print),
  );
}

function parseLifted({ engine, text }: Session): Statement {
  const [parsed, ...others] = parseScript(text, { maxLength: engine.options.limits.sqlBytes });
  assert(others.length === 0 && parsed !== undefined, 'a text with a shape is one statement');
  return parsed.statement;
}

/** Prepared to be kept. */
function prepareShape(
  session: Session,
  print: Fingerprint,
  statement: Statement,
): PreparedStatement {
  const prepared = prepareLifted(session, print, statement, sessionCatalog(session));
  session.engine.statements.add(print, prepared);
  return prepared;
}

function prepareLifted(
  session: Session,
  print: Fingerprint,
  statement: Statement,
  names: Catalog,
): PreparedStatement {
  const { engine, namespace, text } = session;
  assert(isRowStatement(statement), 'a text with a shape is a query or a write');
  authorizeRows(session, statement);
  return prepareStatement(statement, engine.catalog, {
    namespace,
    text,
    print,
    names,
    isGeneric: engine.statements.needsGeneric(print, namespace),
    statistics: engine.scanMemory.statistics,
  });
}

/** An error of an earlier text's plan, moved to where the same token stands in `text`. */
function relocate(
  error: unknown,
  prepared: PreparedStatement,
  text: string,
  print: Fingerprint,
): unknown {
  if (!hasPosition(error) || error.position === undefined) return error;
  const original = fingerprint(prepared.text);
  assert(original !== undefined, 'a cached text keeps its shape');
  const from = { text: prepared.text, print: original };
  return withPosition(error, movePosition(error.position, from, { text, print }));
}

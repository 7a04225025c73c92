import assert from 'node:assert/strict';
import { type ParameterInput, parseScript, type RowStatement } from '@kalamdb/sql';
import type { StatementResult } from '../result.ts';
import { prepareParsed } from './handle-rows.ts';
import { bindParameters } from './parameters.ts';
import { isRowStatement } from './row-statement.ts';
import { runAuthorized } from './run-prepared.ts';
import type { Session } from './session.ts';

const parsed = new Map<string, RowStatement>();

/**
 * Run a SELECT of the database's own over system tables in the name of the session's user, without
 * asking whether that user may read system tables: the caller has asked about the statement that
 * this answers. `text` is one of a fixed few.
 */
export function runInternalQuery(
  session: Session,
  text: string,
  parameters: readonly ParameterInput[],
): StatementResult | Promise<StatementResult> {
  const prepared = prepareParsed(session, parseOnce(text));
  return runAuthorized(session, prepared, bindParameters(prepared.bound, parameters, []));
}

function parseOnce(text: string): RowStatement {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const statement = parseScript(text)[0]?.statement;
  assert(statement !== undefined && isRowStatement(statement), 'an internal query is a query');
  parsed.set(text, statement);
  return statement;
}

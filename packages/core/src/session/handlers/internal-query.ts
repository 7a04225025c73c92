import assert from 'node:assert/strict';
import { type ParameterInput, parseScript, type RowStatement } from '@kalamdb/sql';
import type { RelationName } from '../../catalog/stored-view.ts';
import type { StatementResult } from '../../result.ts';
import { bindParameters } from '../prepare/parameters.ts';
import { isRowStatement } from '../prepare/row-statement.ts';
import { runAuthorized } from '../run/run-prepared.ts';
import type { Session } from '../session.ts';
import { prepareParsed } from './handle-rows.ts';

const parsed = new Map<string, RowStatement>();

/**
 * Run a SELECT of the database's own over system tables in the name of the session's user, without
 * asking whether that user may read system tables: the caller has asked about the statement that
 * this answers. `text` is one of a fixed few. With `about`, the system tables tell of that table or
 * view alone, without a look at all others.
 */
export function runInternalQuery(
  session: Session,
  text: string,
  parameters: readonly ParameterInput[],
  about?: RelationName,
): StatementResult | Promise<StatementResult> {
  const prepared = prepareParsed(session, parseOnce(text));
  const owner = about === undefined ? session : { ...session, about };
  return runAuthorized(owner, prepared, bindParameters(prepared.bound, parameters, []));
}

function parseOnce(text: string): RowStatement {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const statement = parseScript(text)[0]?.statement;
  assert(statement !== undefined && isRowStatement(statement), 'an internal query is a query');
  parsed.set(text, statement);
  return statement;
}

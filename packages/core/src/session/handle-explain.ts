import {
  analysisJson,
  analysisLines,
  type Explain,
  type ExplainOptions,
  isQuery,
  type PlanAnalysis,
  SqlError,
  sqlTypes,
  statementTree,
} from '@kalamdb/sql';
import type { ResultField, StatementResult } from '../result.ts';
import { analyzeQuery } from './analyze-query.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Session } from './session.ts';
import type { StatementHandler } from './statement-handler.ts';

const planField: ResultField = { name: 'QUERY PLAN', type: sqlTypes.text, flags: ['nn'] };

/**
 * EXPLAIN: the optimised plan, a line per row, or one row of JSON; with ANALYZE also what its nodes
 * did. Needs what running the statement would need.
 */
export const explainHandler: StatementHandler<Explain> = {
  authorize(session, { statement }) {
    authorizeRows(session, statement);
  },
  execute(session, { statement, options }) {
    authorizeRows(session, statement);
    if (!options.analyze) return planRows(session, prepareParsed(session, statement), options);
    if (!isQuery(statement)) throw analyzedWrite(statement.at);
    const start = performance.now();
    const prepared = prepareParsed(session, statement);
    const planningMs = performance.now() - start;
    return runAnalyzed(session, prepared, options, planningMs);
  },
};

async function runAnalyzed(
  session: Session,
  prepared: PreparedStatement,
  options: ExplainOptions,
  planningMs: number,
): Promise<StatementResult> {
  const { figuresOf, executionMs, memoryBytes } = await analyzeQuery(session, prepared);
  return planRows(session, prepared, options, {
    figuresOf,
    timing: options.timing,
    summary: options.summary ? { planningMs, executionMs, memoryBytes } : undefined,
  });
}

function planRows(
  session: Session,
  { bound }: PreparedStatement,
  { format }: ExplainOptions,
  analysis?: PlanAnalysis,
): StatementResult {
  const tree = statementTree(bound);
  const lines = format === 'json' ? [analysisJson(tree, analysis)] : analysisLines(tree, analysis);
  return {
    kind: 'rows',
    fields: [planField],
    rows: { kind: 'rows', rows: lines.map((line) => [line]) },
    asUser: session.principal.userId,
  };
}

function analyzedWrite(position: number): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'EXPLAIN ANALYZE of a write is not supported', {
    position,
    hint: 'Leave ANALYZE out, or analyze a query that reads the same rows.',
  });
}

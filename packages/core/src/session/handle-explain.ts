import {
  analysisJson,
  analysisLines,
  type Explain,
  type ExplainOptions,
  type PlanAnalysis,
  type RowStatement,
  sqlTypes,
  statementTree,
} from '@kalamdb/sql';
import type { ResultField, StatementResult } from '../result.ts';
import { analyzeStatement } from './analyze-statement.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import { retryWrite } from './retry-write.ts';
import type { Session } from './session.ts';
import type { StatementHandler } from './statement-handler.ts';

const planField: ResultField = { name: 'QUERY PLAN', type: sqlTypes.text, flags: ['nn'] };

/**
 * EXPLAIN: the optimised plan, a line per row, or one row of JSON; with ANALYZE also what its nodes
 * did: it runs the statement, writes too. Needs what running it would need.
 */
export const explainHandler: StatementHandler<Explain> = {
  authorize(session, { statement }) {
    authorizeRows(session, statement);
  },
  execute(session, { statement, options }) {
    authorizeRows(session, statement);
    if (!options.analyze) return planRows(session, prepareParsed(session, statement), options);
    return retryWrite(session, () => runAnalyzed(session, statement, options));
  },
};

async function runAnalyzed(
  session: Session,
  statement: RowStatement,
  options: ExplainOptions,
): Promise<StatementResult> {
  const start = performance.now();
  const prepared = prepareParsed(session, statement);
  const planningMs = performance.now() - start;
  const analysis = await analyzeStatement(session, prepared);
  const { figuresOf, written, executionMs, memoryBytes } = analysis;
  return planRows(session, prepared, options, {
    figuresOf,
    written,
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

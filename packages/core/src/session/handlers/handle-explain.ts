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
import type { ResultField, StatementResult } from '../../result.ts';
import { bindParameters } from '../prepare/parameters.ts';
import type { PreparedStatement } from '../prepare/prepared-statement.ts';
import { retryWrite } from '../run/retry-write.ts';
import { authorizeAccess } from '../run/run-prepared.ts';
import type { Session } from '../session.ts';
import { analyzeStatement } from './analyze-statement.ts';
import { executeHandler } from './handle-prepare.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import { type ResolvedStatement, resolveExecute } from './resolve-execute.ts';
import type { StatementHandler } from './statement-handler.ts';

const planField: ResultField = { name: 'QUERY PLAN', type: sqlTypes.text, flags: ['nn'] };

/**
 * EXPLAIN: the optimised plan, a line per row, or one row of JSON; with ANALYZE also what its nodes
 * did: it runs the statement, writes too. Needs what running it would need.
 */
export const explainHandler: StatementHandler<Explain> = {
  authorize(session, { statement }) {
    if (statement.kind === 'execute') executeHandler.authorize(session, statement);
    else authorizeRows(session, statement);
  },
  execute(session, explain) {
    this.authorize(session, explain);
    const { statement, options } = explain;
    const target =
      statement.kind === 'execute'
        ? resolveExecute(session, statement)
        : writtenTarget(session, statement);
    if (options.analyze) return retryWrite(session, () => runAnalyzed(session, target, options));
    return planRows(session, target.ready().prepared, options);
  },
};

/** A statement that stands behind EXPLAIN itself, with the parameters of the session. */
function writtenTarget(session: Session, statement: RowStatement): ResolvedStatement {
  return {
    explain: (error) => error,
    ready() {
      const prepared = prepareParsed(session, statement);
      authorizeAccess(session, prepared);
      return { prepared, parameters: bindParameters(prepared.bound, session.parameters, []) };
    },
  };
}

async function runAnalyzed(
  session: Session,
  target: ResolvedStatement,
  options: ExplainOptions,
): Promise<StatementResult> {
  const start = performance.now();
  const ready = target.ready();
  const planningMs = performance.now() - start;
  const analysis = await analyzeStatement(session, ready).catch((error: unknown) => {
    throw target.explain(error);
  });
  const { figuresOf, written, executionMs, memoryBytes } = analysis;
  return planRows(session, ready.prepared, options, {
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

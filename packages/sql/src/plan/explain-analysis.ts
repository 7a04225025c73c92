import type { BoundWrite } from '../bind/statement.ts';
import type { ExplainNode } from './explain-tree.ts';
import { treeLines } from './explain-tree.ts';
import type { NodeFigures } from './node-figures.ts';
import type { Plan } from './plan.ts';

/** What a statement did: by node, `undefined` for one that never ran, and as a whole. */
export interface PlanAnalysis {
  readonly figuresOf: (plan: Plan) => NodeFigures | undefined;
  /** How many rows each write of the statement has written. */
  readonly written: ReadonlyMap<BoundWrite, number>;
  readonly timing: boolean;
  readonly summary: AnalysisSummary | undefined;
}

/** The statement as a whole; times in milliseconds. */
export interface AnalysisSummary {
  readonly planningMs: number;
  readonly executionMs: number;
  /** The most that all nodes kept at one time. */
  readonly memoryBytes: number;
}

/**
 * The lines of EXPLAIN, those of nodes with what they did:
 *
 *     Sort a (actual time=1.204 own=0.310 rows=20 batches=1 loops=1 memory=4kB)
 */
export function analysisLines(
  tree: ExplainNode,
  analysis: PlanAnalysis | undefined,
): readonly string[] {
  if (analysis === undefined) return treeLines(tree);
  const { summary } = analysis;
  const lines = treeLines(tree, (node) => {
    if (node.plan !== undefined) return suffixOf(node.plan, analysis);
    const written = writtenBy(node, analysis);
    return written === undefined ? '' : ` (actual rows=${written})`;
  });
  if (summary === undefined) return lines;
  return [
    ...lines,
    `Planning Time: ${summary.planningMs.toFixed(3)} ms`,
    `Execution Time: ${summary.executionMs.toFixed(3)} ms`,
    `Peak Memory: ${kilobytes(summary.memoryBytes)}`,
  ];
}

function writtenBy({ write }: ExplainNode, { written }: PlanAnalysis): number | undefined {
  return write && written.get(write);
}

function suffixOf(plan: Plan, { figuresOf, timing }: PlanAnalysis): string {
  const figures = figuresOf(plan);
  if (figures === undefined) return ' (never executed)';
  const { rows, batches, loops, milliseconds, ownMilliseconds, memoryBytes, source } = figures;
  const parts = [
    ...(timing ? [`time=${milliseconds.toFixed(3)}`, `own=${ownMilliseconds.toFixed(3)}`] : []),
    `rows=${rows}`,
    `batches=${batches}`,
    `loops=${loops}`,
    ...(memoryBytes > 0 ? [`memory=${kilobytes(memoryBytes)}`] : []),
    ...(source === undefined ? [] : [`from=${source}`]),
  ];
  return ` (actual ${parts.join(' ')})`;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)}kB`;
}

/** The same as a JSON text: an array of one object, keys as in PostgreSQL where it has them. */
export function analysisJson(tree: ExplainNode, analysis: PlanAnalysis | undefined): string {
  const { summary } = analysis ?? {};
  const statement = {
    Plan: nodeObject(tree, analysis),
    ...(summary && {
      'Planning Time': rounded(summary.planningMs),
      'Execution Time': rounded(summary.executionMs),
      'Peak Memory Bytes': summary.memoryBytes,
    }),
  };
  return JSON.stringify([statement], undefined, 2);
}

function nodeObject(node: ExplainNode, analysis: PlanAnalysis | undefined): object {
  const { line, plan, inner } = node;
  const written = analysis && writtenBy(node, analysis);
  return {
    'Node Type': line.split(' ', 1)[0],
    Description: line,
    ...(plan && analysis && figuresObject(analysis.figuresOf(plan), analysis.timing)),
    ...(written !== undefined && { 'Actual Rows': written }),
    ...(inner.length > 0 && { Plans: inner.map((child) => nodeObject(child, analysis)) }),
  };
}

function figuresObject(figures: NodeFigures | undefined, timing: boolean): object {
  return {
    'Actual Rows': figures?.rows ?? 0,
    'Actual Batches': figures?.batches ?? 0,
    'Actual Loops': figures?.loops ?? 0,
    ...(timing && {
      'Actual Total Time': rounded(figures?.milliseconds ?? 0),
      'Actual Own Time': rounded(figures?.ownMilliseconds ?? 0),
    }),
    'Peak Memory Bytes': figures?.memoryBytes ?? 0,
    ...(figures?.source !== undefined && { Source: figures.source }),
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

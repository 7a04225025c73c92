import type { BoundWrite } from '../bind/statement.ts';
import type { Plan } from './plan.ts';

/** A line of EXPLAIN and what stands below it. */
export interface ExplainNode {
  readonly line: string;
  /** The node of the plan that the line describes, if it describes one. */
  readonly plan: Plan | undefined;
  /** The write that the line describes, if it describes one. */
  readonly write?: BoundWrite;
  readonly inner: readonly ExplainNode[];
}

/** The lines of a tree, what is below a line two spaces further in; `suffix` ends a line. */
export function treeLines(
  node: ExplainNode,
  suffix: (node: ExplainNode) => string = () => '',
): readonly string[] {
  const inner = node.inner.flatMap((child) => treeLines(child, suffix));
  return [node.line + suffix(node), ...inner.map((line) => `  ${line}`)];
}

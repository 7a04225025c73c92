import type { Binary, Expression } from './ast.ts';

/** Operands joined by one associative operator; `offsets[i]` is the operator's after operand i. */
export interface Run {
  readonly operator: 'and' | 'or';
  readonly operands: Expression[];
  readonly offsets: number[];
}

/**
 * The operands (at least one) of a run as a balanced tree in the same order, the left half never
 * the smaller one: a thousand operands are ten levels high, so that recursive walks stay shallow.
 */
export function balance(run: Run): Expression {
  return join(run, 0, run.operands.length);
}

/**
 * The operands of the tree under `node` if the tree is exactly what `balance` makes of them, i.e.
 * what parsing them without parentheses gives; otherwise `undefined`.
 */
export function unbalance(node: Binary): readonly Expression[] | undefined {
  const operands: Expression[] = [];
  collect(node, node.operator, operands);
  return isBalanced(node, node.operator, operands.length) ? operands : undefined;
}

function join(run: Run, start: number, end: number): Expression {
  if (end - start === 1) {
    return run.operands[start];
  }
  const middle = start + leftSize(end - start);
  return {
    kind: 'binary',
    operator: run.operator,
    left: join(run, start, middle),
    right: join(run, middle, end),
    at: run.offsets[middle - 1],
  };
}

function leftSize(size: number): number {
  return Math.ceil(size / 2);
}

function collect(node: Expression, operator: string, operands: Expression[]): void {
  if (node.kind === 'binary' && node.operator === operator) {
    collect(node.left, operator, operands);
    collect(node.right, operator, operands);
  } else {
    operands.push(node);
  }
}

/** Whether `node` has the balanced shape over `size` operands. */
function isBalanced(node: Expression, operator: string, size: number): boolean {
  const isRun = node.kind === 'binary' && node.operator === operator;
  if (size === 1) {
    return !isRun;
  }
  return (
    isRun &&
    isBalanced(node.left, operator, leftSize(size)) &&
    isBalanced(node.right, operator, size - leftSize(size))
  );
}

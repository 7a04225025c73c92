import { selectPresent, withoutSlots } from '../../columnar/slots.ts';
import type { BoundCase, BoundCoalesce, BoundExpression } from '../../plan/expression.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Compiler, Evaluator } from './evaluator.ts';
import { mergeParts, type Part } from './merge.ts';

/** CASE: each condition sees the rows that none before it took, each result only its own rows. */
export function compileCase(node: BoundCase, compiler: Compiler): Evaluator {
  const branches = node.branches.map(({ when, then }) => ({
    select: compiler.selector(when),
    evaluate: compiler.vector(typed(then, node.type)),
  }));
  const otherwise = compiler.vector(typed(node.otherwise, node.type));
  return (batch, slots, context) => {
    const parts: Part[] = [];
    let pending = slots;
    for (const { select, evaluate } of branches) {
      if (pending.length === 0) break;
      const out = new Uint32Array(pending.length);
      const taken = out.subarray(0, select(batch, pending, context, out));
      if (taken.length === 0) continue;
      parts.push({ vector: evaluate(batch, taken, context), slots: taken });
      pending = withoutSlots(pending, taken);
    }
    if (pending.length > 0) {
      parts.push({ vector: otherwise(batch, pending, context), slots: pending });
    }
    return mergeParts(node.type, parts, batch.length);
  };
}

/** COALESCE: each operand sees only the rows where all before it are NULL. */
export function compileCoalesce(node: BoundCoalesce, compiler: Compiler): Evaluator {
  const operands = node.operands.map((operand) => compiler.vector(typed(operand, node.type)));
  return (batch, slots, context) => {
    const parts: Part[] = [];
    let pending = slots;
    for (const [index, operand] of operands.entries()) {
      if (pending.length === 0) break;
      const vector = operand(batch, pending, context);
      const out = new Uint32Array(pending.length);
      const isLast = index === operands.length - 1;
      const taken = isLast ? pending : out.subarray(0, selectPresent(vector, pending, out));
      parts.push({ vector, slots: taken });
      pending = withoutSlots(pending, taken);
    }
    return mergeParts(node.type, parts, batch.length);
  };
}

/** A NULL constant may be of unknown type: its column must have the layout of the result. */
function typed(expression: BoundExpression, type: SqlType): BoundExpression {
  return expression.kind === 'constant' && expression.value === null
    ? { ...expression, type }
    : expression;
}

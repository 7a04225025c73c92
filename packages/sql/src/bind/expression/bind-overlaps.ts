import type { Binary, Expression } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { callFunction } from './call-overload.ts';
import type { ExpressionContext } from './expression-context.ts';

/** `(start, end) OVERLAPS (start, length)`. SQL_SYNTAX where a side is no row of two. */
export function bindOverlaps(
  context: ExpressionContext,
  { left, right, at }: Binary,
): BoundExpression {
  const operands = [...periodOf(left, 'left'), ...periodOf(right, 'right')].map(context.bind);
  return callFunction(context, 'overlaps', operands, at);
}

function periodOf(node: Expression, side: 'left' | 'right'): readonly Expression[] {
  if (node.kind === 'row' && node.items.length === 2) return node.items;
  const message = `wrong number of parameters on ${side} side of OVERLAPS expression`;
  throw new SqlError('SQL_SYNTAX', message, {
    position: node.at,
    hint: 'Write (start, end) or (start, length).',
  });
}

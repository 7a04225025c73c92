import type { BoundExpression, BoundLet, BoundLocal } from '../../plan/expression.ts';
import { hasVolatile, mapExpression, someExpression } from '../../plan/walk.ts';

/**
 * What `use` makes of the value of `operand`, which is evaluated once however often `use` repeats it.
 */
export function evaluateOnce(
  operand: BoundExpression,
  use: (value: BoundExpression) => BoundExpression,
): BoundExpression {
  if (!hasVolatile(operand)) return use(operand);
  const local: BoundLocal = { kind: 'local', type: operand.type, index: 0 };
  return letIn(operand, local, use(local));
}

/** The same for several operands, evaluated from left to right. */
export function evaluateAllOnce(
  operands: readonly BoundExpression[],
  use: (values: readonly BoundExpression[]) => BoundExpression,
): BoundExpression {
  const bindFrom = (index: number, values: readonly BoundExpression[]): BoundExpression =>
    index === operands.length
      ? use(values)
      : evaluateOnce(operands[index], (value) => bindFrom(index + 1, [...values, value]));
  return bindFrom(0, []);
}

/** The index is known only when the body is: one above those of the lets within. */
function letIn(value: BoundExpression, local: BoundLocal, body: BoundExpression): BoundLet {
  const index = highestLet(body) + 1;
  const named: BoundLocal = { ...local, index };
  const numbered = mapExpression(body, (part) => (part === local ? named : part));
  return { kind: 'let', type: body.type, index, value, body: numbered };
}

/** The greatest index of a BoundLet in `expression`; 0 without one. */
export function highestLet(expression: BoundExpression): number {
  let highest = 0;
  someExpression(expression, (part) => {
    if (part.kind === 'let') highest = Math.max(highest, part.index);
    return false;
  });
  return highest;
}

import { castKernel } from '../../columnar/kernels/cast.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { BoundCast } from '../../plan/expression.ts';
import { castFunction } from '../../types/coerce.ts';
import { isWithin } from '../../types/sql-type.ts';
import type { Compiler, Evaluator } from './evaluator.ts';
import { mapSlots } from './map-slots.ts';
import { withPosition } from './position.ts';

/** A cast: numeric widening by kernel, everything else value by value. */
export function compileCast(node: BoundCast, compiler: Compiler): Evaluator {
  const operand = compiler.vector(node.operand);
  const [from, to] = [node.operand.type, node.type];
  if (isWithin(from, to)) return operand;
  const kernel = castKernel(from, to);
  const castOne = castFunction(from, to);
  return (batch, slots, context) => {
    const vector = operand(batch, slots, context);
    const column =
      kernel?.evaluate([vector], slots, batch.length) ??
      withPosition(node.position, () =>
        mapSlots(to, [vector], slots, batch.length, ([value]) =>
          value === null ? null : castOne(value),
        ),
      );
    return columnVector(column);
  };
}

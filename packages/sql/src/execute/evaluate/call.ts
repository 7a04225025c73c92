import { findKernel } from '../../columnar/kernels/find-kernel.ts';
import type { BatchKernel } from '../../columnar/kernels/kernel.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { BoundCall } from '../../plan/expression.ts';
import type { Value } from '../../types/value.ts';
import type { ExecutionContext } from '../context.ts';
import type { Compiler, Evaluator } from './evaluator.ts';
import { mapSlots } from './map-slots.ts';
import { withPosition } from './position.ts';

/**
 * A function call: by its kernel if there is one and it can answer, else slot by slot by the row
 * definition, which thereby is the one that raises all errors.
 */
export function compileCall(node: BoundCall, compiler: Compiler): Evaluator {
  const operands = node.arguments.map(compiler.vector);
  const kernel = kernelOf(node);
  return (batch, slots, context) => {
    const vectors = operands.map((operand) => operand(batch, slots, context));
    const column =
      kernel?.evaluate(vectors, slots, batch.length) ??
      withPosition(node.position, () =>
        mapSlots(node.type, vectors, slots, batch.length, rowCall(node, context)),
      );
    return columnVector(column);
  };
}

/** The column kernel of a call, if it has one. */
export function kernelOf(node: BoundCall): BatchKernel | undefined {
  if (!node.function.strict) return undefined;
  return findKernel(
    node.function.name,
    node.arguments.map((argument) => argument.type.kind),
  );
}

function rowCall(node: BoundCall, context: ExecutionContext): (values: readonly Value[]) => Value {
  const { row, strict } = node.function;
  return (values) => (strict && values.includes(null) ? null : row(values, context));
}

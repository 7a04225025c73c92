import type { BoundLet, BoundLocal } from '../../plan/expression.ts';
import { localsOf } from '../context.ts';
import type { Compiler, Evaluator } from './evaluator.ts';

/** LET: the value for all wanted rows, then the body, which may ask for it at some of them. */
export function compileLet({ index, value, body }: BoundLet, compiler: Compiler): Evaluator {
  const evaluate = compiler.vector(value);
  const evaluateBody = compiler.vector(body);
  return (batch, slots, context) => {
    localsOf(context).vectors[index] = evaluate(batch, slots, context);
    return evaluateBody(batch, slots, context);
  };
}

export function compileLocal({ index }: BoundLocal): Evaluator {
  return (_batch, _slots, context) => localsOf(context).vectors[index];
}

import type { Operator } from './operator.ts';

/** Union gives the rows of one input after those of another. */
export function compileUnion(inputs: readonly Operator[]): Operator {
  return async function* union(execution) {
    for (const input of inputs) yield* input(execution);
  };
}

import type { AccessPath, PlanBound } from '../plan/plan.ts';
import type { Value } from '../types/value.ts';
import type { ExecutionContext } from './context.ts';
import { compileScalar } from './evaluate/scalar.ts';
import type { KeyBound, KeyRange } from './source.ts';

/** The range of one execution; `empty` when a bound is NULL, which no key satisfies. */
export type ScanRange = KeyRange | 'all' | 'empty';

/** Compile an access path to the key range that an execution reads. */
export function compileKeyRange(access: AccessPath): (context: ExecutionContext) => ScanRange {
  if (access.kind === 'full') return () => 'all';
  const equals = access.equal.map(compileScalar);
  const lowerBound = compileBound(access.lower);
  const upperBound = compileBound(access.upper);
  return (context) => {
    const equal: Value[] = [];
    for (const scalar of equals) {
      const value = scalar(context);
      if (value === null) return 'empty';
      equal.push(value);
    }
    const lower = lowerBound(context);
    const upper = upperBound(context);
    return lower === null || upper === null ? 'empty' : { equal, lower, upper };
  };
}

/** `null` for a bound that is NULL, `undefined` for none. */
function compileBound(
  bound: PlanBound | undefined,
): (context: ExecutionContext) => KeyBound | null | undefined {
  if (bound === undefined) return () => undefined;
  const scalar = compileScalar(bound.value);
  return (context) => {
    const value = scalar(context);
    return value === null ? null : { value, inclusive: bound.inclusive };
  };
}

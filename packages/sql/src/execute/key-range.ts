import type { AccessPath, PlanBound } from '../plan/plan.ts';
import type { Value } from '../types/value.ts';
import type { ExecutionContext } from './context.ts';
import { compileScalar } from './evaluate/scalar.ts';
import type { KeyBound, KeyPrefix, KeyRange } from './source.ts';

/** The range of one execution; `empty` when a bound is NULL, which no key satisfies. */
export type ScanRange = KeyRange | 'all' | 'empty';

/** An access path that reads one range. */
export type RangeAccess = Extract<
  AccessPath,
  { readonly kind: 'full' | 'key-range' | 'index-range' }
>;

/** Compile an access path to the key range that an execution reads. */
export function compileKeyRange(access: RangeAccess): (context: ExecutionContext) => ScanRange {
  if (access.kind === 'full') return () => 'all';
  const equals = access.equal.map(compileScalar);
  const lowerBound = compileBound(access.lower);
  const upperBound = compileBound(access.upper);
  return (context) => {
    const equal = equals.map((scalar) => scalar(context));
    if (equal.includes(null)) return 'empty';
    const lower = lowerBound(context);
    const upper = upperBound(context);
    return lower === null || upper === null ? 'empty' : { equal, lower, upper };
  };
}

/** Compile an access path of several keys to those that an execution reads; none if all are NULL. */
export function compileKeys(
  access: Extract<AccessPath, { readonly kind: 'keys' }>,
): (context: ExecutionContext) => readonly KeyPrefix[] {
  const equals = access.equal.map(compileScalar);
  const items = access.oneOf.map(compileScalar);
  return (context) => {
    const equal = equals.map((scalar) => scalar(context));
    const keys = items.map((item): readonly Value[] => [...equal, item(context)]);
    return keys.filter((key) => !key.includes(null));
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

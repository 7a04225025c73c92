import type { BoundExpression } from './expression.ts';
import type { AccessPath } from './plan.ts';

/** The values that an access path names. */
export function accessExpressions(access: AccessPath): readonly BoundExpression[] {
  switch (access.kind) {
    case 'full':
    case 'lookup':
      return [];
    case 'keys':
      return [...access.equal, ...access.oneOf];
    default:
      return [
        ...access.equal,
        ...[access.lower, access.upper].flatMap((bound) => bound?.value ?? []),
      ];
  }
}

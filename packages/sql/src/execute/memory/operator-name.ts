import assert from 'node:assert/strict';
import type { Plan } from '../../plan/plan.ts';

/** A node that keeps rows, as a message calls it; `undefined` for one that keeps none. */
export function keepingOperator(plan: Plan): string | undefined {
  switch (plan.kind) {
    case 'apply':
      return 'Apply';
    case 'join':
      return 'a join';
    case 'set':
      return plan.operation === 'intersect' ? 'INTERSECT' : 'EXCEPT';
    case 'aggregate':
      return 'an aggregation';
    case 'window':
      return 'a window';
    case 'distinct':
      return 'DISTINCT';
    case 'sort':
      return 'a sort';
    case 'with':
      return 'WITH';
    case 'recursive':
      return 'WITH RECURSIVE';
    case 'scan':
    case 'common':
    case 'values':
    case 'union':
    case 'filter':
    case 'project':
    case 'expand':
    case 'limit':
    case 'lock':
      return undefined;
    default:
      return assert.fail(String(plan satisfies never));
  }
}

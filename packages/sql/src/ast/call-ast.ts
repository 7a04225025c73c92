import type { Expression, OrderItem } from './ast.ts';
import type { Name } from './name.ts';

/**
 * A function call; also the keywords that are functions (CURRENT_USER, CURRENT_TIMESTAMP …), with
 * no arguments. `COUNT(*)` has the single argument `star`.
 */
export interface Call {
  readonly kind: 'call';
  readonly name: Name;
  readonly arguments: readonly Expression[];
  readonly distinct: boolean;
  /** Of an ordered aggregate: in the parentheses, or of WITHIN GROUP. */
  readonly orderBy: readonly OrderItem[];
  readonly withinGroup: boolean;
  readonly filter: Expression | undefined;
  readonly at: number;
}

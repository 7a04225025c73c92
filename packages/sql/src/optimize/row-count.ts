import type { ScalarFunction } from '../bind/functions/functions.ts';
import { call } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { LimitPlan } from '../plan/plan.ts';
import { hasVolatile } from '../plan/walk.ts';
import { BIGINT_MAX } from '../types/number-text.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { foldExpression } from './fold-constants.ts';

/**
 * How many rows of its input a Limit reads at most: limit + offset, row-free; `undefined` when there
 * is no limit, when it may differ from one evaluation to the next, or when ties come too.
 */
export function rowsRead({ limit, offset, ties }: LimitPlan): BoundExpression | undefined {
  if (limit === undefined || ties !== undefined || hasVolatile(limit)) return undefined;
  if (offset === undefined) return limit;
  if (hasVolatile(offset)) return undefined;
  return foldExpression(call(addCounts, [limit, offset], undefined));
}

/** `+` that stays at the greatest BIGINT. A NULL offset means none; a NULL limit no limit. */
const addCounts: ScalarFunction = {
  name: '+',
  parameters: [sqlTypes.bigint, sqlTypes.bigint],
  returns: sqlTypes.bigint,
  volatility: 'immutable',
  strict: false,
  row: ([limit, offset]) => {
    if (limit === null) return null;
    const sum = (limit as bigint) + ((offset as bigint | null) ?? 0n);
    return sum > BIGINT_MAX ? BIGINT_MAX : sum;
  },
};

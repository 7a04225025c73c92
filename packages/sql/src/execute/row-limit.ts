import assert from 'node:assert/strict';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { ExecutionContext } from './context.ts';
import { compileScalar } from './evaluate/scalar.ts';

const negativeCount = {
  LIMIT: conditions.invalidRowCountInLimitClause,
  OFFSET: conditions.invalidRowCountInResultOffsetClause,
} as const;

/**
 * Compile LIMIT, OFFSET or a sort's fetch to a number of rows; `undefined` for none (absent or
 * NULL). The function throws SQL_OUT_OF_RANGE for a negative number. Numbers that no result can
 * reach lose precision, not meaning.
 */
export function compileRowLimit(
  clause: 'LIMIT' | 'OFFSET',
  expression: BoundExpression | undefined,
): (context: ExecutionContext) => number | undefined {
  if (expression === undefined) return () => undefined;
  const scalar = compileScalar(expression);
  return (context) => {
    const value = scalar(context);
    if (value === null) return undefined;
    assert(typeof value === 'bigint', `${clause} is a bigint`);
    if (value < 0n) {
      throw new SqlError('SQL_OUT_OF_RANGE', `${clause} must not be negative`, {
        sqlState: negativeCount[clause],
      });
    }
    return Number(value);
  };
}

/** How many rows to leave out and to give; all of them without a limit. */
export interface RowCounts {
  readonly skip: number;
  readonly wanted: number;
}

/** Compile LIMIT and OFFSET. The function throws as `compileRowLimit`. */
export function compileRowCounts({
  limit,
  offset,
}: {
  readonly limit: BoundExpression | undefined;
  readonly offset: BoundExpression | undefined;
}): (context: ExecutionContext) => RowCounts {
  const wanted = compileRowLimit('LIMIT', limit);
  const skip = compileRowLimit('OFFSET', offset);
  return (context) => ({
    skip: skip(context) ?? 0,
    wanted: wanted(context) ?? Number.POSITIVE_INFINITY,
  });
}

import assert from 'node:assert/strict';
import type { Expression, QueryClauses } from '../../ast/ast.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { LimitPlan, Plan } from '../../plan/plan.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { requireType } from '../expression/coerce-expression.ts';
import { emptyScope } from '../scope.ts';

/**
 * LIMIT and OFFSET over `input`: row-free BIGINTs. `input` itself when neither is written. WITH TIES
 * is about the keys of `input`, which must be a Sort then, or DISTINCT ON of one.
 */
export function bindLimit(binder: Binder, query: QueryClauses, input: Plan): Plan {
  const { limit, offset } = bindRowCounts(binder, query);
  if (limit === undefined && offset === undefined) return input;
  return { kind: 'limit', schema: input.schema, input, limit, offset, ties: tiesOf(query, input) };
}

/** LIMIT and OFFSET by themselves. */
export function bindRowCounts(
  binder: Binder,
  query: QueryClauses,
): Pick<LimitPlan, 'limit' | 'offset'> {
  const limit = bindCount(binder, 'LIMIT', query.limit);
  const offset = bindCount(binder, 'OFFSET', query.offset);
  return { limit, offset };
}

function tiesOf({ withTies }: QueryClauses, input: Plan): LimitPlan['ties'] {
  if (!withTies) return undefined;
  const sorted = input.kind === 'distinct' ? input.input : input;
  assert(sorted.kind === 'sort', 'WITH TIES needs an order');
  return sorted.keys.map(({ expression }) => expression);
}

function bindCount(
  binder: Binder,
  clause: string,
  node: Expression | undefined,
): BoundExpression | undefined {
  if (node === undefined) return undefined;
  const context = createContext(binder, { scope: emptyScope, clause });
  const bound = context.bind(node);
  return requireType(binder, bound, sqlTypes.bigint, 'assignment', `argument of ${clause}`);
}

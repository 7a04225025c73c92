import { isNullable } from '../bind/nullability.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { type Plan, planOf } from '../plan/plan.ts';
import { subqueryRule } from './join-subquery.ts';
import { isDistinct, type PulledUp, pullUp } from './pull-up.ts';

/**
 * IN of a query in a filter becomes a semi join by equality, NOT IN an anti join. Where NULLs may be
 * compared, a pair that may be equal is enough to keep a row out of NOT IN; without correlation there
 * would be nothing to hash by then, so such a NOT IN stays: its set of rows does that.
 */
export const unnestIn = subqueryRule('unnest-in', ({ subquery, negated }, around) => {
  if (subquery.form !== 'in') return undefined;
  const found = foundRows(planOf(subquery));
  if (found === undefined) return undefined;
  const { plan } = found.pulled;
  const isOpen =
    subquery.operands.some((operand) => isNullable(operand, around.schema)) ||
    found.columns.some((column) => isNullable(column, plan.schema));
  if (negated && isOpen && subquery.bindings.length === 0) return undefined;
  const joinKind = negated ? 'anti' : 'semi';
  const { columns, pulled } = found;
  return { ...pulled, joinKind, columns, countsNull: negated && isOpen };
});

interface FoundRows {
  readonly pulled: PulledUp;
  /** What is compared, over the rows. */
  readonly columns: readonly BoundExpression[];
}

/** The rows to look through; what they are compared by may read the row around. */
function foundRows(plan: Plan): FoundRows | undefined {
  if (plan.kind === 'sort' && plan.fetch === undefined) return foundRows(plan.input);
  const isProject = plan.kind === 'project';
  const columns = isProject
    ? plan.expressions
    : plan.kind === 'aggregate' && isDistinct(plan)
      ? plan.groups
      : undefined;
  const input = columns === undefined || !('input' in plan) ? plan : plan.input;
  const pulled = pullUp(input, true);
  if (pulled === undefined) return undefined;
  return {
    pulled,
    columns:
      columns ??
      plan.schema.map(({ name, type }, index) => ({ kind: 'column', type, index, name })),
  };
}

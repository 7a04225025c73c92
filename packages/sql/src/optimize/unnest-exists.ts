import { planOf } from '../plan/plan.ts';
import { subqueryRule } from './join-subquery.ts';
import { pullUp, withoutColumns } from './pull-up.ts';

/**
 * EXISTS of a correlated query in a filter becomes a semi join, NOT EXISTS an anti join. One that is
 * not correlated stays: it is asked once and ends with its first row.
 */
export const unnestExists = subqueryRule('unnest-exists', ({ subquery, negated }) => {
  if (subquery.form !== 'exists' || subquery.bindings.length === 0) return undefined;
  const pulled = pullUp(withoutColumns(planOf(subquery)), true);
  const joinKind = negated ? 'anti' : 'semi';
  return pulled && { ...pulled, joinKind, columns: [], countsNull: false };
});

import type { AggregatePlan, Plan, UnionPlan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { sameSchema } from './remove-project.ts';
import type { Rule } from './rule.ts';

/**
 * Make one Union of a Union within a Union, leave out inputs without rows, and remove duplicates once:
 * below an Aggregate that only does that too.
 */
export const flattenUnions: Rule = {
  name: 'flatten-unions',
  apply: (plan) => rewriteBottomUp(plan, flatten),
};

function flatten(plan: Plan): Plan {
  if (plan.kind === 'union') return flattenInputs(plan);
  if (plan.kind !== 'aggregate' || plan.input.kind !== 'union' || !isDistinct(plan)) return plan;
  const union = plan.input;
  if (!union.inputs.some(isDistinct)) return plan;
  const inputs = union.inputs.map((input) => (isDistinct(input) ? input.input : input));
  return { ...plan, input: flattenInputs({ ...union, inputs }) };
}

function flattenInputs(union: UnionPlan): Plan {
  const inputs = union.inputs.flatMap((input) => (input.kind === 'union' ? input.inputs : [input]));
  const kept = inputs.filter((input) => !isEmpty(input));
  if (kept.length === 0) return { kind: 'values', schema: union.schema, rows: [] };
  if (kept.length === 1) return renamed(kept[0], union);
  return kept.length === union.inputs.length &&
    union.inputs.every((input) => input.kind !== 'union')
    ? union
    : { ...union, inputs: kept };
}

function isEmpty(plan: Plan): boolean {
  switch (plan.kind) {
    case 'values':
      return plan.rows.length === 0;
    case 'project':
    case 'filter':
    case 'sort':
    case 'limit':
      return isEmpty(plan.input);
    default:
      return false;
  }
}

/** An only input as the rows of the union, whose names and nullability are its own. */
function renamed(input: Plan, { schema }: UnionPlan): Plan {
  if (sameSchema(input.schema, schema)) return input;
  const expressions = input.schema.map(
    ({ name, type }, index) => ({ kind: 'column', type, index, name }) as const,
  );
  return { kind: 'project', schema, input, expressions };
}

/** Whether an Aggregate gives the distinct rows of its input, all columns in their order. */
function isDistinct(plan: Plan): plan is AggregatePlan {
  return (
    plan.kind === 'aggregate' &&
    plan.groupingSets === undefined &&
    plan.groups.length > 0 &&
    plan.groups.length === plan.input.schema.length &&
    plan.aggregates.length === 0 &&
    plan.groups.every((group, index) => group.kind === 'column' && group.index === index)
  );
}

import { commonUses } from '../plan/common-uses.ts';
import { locksRows } from '../plan/locks-rows.ts';
import type { CommonDefinition, CommonPlan, Plan, WithPlan } from '../plan/plan.ts';
import { children, isVolatilePlan, rewriteBottomUp } from '../plan/walk.ts';
import { optimizeSubqueries } from './optimize-subqueries.ts';
import type { Rule } from './rule.ts';

/**
 * Put the definition of a table of WITH where it is read: as in PostgreSQL, when it is read once, or
 * NOT MATERIALIZED says so, unless MATERIALIZED forbids it, it locks rows, or two runs might give
 * different rows.
 * What a recursive step or a correlated subquery reads is read often. Tables that nothing reads are left out.
 */
export const inlineCommon: Rule = {
  name: 'inline-common',
  apply: (plan) => rewriteBottomUp(plan, (node) => (node.kind === 'with' ? inline(node) : node)),
};

function inline(plan: WithPlan): Plan {
  const uses = commonUses(plan);
  const used = plan.definitions.filter(({ id }) => uses.has(id));
  const found = used.find((definition) => isInlined(definition, uses.get(definition.id) ?? 0));
  if (found === undefined) return withDefinitions(plan, used);
  const replace = (node: Plan): Plan =>
    optimizeSubqueries(
      rewriteBottomUp(node, (part) => put(found, part)),
      replace,
    );
  const definitions = used
    .filter((definition) => definition !== found)
    .map((definition) => ({ ...definition, plan: replace(definition.plan) }));
  return inline({ ...plan, definitions, input: replace(plan.input) });
}

function withDefinitions(plan: WithPlan, definitions: readonly CommonDefinition[]): Plan {
  if (definitions.length === 0) return plan.input;
  return definitions.length === plan.definitions.length ? plan : { ...plan, definitions };
}

function isInlined({ plan, materialized }: CommonDefinition, uses: number): boolean {
  if (isVolatilePlan(plan) || locksRows(plan)) return false;
  // Computed in place, a recursion ends when nobody wants more of its rows.
  if (isRecursive(plan)) return uses === 1;
  return materialized === undefined ? uses === 1 : !materialized;
}

function isRecursive(plan: Plan): boolean {
  return plan.kind === 'recursive' || children(plan).some(isRecursive);
}

/** The definition in place of a reference to it. */
function put({ id, plan }: CommonDefinition, node: Plan): Plan {
  if (node.kind !== 'common' || node.id !== id) return node;
  return picked(node, plan);
}

function picked({ columns, schema }: CommonPlan, input: Plan): Plan {
  const expressions = columns.map((index) => {
    const { name, type } = input.schema[index];
    return { kind: 'column', type, index, name } as const;
  });
  return { kind: 'project', schema, input, expressions };
}

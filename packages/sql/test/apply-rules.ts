import { applyRule, optimize } from '../src/optimize/optimize.ts';
import type { Rule } from '../src/optimize/rule.ts';
import { explainPlan } from '../src/plan/explain.ts';
import type { Plan } from '../src/plan/plan.ts';
import { bindQuery } from './chat-catalog.ts';

/** The plan of a SELECT after these rules, each applied once. */
function planAfter(sql: string, ...rules: readonly Rule[]): Plan {
  return rules.reduce<Plan>((plan, rule) => applyRule(rule, plan), bindQuery(sql).plan);
}

/** The same as text. */
export function explainAfter(sql: string, ...rules: readonly Rule[]): string {
  return explainPlan(planAfter(sql, ...rules));
}

/** Whether the last of the rules changes what the others before it have made. */
export function fires(sql: string, ...rules: readonly Rule[]): boolean {
  const before = planAfter(sql, ...rules.slice(0, -1));
  return applyRule(rules[rules.length - 1], before) !== before;
}

/** The fully optimised plan of a SELECT as text. */
export function explainOptimized(sql: string): string {
  return explainPlan(optimize(bindQuery(sql).plan));
}

import assert from 'node:assert/strict';
import { accessExpressions } from './access-expressions.ts';
import { caseBranch } from './build-expression.ts';
import type { BoundColumn, BoundExpression } from './expression.ts';
import { changed, mapList } from './map-list.ts';
import { type ApplyPlan, type JoinPlan, type Plan, planOf, type SetPlan } from './plan.ts';
import { mapAggregate, mapSetCall, mapSortKey, mapWindowFunction } from './walk-calls.ts';

/**
 * The expressions directly below `expression`, in order of evaluation. Of a subquery those are over
 * the row around it: its plan is not below it.
 */
export function operandsOf(expression: BoundExpression): readonly BoundExpression[] {
  switch (expression.kind) {
    case 'constant':
    case 'parameter':
    case 'column':
    case 'outer':
    case 'local':
      return [];
    case 'subquery':
      return [...expression.operands, ...expression.bindings];
    case 'call':
      return expression.arguments;
    case 'cast':
    case 'not':
    case 'is-null':
      return [expression.operand];
    case 'and':
    case 'or':
    case 'coalesce':
      return expression.operands;
    case 'in-list':
      return [expression.operand, ...expression.list];
    case 'let':
      return [expression.value, expression.body];
    case 'case':
      return [
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        expression.otherwise,
      ];
    default:
      return assert.fail(String(expression satisfies never));
  }
}

/** `expression` with each direct operand replaced; the same object when none changed. */
export function mapOperands(
  expression: BoundExpression,
  map: (operand: BoundExpression) => BoundExpression,
): BoundExpression {
  const operands = operandsOf(expression);
  if (operands.length === 0) return expression;
  const mapped = mapList(operands, map);
  return mapped === operands ? expression : withOperands(expression, mapped);
}

/** `expression` rebuilt bottom-up; the same object when nothing changed. */
export function mapExpression(
  expression: BoundExpression,
  map: (expression: BoundExpression) => BoundExpression,
): BoundExpression {
  return map(mapOperands(expression, (operand) => mapExpression(operand, map)));
}

/** Whether `test` holds for `expression` or anything below it. */
export function someExpression(
  expression: BoundExpression,
  test: (expression: BoundExpression) => boolean,
): boolean {
  return (
    test(expression) || operandsOf(expression).some((operand) => someExpression(operand, test))
  );
}

/** Indexes of the input columns that `expressions` read. */
export function referencedColumns(expressions: Iterable<BoundExpression>): ReadonlySet<number> {
  const found = new Set<number>();
  for (const expression of expressions) {
    someExpression(expression, (part) => {
      if (part.kind === 'column') found.add(part.index);
      return false;
    });
  }
  return found;
}

/** Whether the value does not depend on the input row. It may still be volatile. */
export function isRowFree(expression: BoundExpression): boolean {
  return !someExpression(expression, (part) => part.kind === 'column');
}

/**
 * Whether it calls a volatile function, also within a subquery, or has the value of one: it must be
 * evaluated once per row, where it stands.
 */
export function hasVolatile(expression: BoundExpression): boolean {
  return someExpression(
    expression,
    (part) =>
      part.kind === 'local' ||
      (part.kind === 'call' && part.function.volatility === 'volatile') ||
      (part.kind === 'subquery' && isVolatilePlan(planOf(part))),
  );
}

/** Whether an expression of the plan is volatile: two runs may give different rows. */
export function isVolatilePlan(plan: Plan): boolean {
  return somePlanExpression(plan, hasVolatile);
}

/** Whether there is a subquery in `expression`. */
export function hasSubquery(expression: BoundExpression): boolean {
  return someExpression(expression, ({ kind }) => kind === 'subquery');
}

/** Whether `test` holds for an expression of a node of the plan, those of key ranges included. */
export function somePlanExpression(
  plan: Plan,
  test: (expression: BoundExpression) => boolean,
): boolean {
  return (
    nodeExpressions(plan).some(test) ||
    children(plan).some((input) => somePlanExpression(input, test))
  );
}

/** The expressions of this node alone, those of a key range included. */
export function nodeExpressions(plan: Plan): readonly BoundExpression[] {
  const found: BoundExpression[] = [];
  if (plan.kind === 'scan') found.push(...accessExpressions(plan.access));
  mapPlanExpressions(plan, (expression) => {
    found.push(expression);
    return expression;
  });
  return found;
}

/** `expression` over other input columns: `replace` gives what stands for each. */
export function replaceColumns(
  expression: BoundExpression,
  replace: (column: BoundColumn) => BoundExpression,
): BoundExpression {
  return mapExpression(expression, (part) => (part.kind === 'column' ? replace(part) : part));
}

/** The inputs of a plan node. */
export function children(plan: Plan): readonly Plan[] {
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'common':
      return [];
    case 'join':
    case 'apply':
    case 'set':
      return [plan.left, plan.right];
    case 'union':
      return plan.inputs;
    case 'with':
      return [...plan.definitions.map((definition) => definition.plan), plan.input];
    case 'recursive':
      return [plan.base, plan.step];
    default:
      return [plan.input];
  }
}

/** `plan` with each input replaced; the same object when none changed. */
export function mapChildren(plan: Plan, map: (input: Plan) => Plan): Plan {
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'common':
      return plan;
    case 'join':
    case 'apply':
    case 'set':
      return changed<JoinPlan | ApplyPlan | SetPlan>(plan, {
        left: map(plan.left),
        right: map(plan.right),
      });
    case 'union':
      return changed(plan, { inputs: mapList(plan.inputs, map) });
    case 'with':
      return changed(plan, {
        definitions: mapList(plan.definitions, (definition) =>
          changed(definition, { plan: map(definition.plan) }),
        ),
        input: map(plan.input),
      });
    case 'recursive':
      return changed(plan, { base: map(plan.base), step: map(plan.step) });
    default: {
      const input = map(plan.input);
      return input === plan.input ? plan : { ...plan, input };
    }
  }
}

/** `plan` rewritten from the leaves up; the same object when nothing changed. */
export function rewriteBottomUp(plan: Plan, rewrite: (plan: Plan) => Plan): Plan {
  return rewrite(mapChildren(plan, (input) => rewriteBottomUp(input, rewrite)));
}

/** `plan` with the expressions of this node alone replaced; the same object when none changed. */
export function mapPlanExpressions(
  plan: Plan,
  map: (expression: BoundExpression) => BoundExpression,
): Plan {
  const optional = (expression: BoundExpression | undefined) =>
    expression === undefined ? undefined : map(expression);
  switch (plan.kind) {
    case 'scan':
      return changed(plan, { limit: optional(plan.limit) });
    case 'union':
    case 'set':
    case 'with':
    case 'common':
    case 'recursive':
      return plan;
    case 'values':
      return changed(plan, { rows: mapList(plan.rows, (row) => mapList(row, map)) });
    case 'join':
      return changed(plan, {
        keys: mapList(plan.keys, (key) =>
          changed(key, { left: map(key.left), right: map(key.right) }),
        ),
        residual: optional(plan.residual),
      });
    case 'apply':
      return changed(plan, {
        bindings: mapList(plan.bindings, map),
        residual: optional(plan.residual),
      });
    case 'filter':
      return changed(plan, { predicate: map(plan.predicate) });
    case 'project':
      return changed(plan, { expressions: mapList(plan.expressions, map) });
    case 'expand':
      return changed(plan, { calls: mapList(plan.calls, (call) => mapSetCall(call, map)) });
    case 'aggregate':
      return changed(plan, {
        groups: mapList(plan.groups, map),
        aggregates: mapList(plan.aggregates, (call) => mapAggregate(call, map)),
      });
    case 'window':
      return changed(plan, {
        partition: mapList(plan.partition, map),
        order: mapList(plan.order, (key) => mapSortKey(key, map)),
        functions: mapList(plan.functions, (call) => mapWindowFunction(call, map)),
      });
    case 'distinct':
      return changed(plan, { keys: mapList(plan.keys, map) });
    case 'sort':
      return changed(plan, {
        keys: mapList(plan.keys, (key) => mapSortKey(key, map)),
        fetch: optional(plan.fetch),
      });
    case 'limit':
      return changed(plan, {
        limit: optional(plan.limit),
        offset: optional(plan.offset),
        ties: plan.ties && mapList(plan.ties, map),
      });
    case 'lock':
      return changed(plan, { limit: optional(plan.limit), offset: optional(plan.offset) });
    default:
      return assert.fail(String(plan satisfies never));
  }
}

function withOperands(
  expression: BoundExpression,
  operands: readonly BoundExpression[],
): BoundExpression {
  const [first, ...rest] = operands;
  switch (expression.kind) {
    case 'constant':
    case 'parameter':
    case 'column':
    case 'outer':
    case 'local':
      return expression;
    case 'subquery': {
      const split = expression.operands.length;
      return {
        ...expression,
        operands: operands.slice(0, split),
        bindings: operands.slice(split),
      };
    }
    case 'call':
      return { ...expression, arguments: operands };
    case 'cast':
    case 'not':
    case 'is-null':
      return { ...expression, operand: first };
    case 'and':
    case 'or':
    case 'coalesce':
      return { ...expression, operands };
    case 'in-list':
      return { ...expression, operand: first, list: rest };
    case 'let':
      return { ...expression, value: first, body: operands[1] };
    case 'case':
      return {
        ...expression,
        branches: expression.branches.map((_, index) =>
          caseBranch(operands[index * 2], operands[index * 2 + 1]),
        ),
        otherwise: operands[operands.length - 1],
      };
    default:
      return assert.fail(String(expression satisfies never));
  }
}

import type { ColumnReference, Query } from '../../ast/ast.ts';
import type { BoundExpression, BoundSubquery } from '../../plan/expression.ts';
import { outerIndexes, replaceOuter, replacePlanOuter } from '../../plan/outer.ts';
import type { AggregateCall, Plan } from '../../plan/plan.ts';
import { sameExpression } from '../../plan/same-expression.ts';
import { mapAggregate } from '../../plan/walk-calls.ts';
import type { BoundRows, Enclosing } from '../binder.ts';
import { findColumn } from '../scope.ts';
import { placeAggregate } from './bind-aggregate.ts';
import { findBoundRow } from './bind-row-reference.ts';
import { placed } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** What a subquery takes from the row around it, gathered while it is bound. */
export interface Bindings {
  /** What stands within the subquery's plan for an expression over the row around it. */
  readonly capture: (expression: BoundExpression) => BoundExpression;
  /** The finished plan and the bindings that it reads, numbered anew. */
  readonly close: (plan: Plan) => Pick<BoundSubquery, 'plan' | 'bindings'>;
}

/** The column of this query, or of one around it, that a name stands for. */
export function findBoundColumn(
  { binder, scope }: ExpressionContext,
  reference: ColumnReference,
): BoundExpression | undefined {
  const found = findColumn(scope, reference);
  if (found === undefined) {
    const outer = binder.enclosing?.column(reference);
    return outer && placed(binder, outer, reference.at);
  }
  const { type, index, name } = found;
  return placed(binder, { kind: 'column', type, index, name }, reference.at);
}

/** Bind a query that stands in an expression, and may name what that expression may. */
export function bindNested(
  context: ExpressionContext,
  query: Query,
): { readonly rows: BoundRows; readonly bindings: Bindings } {
  const { bindings, enclosing } = openBindings(context);
  return { rows: context.binder.bindQuery(query, enclosing), bindings };
}

/** What a query sees that may name what an expression of `context` may. */
export function openBindings(context: ExpressionContext): {
  readonly bindings: Bindings;
  readonly enclosing: Enclosing;
} {
  const captured: BoundExpression[] = [];
  const bindings = createBindings(captured);
  const { capture } = bindings;
  const lift = (expression: BoundExpression): BoundExpression =>
    replaceOuter(expression, ({ index }) => captured[index]);
  const enclosing: Enclosing = {
    column: (reference) => {
      const column = findBoundColumn(context, reference);
      return column && capture(column);
    },
    row: (path, at) => {
      const row = findBoundRow(context, path, at);
      return row && capture(row);
    },
    aggregate: (call: AggregateCall, at) =>
      capture(placeAggregate(context, mapAggregate(call, lift), at)),
  };
  return { bindings, enclosing };
}

function createBindings(captured: BoundExpression[]): Bindings {
  return {
    capture: (expression) => {
      if (expression.kind === 'constant' || expression.kind === 'parameter') return expression;
      const { type } = expression;
      const same = captured.findIndex((other) => sameExpression(other, expression));
      const index = same >= 0 ? same : captured.push(expression) - 1;
      return { kind: 'outer', type, index, name: nameOf(expression) };
    },
    close: (plan) => {
      const used = [...outerIndexes(plan)].sort((left, right) => left - right);
      const renumbered = replacePlanOuter(plan, (outer) => {
        const index = used.indexOf(outer.index);
        return index === outer.index ? outer : { ...outer, index };
      });
      return { plan: renumbered, bindings: used.map((index) => captured[index]) };
    },
  };
}

function nameOf(expression: BoundExpression): string {
  return 'name' in expression ? expression.name : expression.kind;
}

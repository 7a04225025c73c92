import type { Exists, InQuery, Query, Subquery } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { not } from '../../plan/build-expression.ts';
import type { BoundExpression, BoundSubquery } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { isNullable } from '../nullability.ts';
import { rowItems } from './bind-row.ts';
import { placed } from './coerce-expression.ts';
import { bindNested } from './enclosing.ts';
import type { ExpressionContext } from './expression-context.ts';
import { unifyTypes } from './unify-types.ts';

/** `(SELECT …)` as a value. SQL_SYNTAX unless it has one column. */
export function bindSubquery(context: ExpressionContext, node: Subquery): BoundExpression {
  const { rows, bindings } = bindNested(context, node.query);
  if (rows.plan.schema.length !== 1) {
    throw new SqlError('SQL_SYNTAX', 'subquery must return only one column', {
      position: node.at,
    });
  }
  return subquery(context, { form: 'scalar', operands: [], ...bindings.close(rows.plan) }, node.at);
}

/** The columns of a query of one row at most, each as a value. */
export function bindSubqueryColumns(
  context: ExpressionContext,
  query: Query,
): readonly BoundExpression[] {
  const { rows, bindings } = bindNested(context, query);
  return rows.plan.schema.map((_, index) => {
    const plan = onlyColumn(rows.plan, index);
    const parts = { form: 'scalar', operands: [], ...bindings.close(plan) } as const;
    return subquery(context, parts, query.at);
  });
}

/** The rows of `plan` with one of its columns, the others not computed. */
function onlyColumn(plan: Plan, index: number): Plan {
  const schema = [plan.schema[index]];
  return plan.kind === 'project'
    ? { ...plan, schema, expressions: [plan.expressions[index]] }
    : { kind: 'project', schema, input: plan, expressions: [columnOf(plan, index)] };
}

/** EXISTS (SELECT …): never NULL. What is selected is not computed. */
export function bindExists(context: ExpressionContext, node: Exists): BoundExpression {
  const { rows, bindings } = bindNested(context, node.query);
  const { plan } = rows;
  const counted = plan.kind === 'project' ? { ...plan, schema: [], expressions: [] } : plan;
  return subquery(context, { form: 'exists', operands: [], ...bindings.close(counted) }, node.at);
}

/** `a [NOT] IN (SELECT …)` and `(a, b) [NOT] IN (SELECT …)`, both sides brought to one type. */
export function bindInQuery(context: ExpressionContext, node: InQuery): BoundExpression {
  const { binder } = context;
  const written = rowItems(node.operand).map(context.bind);
  const { rows, bindings } = bindNested(context, node.query);
  checkWidth(rows.plan, written.length, node.at);
  const pairs = written.map((operand, index) =>
    unifyTypes(binder, 'IN', [operand, placed(binder, columnOf(rows.plan, index), node.at)], {
      comparable: true,
      sqlState: conditions.undefinedFunction,
    }),
  );
  const plan = projected(
    rows.plan,
    pairs.map(([, column]) => column),
  );
  const operands = pairs.map(([operand]) => operand);
  const test = subquery(context, { form: 'in', operands, ...bindings.close(plan) }, node.at);
  return node.negated ? not(test) : test;
}

/** A subquery of these parts; its type follows from its form. */
export function subquery(
  { binder }: ExpressionContext,
  parts: Pick<BoundSubquery, 'form' | 'operands' | 'plan' | 'bindings'>,
  position: number,
): BoundExpression {
  const type = parts.form === 'scalar' ? parts.plan.schema[0].type : sqlTypes.boolean;
  return placed(binder, { kind: 'subquery', type, ...parts, position }, position);
}

/** SQL_SYNTAX unless the query has as many columns as the row that it is compared with. */
export function checkWidth({ schema }: Plan, width: number, position: number): void {
  if (schema.length === width) return;
  const message = `subquery has too ${schema.length > width ? 'many' : 'few'} columns`;
  throw new SqlError('SQL_SYNTAX', message, {
    position,
    hint: `It has ${schema.length} for ${width} on the left.`,
  });
}

/** A column of a plan's output. */
export function columnOf({ schema }: Plan, index: number): BoundExpression {
  const { name, type } = schema[index];
  return { kind: 'column', type, index, name };
}

/** A Project of `expressions`, each called as the input's column in its place; none if they are those. */
export function projected(input: Plan, expressions: readonly BoundExpression[]): Plan {
  if (expressions.every(({ kind }) => kind === 'column')) return input;
  const schema = expressions.map((expression, index) => ({
    name: input.schema[index].name,
    type: expression.type,
    nullable: isNullable(expression, input.schema),
  }));
  return { kind: 'project', schema, input, expressions };
}

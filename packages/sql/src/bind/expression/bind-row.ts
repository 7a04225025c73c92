import type { Binary, ComparisonOperator, Expression, IsNull } from '../../ast/ast.ts';
import { isComparison } from '../../ast/operator-level.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { caseBranch, logic } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { callOperator } from './call-overload.ts';
import { fixType, settle } from './coerce-expression.ts';
import { evaluateAllOnce } from './evaluate-once.ts';
import type { ExpressionContext } from './expression-context.ts';

/** What rows can be compared by. */
type RowOperator = ComparisonOperator | 'is distinct from' | 'is not distinct from';

/** The expressions of a row; any other expression is a row of itself. */
export function rowItems(expression: Expression): readonly Expression[] {
  return expression.kind === 'row' ? expression.items : [expression];
}

/** What is compared with others, bound: the items of a row, or of anything else itself. */
export interface Comparand {
  readonly node: Expression;
  readonly items: readonly BoundExpression[];
}

/** Bind what is compared once or several times, with rows if it is one. */
export function bindComparand(context: ExpressionContext, node: Expression): Comparand {
  return { node, items: rowItems(node).map(context.bind) };
}

/** What `use` makes of a comparand, whose items are evaluated once however often it is compared. */
export function evaluateComparandOnce(
  { node, items }: Comparand,
  use: (comparand: Comparand) => BoundExpression,
): BoundExpression {
  return evaluateAllOnce(items, (values) => use({ node, items: values }));
}

/** `a op b`, or `(a, b) op (c, d)`. SQL_SYNTAX where rows differ in length. */
export function compareBound(
  context: ExpressionContext,
  operator: ComparisonOperator,
  left: Comparand,
  right: Comparand,
  at: number,
): BoundExpression {
  if (left.node.kind !== 'row' && right.node.kind !== 'row') {
    return callOperator(context, operator, [...left.items, ...right.items], at);
  }
  checkRows(left.node, right.node);
  return compareRows(context, operator, left.items, right.items, at);
}

/** `(a, b) op (c, d)`. SQL_SYNTAX where the rows differ in length. */
export function bindRowComparison(
  context: ExpressionContext,
  { left, right, operator, at }: Binary,
): BoundExpression {
  if (!isRowOperator(operator)) throw misplacedRow(left.kind === 'row' ? left.at : right.at);
  checkRows(left, right);
  const items = rowItems(left).map(context.bind);
  return compareRows(context, operator, items, rowItems(right).map(context.bind), at);
}

function checkRows(left: Expression, right: Expression): void {
  if (left.kind !== 'row' || right.kind !== 'row') {
    throw misplacedRow(left.kind === 'row' ? left.at : right.at);
  }
  if (left.items.length === right.items.length && left.items.length > 0) return;
  throw new SqlError('SQL_SYNTAX', 'unequal number of entries in row expressions', {
    position: right.at,
    hint: `There are ${left.items.length} on the left and ${right.items.length} on the right.`,
  });
}

/** `(a, b) IN ((c, d), …)`: as comparisons with each. */
export function bindRowInList(
  context: ExpressionContext,
  operand: Expression,
  list: readonly Expression[],
): BoundExpression {
  return evaluateComparandOnce(bindComparand(context, operand), (left) => {
    const tests = list.map((right) =>
      compareBound(context, '=', left, bindComparand(context, right), operand.at),
    );
    return logic('or', tests);
  });
}

/** `(a, b) IS [NOT] NULL`: whether all are; so a row may be neither. */
export function bindRowIsNull(
  { binder, bind }: ExpressionContext,
  items: readonly Expression[],
  negated: IsNull['negated'],
): BoundExpression {
  const tests = items.map((item): BoundExpression => {
    const operand = settle(binder, bind(item));
    return { kind: 'is-null', type: sqlTypes.boolean, operand, negated };
  });
  return logic('and', tests);
}

/**
 * Compare two rows of one length column by column. The first pair that differs decides the order;
 * where it is NULL whether a pair differs, the answer is NULL.
 */
export function compareRows(
  context: ExpressionContext,
  operator: RowOperator,
  left: readonly BoundExpression[],
  right: readonly BoundExpression[],
  at: number,
): BoundExpression {
  for (const part of [...left, ...right]) fixType(context.binder, part);
  const compare = (name: RowOperator, ...operands: readonly BoundExpression[]): BoundExpression =>
    callOperator(context, name, operands, at);
  const all = (name: RowOperator) => left.map((part, index) => compare(name, part, right[index]));
  switch (operator) {
    case '=':
    case 'is not distinct from':
      return logic('and', all(operator));
    case '<>':
    case 'is distinct from':
      return logic('or', all(operator));
    default: {
      const strict = operator.startsWith('<') ? '<' : '>';
      const compareFrom = (index: number): BoundExpression => {
        const pair = [left[index], right[index]];
        if (index === left.length - 1) return compare(operator, ...pair);
        return evaluateAllOnce(pair, (values) => ({
          kind: 'case',
          type: sqlTypes.boolean,
          branches: [caseBranch(compare('=', ...values), compareFrom(index + 1))],
          otherwise: compare(strict, ...values),
        }));
      };
      return compareFrom(0);
    }
  }
}

function isRowOperator(operator: Binary['operator']): operator is RowOperator {
  return operator.endsWith('distinct from') || isComparison(operator);
}

/** A row where no row can stand: SQL_UNSUPPORTED. */
export function misplacedRow(position: number): SqlError {
  return new SqlError('SQL_UNSUPPORTED', 'a row value can only be compared with another one', {
    sqlState: conditions.undefinedFunction,
    position,
    hint: 'Write its values one by one.',
  });
}

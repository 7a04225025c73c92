import type { Binary, ComparisonOperator, Expression, IsNull } from '../ast/ast.ts';
import { isComparison } from '../ast/operator-level.ts';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { caseBranch, logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { callOperator } from './call-overload.ts';
import { fixType, settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** What rows can be compared by. */
type RowOperator = ComparisonOperator | 'is distinct from' | 'is not distinct from';

/** The expressions of a row; any other expression is a row of itself. */
export function rowItems(expression: Expression): readonly Expression[] {
  return expression.kind === 'row' ? expression.items : [expression];
}

/** `(a, b) op (c, d)`. SQL_SYNTAX where the rows differ in length. */
export function bindRowComparison(
  context: ExpressionContext,
  { left, right, operator, at }: Binary,
): BoundExpression {
  if (left.kind !== 'row' || right.kind !== 'row' || !isRowOperator(operator)) {
    throw misplacedRow(left.kind === 'row' ? left.at : right.at);
  }
  if (left.items.length !== right.items.length || left.items.length === 0) {
    throw new SqlError('SQL_SYNTAX', 'unequal number of entries in row expressions', {
      position: right.at,
      hint: `There are ${left.items.length} on the left and ${right.items.length} on the right.`,
    });
  }
  return compareRows(
    context,
    operator,
    left.items.map(context.bind),
    right.items.map(context.bind),
    at,
  );
}

/** `(a, b) IN ((c, d), …)`: as comparisons with each. */
export function bindRowInList(
  context: ExpressionContext,
  operand: Extract<Expression, { kind: 'row' }>,
  list: readonly Expression[],
): BoundExpression {
  const tests = list.map((right) =>
    bindRowComparison(context, {
      kind: 'binary',
      operator: '=',
      left: operand,
      right,
      at: operand.at,
    }),
  );
  return logic('or', tests);
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
  const compare = (name: RowOperator, index: number): BoundExpression =>
    callOperator(context, name, [left[index], right[index]], at);
  const all = (name: RowOperator) => left.map((_, index) => compare(name, index));
  switch (operator) {
    case '=':
    case 'is not distinct from':
      return logic('and', all(operator));
    case '<>':
    case 'is distinct from':
      return logic('or', all(operator));
    default: {
      const last = left.length - 1;
      const strict = operator.startsWith('<') ? '<' : '>';
      let result = compare(operator, last);
      for (let index = last - 1; index >= 0; index--) {
        const branches = [caseBranch(compare('=', index), result)];
        const otherwise = compare(strict, index);
        result = { kind: 'case', type: sqlTypes.boolean, branches, otherwise };
      }
      return result;
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

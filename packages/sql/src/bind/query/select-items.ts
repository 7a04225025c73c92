import type { SelectItem, Star } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { placed } from '../expression/coerce-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';
import { columnsOf } from '../scope.ts';
import { outputName } from './output-name.ts';

/** One column of a SELECT's result; the type may still be open. */
export interface OutputItem {
  readonly name: string;
  readonly expression: BoundExpression;
}

/** The list of SELECT or RETURNING with the user columns that `*` and `t.*` stand for. */
export function bindItems(
  context: ExpressionContext,
  items: readonly SelectItem[],
): readonly OutputItem[] {
  return items.flatMap((item) =>
    item.expression.kind === 'star'
      ? expandStar(context, item.expression)
      : bindItem(context, item),
  );
}

function bindItem(context: ExpressionContext, { expression, alias }: SelectItem): OutputItem[] {
  return [{ name: alias?.text ?? outputName(expression), expression: context.bind(expression) }];
}

function expandStar({ binder, scope }: ExpressionContext, star: Star): OutputItem[] {
  if (scope.tables.length === 0) {
    throw new SqlError('SQL_SYNTAX', 'SELECT * with no tables specified is not valid', {
      position: star.at,
    });
  }
  return columnsOf(scope, star.table).flatMap(({ name, type, index, system }) => {
    const expression: BoundExpression = { kind: 'column', type, index, name };
    return system ? [] : [{ name, expression: placed(binder, expression, star.at) }];
  });
}

import type { Call } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { unknownFunction } from './call-overload.ts';
import { placed } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { checkPlainCall } from './plain-call.ts';

/** MERGE_ACTION(): `INSERT`, `UPDATE` or `DELETE`. SQL_SYNTAX but in RETURNING of MERGE. */
export function bindMergeAction({ binder, scope }: ExpressionContext, node: Call): BoundExpression {
  const { name, arguments: operands, at: position } = node;
  checkPlainCall(node);
  if (operands.length > 0) throw unknownFunction(name.text, [], position, 'none', true);
  if (scope.mergeAction === undefined) {
    throw new SqlError(
      'SQL_SYNTAX',
      'MERGE_ACTION() can only be used in the RETURNING list of a MERGE command',
      { position },
    );
  }
  const column = { kind: 'column', index: scope.mergeAction, name: name.text } as const;
  return placed(binder, { ...column, type: sqlTypes.text }, position);
}

import type { Expression } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { mapExpression, someExpression } from '../../plan/walk.ts';
import type { ColumnInfo, TableInfo } from '../catalog.ts';
import { createContext } from '../expression/bind-expression.ts';
import { tableScope } from '../scope.ts';
import { someSubexpression } from '../subexpressions.ts';
import { assign } from '../write/assign.ts';
import { standaloneBinder } from './bind-default.ts';

/**
 * Bind what a generated column is computed from, over rows of all columns of its table, typed as the
 * column. SqlError at the offender: what binding throws; SQL_INVALID_TABLE for what is not immutable,
 * generated columns and system columns; SQL_UNSUPPORTED for parameters and queries.
 */
export function defineGenerated(
  expression: Expression,
  column: ColumnInfo,
  table: TableInfo,
): BoundExpression {
  someSubexpression([expression], (part) => {
    if (part.kind !== 'parameter') return false;
    const message = 'a generated column has no parameters';
    throw new SqlError('SQL_UNSUPPORTED', message, { position: part.at });
  });
  const binder = standaloneBinder('a generated column');
  const clause = 'column generation expressions';
  const context = createContext(binder, { scope: tableScope(table), clause });
  const target = { ...column, generated: false };
  const bound = assign(binder, target, context.bind(expression), expression.at);
  someExpression(bound, (part) => {
    const reason = fault(part, table);
    if (reason === undefined) return false;
    const message = `column "${column.name}" cannot be generated from ${reason}`;
    throw new SqlError('SQL_INVALID_TABLE', message, {
      sqlState: conditions.invalidObjectDefinition,
      position: expression.at,
    });
  });
  // Its errors come up in other statements, in whose text it has no position.
  return mapExpression(bound, (part) =>
    'position' in part ? { ...part, position: undefined } : part,
  );
}

/** Why a part cannot be computed when a row is written, once and for all. */
function fault(part: BoundExpression, { columns }: TableInfo): string | undefined {
  if (part.kind === 'call' && part.function.volatility !== 'immutable') {
    return `${part.function.name}, whose result is not the same each time`;
  }
  const column = part.kind === 'column' ? columns[part.index] : undefined;
  if (column?.system === true) return `system column "${column.name}"`;
  return column?.generated === true ? `generated column "${column.name}"` : undefined;
}

import type { Expression } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { mapExpression, someExpression } from '../../plan/walk.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { TableInfo } from '../catalog.ts';
import { createContext } from '../expression/bind-expression.ts';
import { requireType } from '../expression/coerce-expression.ts';
import { tableScope } from '../scope.ts';
import { someSubexpression } from '../subexpressions.ts';
import { standaloneBinder } from './bind-default.ts';

/**
 * Bind the condition of a CHECK constraint over rows of all columns of its table. SqlError at the
 * offender: what binding throws; SQL_INVALID_TABLE for system columns; SQL_UNSUPPORTED for
 * parameters and queries.
 */
export function defineCheck(expression: Expression, table: TableInfo): BoundExpression {
  someSubexpression([expression], (part) => {
    if (part.kind !== 'parameter') return false;
    throw new SqlError('SQL_UNSUPPORTED', 'a CHECK has no parameters', { position: part.at });
  });
  const binder = standaloneBinder('a CHECK');
  const context = createContext(binder, { scope: tableScope(table), clause: 'check constraints' });
  const bound = requireType(
    binder,
    context.bind(expression),
    sqlTypes.boolean,
    'implicit',
    'argument of CHECK',
  );
  someExpression(bound, (part) => {
    if (part.kind !== 'column' || table.columns[part.index]?.system !== true) return false;
    const message = `a CHECK cannot read system column "${part.name}"`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: expression.at });
  });
  // Its errors come up in other statements, in whose text it has no position.
  return mapExpression(bound, (part) =>
    'position' in part ? { ...part, position: undefined } : part,
  );
}

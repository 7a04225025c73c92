import assert from 'node:assert/strict';
import type { Expression } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { type SqlType, typeName } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { coerceTo, isCoercible } from '../expression/coerce-expression.ts';
import { createParameterTable } from '../parameters.ts';
import { emptyScope } from '../scope.ts';
import { someSubexpression } from '../subexpressions.ts';

/**
 * Bind the DEFAULT of a column: row-free, typed as the column by the rules of assignment. Throws
 * SqlError at the offender: SQL_TYPE_MISMATCH naming the column, SQL_UNKNOWN_COLUMN for a column,
 * SQL_UNSUPPORTED for a parameter.
 */
export function bindDefault(
  expression: Expression,
  type: SqlType,
  columnName: string,
): BoundExpression {
  refuseParameters(expression, columnName);
  const binder = standaloneBinder('a DEFAULT');
  const context = createContext(binder, { scope: emptyScope, clause: 'DEFAULT' });
  const bound = context.bind(expression);
  if (isCoercible(bound, type, 'assignment')) return coerceTo(binder, bound, type);
  const types = `${typeName(type)} but default expression is of type ${typeName(bound.type)}`;
  throw new SqlError('SQL_TYPE_MISMATCH', `column "${columnName}" is of type ${types}`, {
    position: expression.at,
    hint: 'You will need to rewrite or cast the expression.',
  });
}

function refuseParameters(expression: Expression, columnName: string): void {
  someSubexpression([expression], (part) => {
    if (part.kind !== 'parameter') return false;
    throw new SqlError(
      'SQL_UNSUPPORTED',
      `the DEFAULT of column "${columnName}" cannot contain $${part.number}`,
      { position: part.at },
    );
  });
}

/** A binder for an expression outside of statements: it knows no tables and lifts nothing. */
export function standaloneBinder(what: string): Binder {
  return {
    catalog: {
      table: () => undefined,
      view: () => undefined,
      hasNamespace: () => false,
      tableNames: () => [],
    },
    options: { namespace: '' },
    parameters: createParameterTable({ userNumbers: [], literalCount: 0, hints: [] }),
    positions: new WeakMap(),
    tables: new Set(),
    reads: new Set(),
    locked: new Set(),
    relations: new Set(),
    expansion: { depth: 0, total: { count: 0 } },
    liftsLiterals: false,
    enclosing: undefined,
    bindQuery: ({ at }) => {
      throw new SqlError('SQL_UNSUPPORTED', `${what} cannot contain a query`, { position: at });
    },
    openQuery: () => assert.fail(`${what} has no queries`),
    bindStored: () => assert.fail(`${what} has no views`),
    common: new Map(),
    newCommonId: () => assert.fail(`${what} has no WITH`),
    within: () => assert.fail(`${what} has no WITH`),
    includeDeleted: false,
  };
}

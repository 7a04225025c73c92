import type { Expression } from '../ast/ast.ts';
import { parameterNumbers, parametersNamed } from '../ast/parameters-named.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { type SqlType, typeName } from '../types/sql-type.ts';
import { standaloneBinder } from './define/bind-default.ts';
import { createContext } from './expression/bind-expression.ts';
import { coerceTo, isCoercible } from './expression/coerce-expression.ts';
import { createParameterTable } from './parameters.ts';
import { emptyScope } from './scope.ts';
import type { BoundStatement } from './statement.ts';

/** What parameters the text around them has, as of a statement. */
export type BoundParameters = Pick<
  BoundStatement,
  'parameterTypes' | 'userParameterCount' | 'userParameters'
>;

/**
 * Values for the parameters of a prepared statement: row-free expressions of their types, which may
 * have parameters themselves.
 */
export interface BoundArguments extends BoundParameters {
  readonly expressions: readonly BoundExpression[];
}

/**
 * Bind what EXECUTE gives for `$1…`, by the rules of assignment to `types`, of which there are as
 * many. Throws SqlError at the offender: SQL_TYPE_MISMATCH naming the parameter, SQL_UNKNOWN_COLUMN
 * for a column, SQL_UNSUPPORTED for a query.
 */
export function bindArguments(
  values: readonly Expression[],
  types: readonly SqlType[],
): BoundArguments {
  const userNumbers = parameterNumbers(parametersNamed(values));
  const parameters = createParameterTable({ userNumbers, literalCount: 0, hints: [] });
  const binder = { ...standaloneBinder('an argument of EXECUTE'), parameters };
  const context = createContext(binder, { scope: emptyScope, clause: 'EXECUTE' });
  const expressions = values.map((value, index) => {
    const bound = context.bind(value);
    const type = types[index] as SqlType;
    if (isCoercible(bound, type, 'assignment')) return coerceTo(binder, bound, type);
    const given = `parameter $${index + 1} of type ${typeName(bound.type)}`;
    const message = `${given} cannot be coerced to the expected type ${typeName(type)}`;
    throw new SqlError('SQL_TYPE_MISMATCH', message, {
      position: value.at,
      hint: 'You will need to rewrite or cast the expression.',
    });
  });
  return {
    expressions,
    parameterTypes: parameters.types(),
    userParameterCount: parameters.userCount,
    userParameters: parameters.userNumbers,
  };
}

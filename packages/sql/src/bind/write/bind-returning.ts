import type { SelectItem } from '../../ast/ast.ts';
import type { Field, Schema } from '../../types/schema.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { settle } from '../expression/coerce-expression.ts';
import { isNullable } from '../nullability.ts';
import { bindItems } from '../query/select-items.ts';
import { originOf, type Scope } from '../scope.ts';
import type { BoundReturning } from '../statement.ts';

/** Whatever a row has there, it may be NULL. */
const anyField: Field = { name: '', type: sqlTypes.unknown, nullable: true };

/** Bind RETURNING over rows of `scope`; `undefined` for a statement without it. */
export function bindReturning(
  binder: Binder,
  scope: Scope,
  items: readonly SelectItem[],
): BoundReturning | undefined {
  if (items.length === 0) return undefined;
  const context = createContext(binder, { scope, clause: 'RETURNING' });
  const bound = bindItems(context, items).map(({ name, expression }) => {
    return { name, expression: settle(binder, expression) };
  });
  const row: Schema = Array.from({ length: scope.width }, () => anyField);
  return {
    schema: bound.map(({ name, expression }) => {
      return { name, type: expression.type, nullable: isNullable(expression, row) };
    }),
    expressions: bound.map(({ expression }) => expression),
    origins: bound.map(({ expression }) => originOf(scope, expression)),
  };
}

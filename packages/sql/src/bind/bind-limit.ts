import type { Expression, Select } from '../ast/ast.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { createContext } from './bind-expression.ts';
import type { Binder } from './binder.ts';
import { requireType } from './coerce-expression.ts';
import { emptyScope } from './scope.ts';

/** LIMIT and OFFSET over `input`: row-free BIGINTs. `input` itself when neither is written. */
export function bindLimit(binder: Binder, select: Select, input: Plan): Plan {
  const limit = bindCount(binder, 'LIMIT', select.limit);
  const offset = bindCount(binder, 'OFFSET', select.offset);
  if (limit === undefined && offset === undefined) return input;
  return { kind: 'limit', schema: input.schema, input, limit, offset };
}

function bindCount(
  binder: Binder,
  clause: string,
  node: Expression | undefined,
): BoundExpression | undefined {
  if (node === undefined) return undefined;
  const context = createContext(binder, { scope: emptyScope, clause });
  const bound = context.bind(node);
  return requireType(binder, bound, sqlTypes.bigint, 'assignment', `argument of ${clause}`);
}

import type { Expression } from '../../ast/ast.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { requireType } from '../expression/coerce-expression.ts';
import { mergeRepeatedLiterals } from '../expression/repeated-literals.ts';
import type { Scope } from '../scope.ts';

interface WhereOptions {
  readonly scope: Scope;
  readonly pinsLiterals?: boolean;
  /** For messages; WHERE if absent. */
  readonly clause?: string;
}

/** A Filter over `input`; `input` itself without WHERE. */
export function bindWhere(
  binder: Binder,
  options: WhereOptions,
  where: Expression | undefined,
  input: Plan,
): Plan {
  if (where === undefined) return input;
  const predicate = bindPredicate(binder, options, where);
  return { kind: 'filter', schema: input.schema, input, predicate };
}

/** The condition of WHERE or of another clause: BOOLEAN, without aggregates. */
export function bindPredicate(
  binder: Binder,
  options: WhereOptions,
  where: Expression,
): BoundExpression {
  const { clause = 'WHERE' } = options;
  mergeRepeatedLiterals(binder, where);
  const bound = createContext(binder, { ...options, clause }).bind(where);
  return requireType(binder, bound, sqlTypes.boolean, 'implicit', `argument of ${clause}`);
}

import type { FromItem, FromJoin } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { replacePlanOuter } from '../../plan/outer.ts';
import { type ApplyPlan, type Plan, planOf } from '../../plan/plan.ts';
import { isRowFree } from '../../plan/walk.ts';
import type { Binder, Enclosing } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { type Bindings, openBindings } from '../expression/enclosing.ts';
import type { Scope } from '../scope.ts';
import type { BoundFrom } from './bound-from.ts';

/** The right side of a join, and what it reads of each row of the left one; nothing as a rule. */
export interface BoundRight extends BoundFrom {
  readonly bindings: ApplyPlan['bindings'];
}

/** Binds an item of FROM; LATERAL queries in it see `siblings`, the tables before it. */
type BindItem = (binder: Binder, item: FromItem, siblings: Enclosing | undefined) => BoundFrom;

/**
 * Bind the right side of a join, in which LATERAL queries see the left side, then what it sees. The
 * plan reads the left row through bindings, as a subquery does the row around.
 */
export function bindRight(
  binder: Binder,
  join: FromJoin,
  left: Scope,
  { siblings, bindItem }: { readonly siblings: Enclosing | undefined; readonly bindItem: BindItem },
): BoundRight {
  if (!hasLateral(join.right)) {
    return { ...bindItem(binder, join.right, siblings), bindings: [] };
  }
  const outside = siblings ?? binder.enclosing;
  const context = createContext({ ...binder, enclosing: outside }, { scope: left, clause: 'FROM' });
  const { bindings, enclosing } = openBindings(context);
  const inside: Binder = { ...binder, enclosing: passOn(binder.enclosing, bindings) };
  const right = bindItem(inside, join.right, enclosing);
  return { ...right, ...closed(join, bindings, right.plan) };
}

/** All that is bound on the right side is part of one plan, so it reads through the same bindings. */
function passOn(enclosing: Enclosing | undefined, { capture }: Bindings): Enclosing | undefined {
  if (enclosing === undefined) return undefined;
  return {
    column: (reference) => {
      const column = enclosing.column(reference);
      return column && capture(column);
    },
    row: (path, at) => {
      const row = enclosing.row(path, at);
      return row && capture(row);
    },
    aggregate: (call, at) => capture(enclosing.aggregate(call, at)),
  };
}

/** What reads nothing of the left side is a plan like any other. */
function closed(
  { joinKind, right }: FromJoin,
  { close }: Bindings,
  written: Plan,
): Pick<BoundRight, 'plan' | 'bindings'> {
  const nested = close(written);
  const { bindings } = nested;
  const plan = planOf(nested);
  if (bindings.every(isRowFree)) {
    return { plan: replacePlanOuter(plan, ({ index }) => bindings[index]), bindings: [] };
  }
  if (joinKind === 'inner' || joinKind === 'left') return { plan, bindings };
  throw new SqlError('SQL_SYNTAX', `a ${joinKind.toUpperCase()} JOIN cannot be LATERAL`, {
    sqlState: conditions.invalidColumnReference,
    position: right.at,
    hint: 'The join must be INNER or LEFT for its right side to name columns of the left one.',
  });
}

function hasLateral(item: FromItem): boolean {
  if (item.kind === 'derived') return item.lateral;
  // The arguments of functions see the tables before them, as if LATERAL were written.
  if (item.kind === 'function') return true;
  return item.kind === 'join' && (hasLateral(item.left) || hasLateral(item.right));
}

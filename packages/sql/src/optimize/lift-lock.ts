import type { BoundExpression } from '../plan/expression.ts';
import type { JoinPlan, LimitPlan, LockPlan, Plan, ProjectPlan } from '../plan/plan.ts';
import { replaceColumns, rewriteBottomUp } from '../plan/walk.ts';
import type { Rule } from './rule.ts';

/**
 * Lock later what FOR UPDATE outside of a subquery or view is about: behind the filters, joins,
 * orders and limits that its rows still pass, so that no rows are locked that are not given.
 */
export const liftLock: Rule = { name: 'lift-lock', apply: (plan) => rewriteBottomUp(plan, lift) };

function lift(plan: Plan): Plan {
  switch (plan.kind) {
    case 'filter':
    case 'sort':
      return isLifted(plan.input) ? over(plan.input, plan.schema, withInput(plan)) : plan;
    case 'limit':
      return isLifted(plan.input) ? aboveLimit(plan, plan.input) : plan;
    case 'project':
      return isLifted(plan.input) ? aboveProject(plan, plan.input) : plan;
    case 'join':
      return aboveJoin(plan);
    case 'lock':
      return isLifted(plan.input) ? merged(plan, plan.input) : plan;
    default:
      return plan;
  }
}

/** One that counts rows stays: which ones it gives depends on what it reads. */
function isLifted(plan: Plan): plan is LockPlan {
  return plan.kind === 'lock' && plan.isOutside && !countsRows(plan);
}

function countsRows({ limit, offset }: LockPlan): boolean {
  return limit !== undefined || offset !== undefined;
}

/** A node that passes its input's columns on, over the input of a Lock. */
function withInput<P extends Plan & { readonly input: Plan }>(plan: P): (input: Plan) => Plan {
  return (input) => ({ ...plan, schema: input.schema, input });
}

function over(lock: LockPlan, schema: Plan['schema'], node: (input: Plan) => Plan): LockPlan {
  return { ...lock, schema, input: node(lock.input) };
}

function aboveLimit(limit: LimitPlan, lock: LockPlan): Plan {
  const skips = lock.tables.some(({ wait }) => wait === 'skip locked');
  if (!skips) return over(lock, limit.schema, withInput(limit));
  if (limit.ties !== undefined) return limit;
  return { ...lock, limit: limit.limit, offset: limit.offset };
}

function aboveProject(project: ProjectPlan, lock: LockPlan): Plan {
  const keys = hiddenColumns(lock);
  const input: Plan = {
    ...project,
    schema: [...project.schema, ...hiddenFields(lock)],
    input: lock.input,
    expressions: [...project.expressions, ...keys],
  };
  return moved({ ...lock, schema: project.schema, input }, lock);
}

function aboveJoin(join: JoinPlan): Plan {
  if (join.joinKind === 'semi' || join.joinKind === 'anti') return join;
  const { left, right } = join;
  if (isLifted(right)) return aboveRight(join, right);
  return isLifted(left) ? aboveLeft(join, left) : join;
}

/** The columns to lock by are the last ones as it is. */
function aboveRight(join: JoinPlan, lock: LockPlan): Plan {
  const schema = [...join.schema, ...hiddenFields(lock)];
  // The left side may have a Lock too.
  const input = aboveJoin({ ...join, schema, right: lock.input });
  return lift(moved({ ...lock, schema: join.schema, input }, lock));
}

/** The columns to lock by stand between those of the two sides. */
function aboveLeft(join: JoinPlan, lock: LockPlan): Plan {
  const visible = lock.schema.length;
  const hidden = hiddenFields(lock);
  const shift = (index: number) => (index < visible ? index : index + hidden.length);
  const joined: Plan = {
    ...join,
    schema: [...join.schema.slice(0, visible), ...hidden, ...join.schema.slice(visible)],
    left: lock.input,
    residual:
      join.residual &&
      replaceColumns(join.residual, (column) => ({ ...column, index: shift(column.index) })),
  };
  const order = [...join.schema.keys()].map(shift);
  const places = [...order, ...hidden.map((_, index) => visible + index)];
  const input: Plan = {
    kind: 'project',
    schema: places.map((place) => joined.schema[place]),
    input: joined,
    expressions: places.map((place) => columnOf(joined, place)),
  };
  return moved({ ...lock, schema: join.schema, input }, lock);
}

/** The rows of both are locked once they have passed both. */
function merged(outer: LockPlan, inner: LockPlan): Plan {
  return { ...outer, input: inner.input, tables: [...outer.tables, ...inner.tables] };
}

/** `lock` with its tables where `former` had them, behind the columns that it gives now. */
function moved(lock: LockPlan, former: LockPlan): LockPlan {
  const distance = lock.schema.length - former.schema.length;
  const tables = lock.tables.map((table) => ({ ...table, first: table.first + distance }));
  return { ...lock, tables };
}

function hiddenFields({ schema, input }: LockPlan): Plan['schema'] {
  return input.schema.slice(schema.length);
}

function hiddenColumns({ schema, input }: LockPlan): readonly BoundExpression[] {
  return input.schema.slice(schema.length).map((_, index) => {
    return columnOf(input, schema.length + index);
  });
}

function columnOf({ schema }: Plan, index: number): BoundExpression {
  const { name, type } = schema[index];
  return { kind: 'column', type, index, name };
}

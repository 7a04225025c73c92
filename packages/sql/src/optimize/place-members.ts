import { withDefinitions } from '../bind/query/bind-with.ts';
import type {
  BoundMember,
  BoundPlainStatement,
  BoundWithWrites,
  BoundWrite,
} from '../bind/statement.ts';
import { mapWrite } from '../bind/write/map-write.ts';
import { commonUses } from '../plan/common-uses.ts';
import type { CommonDefinition, Plan } from '../plan/plan.ts';
import { optimizeSubqueriesOf } from './optimize-subqueries.ts';

type Parts = Pick<BoundWithWrites, 'members' | 'main'>;

/**
 * The statement with those queries of its WITH that only one plan reads defined by that plan, where
 * the rules for plans may put them in place; those that nothing reads are left out. What is left
 * is computed once for several plans of the statement.
 */
export function placeMembers(statement: BoundWithWrites): BoundWithWrites {
  let parts: Parts = statement;
  // From the last on: a member is read by those behind it, which may have found their places.
  for (const member of statement.members.toReversed()) {
    if (!('write' in member)) parts = place(parts, member);
  }
  return { ...statement, ...parts };
}

function place({ members, main }: Parts, definition: CommonDefinition): Parts {
  const rest = { members: members.filter(({ id }) => id !== definition.id), main };
  const readers = new Set<Plan>();
  mapPlans(rest, (plan) => {
    if (commonUses(plan).has(definition.id)) readers.add(plan);
    return plan;
  });
  if (readers.size > 1) return { members, main };
  return mapPlans(rest, (plan) => (readers.has(plan) ? withDefinitions(plan, [definition]) : plan));
}

type Change = (plan: Plan) => Plan;

/** With `change` applied to each plan that is run by itself, those of subqueries outside of others too. */
function mapPlans({ members, main }: Parts, change: Change): Parts {
  return {
    members: members.map((member) => mapMember(member, change)),
    main: mapStatement(main, change),
  };
}

function mapMember(member: BoundMember, change: Change): BoundMember {
  return 'write' in member
    ? { ...member, write: mapPlansOfWrite(member.write, change) }
    : { ...member, plan: change(member.plan) };
}

function mapStatement(statement: BoundPlainStatement, change: Change): BoundPlainStatement {
  return statement.kind === 'query'
    ? { ...statement, plan: change(statement.plan) }
    : mapPlansOfWrite(statement, change);
}

function mapPlansOfWrite(write: BoundWrite, change: Change): BoundWrite {
  return mapWrite(write, {
    plan: change,
    expression: (expression) => optimizeSubqueriesOf(expression, change),
  });
}

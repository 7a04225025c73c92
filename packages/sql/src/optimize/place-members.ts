import { withDefinitions } from '../bind/bind-with.ts';
import { expressionsBeside } from '../bind/map-write.ts';
import type { BoundMember, BoundPlainStatement, BoundWithWrites } from '../bind/statement.ts';
import { commonUses, subqueriesIn } from '../plan/common-uses.ts';
import type { CommonDefinition, Plan } from '../plan/plan.ts';

type Parts = Pick<BoundWithWrites, 'members' | 'main'>;

/**
 * The statement with those queries of its WITH that only one plan reads defined by that plan, where
 * the rules for plans may put them in place; those that nothing reads are left out. What is left
 * is computed once for several parts of the statement.
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
  const others = members.filter((member) => member !== definition);
  const parts = [...others.map(partOf), main];
  const readers = parts.filter((part) => reads(part, definition));
  if (readers.length === 0) return { members: others, main };
  const [reader] = readers;
  if (readers.length > 1 || readsBeside(reader, definition)) return { members, main };
  return {
    members: others.map((member) =>
      partOf(member) === reader ? defineInMember(member, definition) : member,
    ),
    main: main === reader ? define(main, definition) : main,
  };
}

/** What a part of the statement reads. */
type Part = CommonDefinition | BoundPlainStatement;

function partOf(member: BoundMember): Part {
  return 'write' in member ? member.write : member;
}

function reads(part: Part, { id }: CommonDefinition): boolean {
  const plan = planOfPart(part);
  return (plan !== undefined && commonUses(plan).has(id)) || readsBeside(part, { id });
}

/** Whether it reads a member in a subquery that is not part of its plan. */
function readsBeside(part: Part, { id }: Pick<CommonDefinition, 'id'>): boolean {
  if (!('kind' in part) || part.kind === 'query') return false;
  const plans = [...subqueriesIn(expressionsBeside(part)).keys()];
  return plans.some((plan) => commonUses(plan).has(id));
}

function planOfPart(part: Part): Plan | undefined {
  return 'plan' in part ? part.plan : part.source;
}

function defineInMember(member: BoundMember, definition: CommonDefinition): BoundMember {
  return 'write' in member
    ? { ...member, write: define(member.write, definition) }
    : { ...member, plan: withDefinitions(member.plan, [definition]) };
}

function define<S extends BoundPlainStatement>(statement: S, definition: CommonDefinition): S {
  return statement.kind === 'query'
    ? { ...statement, plan: withDefinitions(statement.plan, [definition]) }
    : { ...statement, source: statement.source && withDefinitions(statement.source, [definition]) };
}

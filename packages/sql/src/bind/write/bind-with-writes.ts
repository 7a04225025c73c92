import type { CommonWrite, WithWrites } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { CommonDefinition } from '../../plan/plan.ts';
import type { Binder } from '../binder.ts';
import { commonSchema } from '../common-table.ts';
import { type BoundCommon, bindMembers, bindTable } from '../query/bind-with.ts';
import { selfReferences } from '../query/check-recursion.ts';
import type { CommonWriteDefinition } from '../statement.ts';
import { bindPlain, bindWrite, type OwnPlain, type OwnWrite } from './bind-plain.ts';

type OwnMember =
  | CommonDefinition
  | (Omit<CommonWriteDefinition, 'write'> & { readonly write: OwnWrite });

/** A statement and the members of its WITH, as far as they have been bound by themselves. */
export interface OwnParts {
  readonly members: readonly OwnMember[];
  readonly main: OwnPlain;
}

/** Bind a statement behind a WITH of which some members write. */
export function bindWithWrites(outer: Binder, { with: clause, main }: WithWrites): OwnParts {
  const { binder, bound } = bindMembers(outer, clause, (inner, member): BoundMembers => {
    if ('query' in member) {
      const { info, bound } = bindTable(inner, member, clause.recursive);
      return { info, bound: [bound] };
    }
    if (clause.recursive) refuseRecursion(member);
    return bindCommonWrite(inner, member);
  });
  return { members: bound.flat(), main: bindPlain(binder, main).own };
}

type BoundMembers = BoundCommon<readonly OwnMember[]>;

/**
 * A member that writes, behind the queries of a WITH of its own. Its rows are what it returns;
 * without RETURNING it has a name that nothing can read.
 */
function bindCommonWrite(binder: Binder, { name, columns, statement }: CommonWrite): BoundMembers {
  const { queries, own: write } = bindWrite(binder, statement);
  const { schema = [], origins = [] } = write.returning ?? {};
  const info = {
    name: name.text,
    id: binder.newCommonId(),
    schema: commonSchema(name, columns, schema),
    origins,
    isSteady: true,
    hasRows: write.returning !== undefined,
    enclosing: undefined,
  };
  return { info, bound: [...queries, { id: info.id, name: info.name, write }] };
}

function refuseRecursion({ name, statement, at }: CommonWrite): void {
  if (selfReferences(name.text, statement).length === 0) return;
  throw new SqlError(
    'SQL_INVALID_RECURSION',
    `recursive query "${name.text}" must not contain data-modifying statements`,
    { position: at },
  );
}

import type { RowStatement } from '../ast/ast.ts';
import { type Binder, type BindOptions, createBinder } from './binder.ts';
import type { Catalog } from './catalog.ts';
import { openQuery } from './query/open-query.ts';
import type { BoundStatement } from './statement.ts';
import { bindPlain } from './write/bind-plain.ts';
import { bindWithWrites, type OwnParts } from './write/bind-with-writes.ts';

export type { BindOptions } from './binder.ts';

/**
 * Resolve every name of a statement and type every expression. Literals that are lifted become
 * parameters behind the user's, but for those whose values binding looks at (`pinnedSlots`; their
 * parameters have the type `unknown` and are not read). The plan is not optimised. Throws SqlError
 * with the position of the offender.
 */
export function bindStatement(
  statement: RowStatement,
  catalog: Catalog,
  options: BindOptions,
): BoundStatement {
  const binder = createBinder(statement, catalog, options, openQuery);
  const { members, main } = bindParts(binder, statement);
  const base = gathered(binder);
  if (members.length === 0) return { ...base, ...main };
  return {
    kind: 'with-writes',
    ...base,
    members: members.map((member) =>
      'write' in member ? { ...member, write: { ...base, ...member.write } } : member,
    ),
    main: { ...base, ...main },
  };
}

function bindParts(binder: Binder, statement: RowStatement): OwnParts {
  if (statement.kind === 'with-writes') return bindWithWrites(binder, statement);
  const { queries, own } = bindPlain(binder, statement);
  return { members: queries, main: own };
}

/** What binding the whole statement has found out: only to be asked for at the end. */
function gathered({ parameters, tables, reads, locked, relations }: Binder) {
  return {
    parameterTypes: parameters.types(),
    userParameterCount: parameters.userCount,
    userParameters: parameters.userNumbers,
    pinnedSlots: parameters.pinnedSlots(),
    repeats: parameters.repeats(),
    tables: [...tables],
    reads: [...reads],
    locked: [...locked],
    relations: [...relations],
  };
}

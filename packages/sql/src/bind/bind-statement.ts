import assert from 'node:assert/strict';
import type { RowStatement } from '../ast/ast.ts';
import { bindInsert } from './bind-insert.ts';
import { bindMerge } from './bind-merge.ts';
import { bindDelete, bindUpdate } from './bind-write.ts';
import { type Binder, type BindOptions, createBinder } from './binder.ts';
import type { Catalog } from './catalog.ts';
import { openQuery } from './open-query.ts';
import type { BoundStatement } from './statement.ts';

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
  switch (statement.kind) {
    case 'select':
    case 'set-operation':
    case 'values': {
      const rows = binder.bindQuery(statement);
      return { kind: 'query', ...gathered(binder), ...rows };
    }
    case 'insert': {
      const insert = bindInsert(binder, statement);
      return { kind: 'insert', ...gathered(binder), ...insert };
    }
    case 'update': {
      const update = bindUpdate(binder, statement);
      return { kind: 'update', ...gathered(binder), ...update };
    }
    case 'delete': {
      const remove = bindDelete(binder, statement);
      return { kind: 'delete', ...gathered(binder), ...remove };
    }
    case 'merge': {
      const merge = bindMerge(binder, statement);
      return { kind: 'merge', ...gathered(binder), ...merge };
    }
    default:
      return assert.fail(String(statement satisfies never));
  }
}

/** What binding the whole statement has found out: only to be asked for at the end. */
function gathered({ parameters, tables, reads, relations }: Binder) {
  return {
    parameterTypes: parameters.types(),
    userParameterCount: parameters.userCount,
    userParameters: parameters.userNumbers,
    pinnedSlots: parameters.pinnedSlots(),
    tables: [...tables],
    reads: [...reads],
    relations: [...relations],
  };
}

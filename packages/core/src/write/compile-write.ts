import assert from 'node:assert/strict';
import type { BoundWrite } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { compileDelete } from './statements/delete.ts';
import { compileInsert } from './statements/insert.ts';
import { compileMerge } from './statements/merge.ts';
import { compileUpdate } from './statements/update.ts';
import type { CompiledWrite } from './write-run.ts';

/**
 * The write that a bound statement describes. `table` is the statement's table as stored. Throws
 * SqlError SQL_UNSUPPORTED for what its kind of table does not allow.
 */
export function compileWrite(statement: BoundWrite, table: StoredTable): CompiledWrite {
  switch (statement.kind) {
    case 'insert':
      return compileInsert(statement, table);
    case 'update':
      return compileUpdate(statement, table);
    case 'delete':
      return compileDelete(statement, table);
    case 'merge':
      return compileMerge(statement, table);
    default:
      return assert.fail(String(statement satisfies never));
  }
}

import assert from 'node:assert/strict';
import type { TableConstraint, TableInfo } from '@kalamdb/sql';
import type { SequenceRecord } from '../../sequences/sequence-record.ts';
import type { ConstrainedTable } from './constraint-name.ts';
import { defineCheck } from './define-check.ts';
import { defineForeignKey, type FindReferenced } from './define-foreign-key.ts';
import { defineUnique } from './define-unique.ts';

/** What is around a table that gets a constraint. */
export interface ConstraintSurroundings {
  /** Whether something of a namespace has a name. */
  isTaken(namespace: string, name: string): boolean;
  readonly findReferenced: FindReferenced;
  /** The sequence that a DEFAULT names. SQL_UNKNOWN_SEQUENCE at the name. */
  findSequence(name: string, position: number): SequenceRecord;
}

/**
 * The table with one more constraint. `info`: the table for binding, with all of its columns. Throws
 * SqlError at the offender.
 */
export function addConstraint<T extends ConstrainedTable>(
  table: T,
  constraint: TableConstraint,
  info: TableInfo,
  { isTaken, findReferenced }: ConstraintSurroundings,
): T {
  switch (constraint.kind) {
    case 'check':
      return {
        ...table,
        checks: [...(table.checks ?? []), defineCheck(table, constraint, info)],
      };
    case 'unique':
      return {
        ...table,
        uniques: [
          ...(table.uniques ?? []),
          defineUnique(
            table,
            constraint,
            (name) => name === table.name || isTaken(table.namespace, name),
          ),
        ],
      };
    case 'foreign-key':
      return {
        ...table,
        foreignKeys: [
          ...(table.foreignKeys ?? []),
          defineForeignKey(table, constraint, findReferenced),
        ],
      };
    default:
      return assert.fail(String(constraint satisfies never));
  }
}

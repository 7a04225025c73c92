import { conditions, type Name, primaryKeyName, SqlError } from '@kalamdb/sql';
import { freeName } from '../free-name.ts';
import { checkName } from '../names.ts';
import type { TableDefinition } from '../table-definition.ts';

/** The constraints of a table that is made or changed, and what they are about. */
export type ConstrainedTable = Pick<
  TableDefinition,
  | 'namespace'
  | 'name'
  | 'kind'
  | 'columns'
  | 'primaryKey'
  | 'primaryKeyName'
  | 'checks'
  | 'uniques'
  | 'foreignKeys'
>;

/** How a constraint without a name is called: its table, `words` and `last`. */
interface MadeUpName {
  readonly words: readonly string[];
  readonly last: string;
  /** Whether something that is no constraint of the table has the name. */
  isTaken?(name: string): boolean;
}

/**
 * The name of one more constraint: `written`, or one made up as PostgreSQL does. Throws SqlError
 * SQL_INVALID_NAME, SQL_DUPLICATE_NAME.
 */
export function constraintName(
  table: ConstrainedTable,
  written: Name | undefined,
  { words, last, isTaken }: MadeUpName,
): string {
  const names = constraintNames(table);
  if (written === undefined) {
    const isUsed = (name: string) => names.has(name) || isTaken?.(name) === true;
    return freeName([table.name, ...words], last, isUsed);
  }
  checkName('constraint', written);
  if (names.has(written.text)) {
    const message = `constraint "${written.text}" of table "${table.name}" already exists`;
    throw new SqlError('SQL_DUPLICATE_NAME', message, {
      sqlState: conditions.duplicateObject,
      position: written.at,
    });
  }
  if (isTaken?.(written.text) === true) {
    const message = `the name "${written.text}" is taken in namespace "${table.namespace}"`;
    throw new SqlError('SQL_DUPLICATE_NAME', message, { position: written.at });
  }
  return written.text;
}

function constraintNames(table: ConstrainedTable): Set<string> {
  const { checks = [], uniques = [], foreignKeys = [] } = table;
  const names = [...checks, ...uniques, ...foreignKeys].map(({ name }) => name);
  return new Set([primaryKeyName(table), ...names]);
}

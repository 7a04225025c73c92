import {
  defineCheck as bindCheck,
  type CheckConstraint,
  printExpression,
  referencedColumns,
  SqlError,
  type TableInfo,
} from '@kalamdb/sql';
import type { CheckRecord } from '../table-definition.ts';
import { type ConstrainedTable, constraintName } from './constraint-name.ts';

/** Most CHECK constraints of a table. */
const MAX_CHECKS = 100;

/**
 * A CHECK constraint as stored, checked against its table as it is with it. A name that is not given
 * is PostgreSQL's: the table, its column if it reads just one, and `check`. Throws SqlError
 * SQL_INVALID_NAME, SQL_DUPLICATE_NAME, SQL_INVALID_TABLE and what binding throws.
 */
export function defineCheck(
  table: ConstrainedTable,
  { name, expression, at }: CheckConstraint,
  info: TableInfo,
): CheckRecord {
  if ((table.checks ?? []).length >= MAX_CHECKS) {
    const message = `table "${table.name}" has more than ${MAX_CHECKS} CHECK constraints`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: at });
  }
  bindCheck(expression, info);
  const columns = [...referencedColumns(expression)];
  const words = columns.length === 1 ? columns : [];
  return {
    name: constraintName(table, name, { words, last: 'check' }),
    text: printExpression(expression),
  };
}

import {
  defineCheck as bindCheck,
  type CheckConstraint,
  printExpression,
  referencedColumns,
  SqlError,
  type TableInfo,
} from '@kalamdb/sql';
import { checkName } from './names.ts';
import type { CheckRecord } from './table-definition.ts';

/** Most CHECK constraints of a table. */
const MAX_CHECKS = 100;
/** Longest part of a made up name in front of `_check` and a number. */
const MAX_STEM_LENGTH = 50;

/**
 * The constraints of a table with one more, checked against the table as it is with it. A name that
 * is not given is PostgreSQL's: the table, its column if it reads just one, and `check`. Throws
 * SqlError SQL_INVALID_NAME, SQL_DUPLICATE_NAME, SQL_INVALID_TABLE and what binding throws.
 */
export function addCheck(
  checks: readonly CheckRecord[],
  { name, expression, at }: CheckConstraint,
  table: TableInfo,
): readonly CheckRecord[] {
  if (checks.length >= MAX_CHECKS) {
    const message = `table "${table.name}" has more than ${MAX_CHECKS} CHECK constraints`;
    throw new SqlError('SQL_INVALID_TABLE', message, { position: at });
  }
  bindCheck(expression, table);
  const taken = new Set(checks.map((check) => check.name));
  if (name !== undefined) {
    checkName('constraint', name);
    if (taken.has(name.text)) {
      const message = `constraint "${name.text}" of table "${table.name}" already exists`;
      throw new SqlError('SQL_DUPLICATE_NAME', message, { position: name.at });
    }
  }
  const columns = [...referencedColumns(expression)];
  const words = columns.length === 1 ? [table.name, ...columns] : [table.name];
  const text = printExpression(expression);
  return [...checks, { name: name?.text ?? freeName(words, taken), text }];
}

function freeName(words: readonly string[], taken: ReadonlySet<string>): string {
  const stem = words
    .join('_')
    .replace(/[^a-z0-9_]/g, '')
    .slice(0, MAX_STEM_LENGTH);
  for (let number = 0; ; number += 1) {
    const name = `${stem}_check${number === 0 ? '' : number}`;
    if (!taken.has(name)) return name;
  }
}

import { castValue, type ExecutionContext, type SqlType, sqlTypes, type Value } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';

/** Longest value that a message shows, in characters. */
const SHOWN_LENGTH = 100;

/** Throws CORE_NOT_NULL for a NULL where none may be. `rowNumber` counts from 1. */
export function checkNotNull(
  table: StoredTable,
  values: readonly Value[],
  rowNumber: number,
): void {
  const { columns } = table.info;
  for (let index = 0; index < table.sequenceColumn; index += 1) {
    const column = columns[index];
    if (values[index] === null && column?.nullable === false) {
      throw new CoreError(
        'CORE_NOT_NULL',
        `NOT NULL constraint violation: column '${column.name}' cannot be NULL (row ${rowNumber})`,
      );
    }
  }
}

/** Throws CORE_CHECK_VIOLATION for a row of all user columns that a CHECK constraint refuses. */
export function checkConstraints(
  { checks, info }: StoredTable,
  row: readonly Value[],
  context: ExecutionContext,
): void {
  for (const check of checks) {
    if (check.allows(row, context)) continue;
    throw new CoreError(
      'CORE_CHECK_VIOLATION',
      `a row of table '${info.namespace}.${info.name}' violates check constraint '${check.name}': ${check.text}`,
    );
  }
}

/** Throws CORE_NOT_NULL for a stored row with a NULL in one of `columns`, which are to be NOT NULL. */
export function checkNotNullColumns(
  { info }: StoredTable,
  columns: readonly number[],
  row: readonly Value[],
): void {
  for (const index of columns) {
    if (row[index] !== null) continue;
    throw new CoreError(
      'CORE_NOT_NULL',
      `column '${info.columns[index]?.name}' of table '${info.namespace}.${info.name}' contains NULL values`,
      { hint: 'UPDATE those rows first, or give the new column a DEFAULT.' },
    );
  }
}

/** The error of a row whose primary key is taken. Values of a key of several columns: `a, b`. */
export function duplicateKey({ info }: StoredTable, values: readonly Value[]): CoreError {
  const names: string[] = [];
  const texts: string[] = [];
  for (const index of info.primaryKey) {
    const column = info.columns[index];
    if (column === undefined) continue;
    names.push(column.name);
    texts.push(showValue(values[index] as Value, column.type));
  }
  return new CoreError(
    'CORE_DUPLICATE_KEY',
    `Primary key violation: value '${texts.join(', ')}' already exists in column '${names.join(', ')}'`,
  );
}

/** A value for a message, cut where it is long. */
export function showValue(value: Value, type: SqlType): string {
  const text = String(castValue(value, type, sqlTypes.text));
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}

/** Whether two values of one column would be stored alike: NULL equals NULL, NaN equals NaN. */
export function isSameValue(a: Value, b: Value): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return Object.is(a, b);
}

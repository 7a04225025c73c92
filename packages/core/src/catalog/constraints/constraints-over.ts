import { parseExpression, primaryKeyName, referencedColumns } from '@kalamdb/sql';
import type { ColumnRecord, TableDefinition } from '../table-definition.ts';

/** The names of the constraints that a column is part of: the key first, then by kind. */
export function constraintsOver(
  table: TableDefinition,
  { id, name }: ColumnRecord,
): readonly string[] {
  const { primaryKey, uniques = [], checks = [], foreignKeys = [] } = table;
  const over = [
    ...uniques.filter(({ columns }) => columns.includes(id)),
    ...checks.filter(({ text }) => referencedColumns(parseExpression(text)).has(name)),
    ...foreignKeys.filter(({ columns }) => columns.includes(id)),
  ];
  const key = primaryKey.includes(id) ? [primaryKeyName(table.name)] : [];
  return [...key, ...over.map((constraint) => constraint.name)];
}

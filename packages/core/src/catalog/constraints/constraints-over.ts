import { parseExpression, primaryKeyName, referencedColumns } from '@kalamdb/sql';
import type { CheckRecord, ColumnRecord, TableDefinition } from '../table-definition.ts';

/** The names of the constraints that a column is part of: the key first, then by kind. */
export function constraintsOver(
  table: TableDefinition,
  { id, name }: ColumnRecord,
): readonly string[] {
  const { primaryKey, uniques = [], checks = [], foreignKeys = [] } = table;
  const over = [
    ...uniques.filter(({ columns }) => columns.includes(id)),
    ...checks.filter((check) => columnsOf(check).has(name)),
    ...foreignKeys.filter(({ columns }) => columns.includes(id)),
  ];
  const key = primaryKey.includes(id) ? [primaryKeyName(table)] : [];
  return [...key, ...over.map((constraint) => constraint.name)];
}

/** Parsing takes most of the time that describing a table does. */
const known = new WeakMap<CheckRecord, ReadonlySet<string>>();

function columnsOf(check: CheckRecord): ReadonlySet<string> {
  const columns = known.get(check) ?? referencedColumns(parseExpression(check.text));
  known.set(check, columns);
  return columns;
}

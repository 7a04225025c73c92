import {
  type Name,
  parseExpression,
  printExpression,
  type Renaming,
  referencedColumns,
  renameColumns,
} from '@kalamdb/sql';
import { CoreError } from '../../error.ts';
import type { ColumnRecord, TableDefinition } from '../table-definition.ts';

/** The generated columns that are computed from a column. */
export function generatedFrom({ columns }: TableDefinition, name: string): readonly ColumnRecord[] {
  return columns.filter(
    ({ generatedText }) =>
      generatedText !== undefined && referencedColumns(parseExpression(generatedText)).has(name),
  );
}

/** CORE_DEPENDENT_OBJECTS when generated columns are computed from a column that is to change. */
export function refuseGeneratedFrom(table: TableDefinition, { text, at }: Name): void {
  const [generated] = generatedFrom(table, text);
  if (generated === undefined) return;
  throw new CoreError(
    'CORE_DEPENDENT_OBJECTS',
    `generated column "${generated.name}" is computed from column "${text}"`,
    { position: at, hint: 'Drop the generated column first, or use DROP COLUMN … CASCADE.' },
  );
}

/** Columns whose table or columns are called anew. */
export function renameGenerated(
  columns: readonly ColumnRecord[],
  renaming: Renaming,
): readonly ColumnRecord[] {
  return columns.map((column) => {
    if (column.generatedText === undefined) return column;
    const renamed = renameColumns(parseExpression(column.generatedText), renaming);
    return { ...column, generatedText: printExpression(renamed) };
  });
}

import {
  type DropExpression,
  type Name,
  parseExpression,
  printExpression,
  type Renaming,
  referencedColumns,
  renameColumns,
  SqlError,
} from '@kalamdb/sql';
import { CoreError } from '../../error.ts';
import type { ColumnRecord, TableDefinition } from '../table-definition.ts';
import { type Alteration, changeColumn, findColumn } from './alteration.ts';

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

/** DROP EXPRESSION: the column keeps its values, and takes any from now on. */
export function dropExpression(
  alteration: Alteration,
  { column: name, ifExists }: DropExpression,
): Alteration {
  const column = findColumn(alteration, name);
  if (column.generatedText === undefined) {
    if (ifExists) return alteration;
    const message = `column "${name.text}" is not a stored generated column`;
    throw new SqlError('SQL_INVALID_STATE', message, { position: name.at });
  }
  return {
    ...changeColumn(alteration, column.id, { generatedText: undefined }),
    done: [...alteration.done, `dropped expression of column ${name.text}`],
  };
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

import type { CheckConstraint, ColumnDefinition } from './ast.ts';
import { printExpression, printTypeName } from './print-expression.ts';
import { printName, words } from './print-name.ts';

/** A column of CREATE TABLE or ADD COLUMN. */
export function printColumn(column: ColumnDefinition): string {
  return words(
    printName(column.name),
    printTypeName(column.type),
    column.primaryKey && 'PRIMARY KEY',
    column.nullable === false && 'NOT NULL',
    column.nullable === true && 'NULL',
    column.defaultValue && `DEFAULT ${printExpression(column.defaultValue)}`,
  );
}

/** A constraint of a table. */
export function printCheck({ name, expression }: CheckConstraint): string {
  return words(name && `CONSTRAINT ${printName(name)}`, `CHECK (${printExpression(expression)})`);
}

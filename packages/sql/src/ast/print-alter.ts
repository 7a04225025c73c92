import assert from 'node:assert/strict';
import type { AlterTable, AlterTableAction } from './ast.ts';
import { printColumn, printConstraint } from './print-column.ts';
import { printExpression, printTypeName } from './print-expression.ts';
import { printName, printTableName, words } from './print-name.ts';
import { printOptions } from './print-options.ts';

/** ALTER TABLE on one line; RESTRICT is what holds anyway, so it is not printed. */
export function printAlterTable({ tableKind, table, ifExists, actions }: AlterTable): string {
  return words(
    'ALTER',
    tableKind?.toUpperCase(),
    'TABLE',
    ifExists && 'IF EXISTS',
    printTableName(table),
    actions.map(printAction).join(', '),
  );
}

function printAction(action: AlterTableAction): string {
  switch (action.kind) {
    case 'add-column':
      return words('ADD COLUMN', action.ifNotExists && 'IF NOT EXISTS', printColumn(action.column));
    case 'drop-column':
      return words(
        'DROP COLUMN',
        action.ifExists && 'IF EXISTS',
        printName(action.column),
        action.cascade && 'CASCADE',
      );
    case 'rename-column':
      return `RENAME COLUMN ${printName(action.column)} TO ${printName(action.to)}`;
    case 'rename-table':
      return `RENAME TO ${printName(action.to)}`;
    case 'set-nullable':
      return alterColumn(action, action.nullable ? 'DROP NOT NULL' : 'SET NOT NULL');
    case 'set-default':
      return alterColumn(
        action,
        action.value === undefined
          ? 'DROP DEFAULT'
          : `SET DEFAULT ${printExpression(action.value)}`,
      );
    case 'set-type':
      return alterColumn(action, `TYPE ${printTypeName(action.type)}`);
    case 'set-options':
      return `SET TBLPROPERTIES ${printOptions(action.options)}`;
    case 'add-constraint':
      return `ADD ${printConstraint(action.constraint)}`;
    case 'drop-constraint':
      return words(
        'DROP CONSTRAINT',
        action.ifExists && 'IF EXISTS',
        printName(action.name),
        action.cascade && 'CASCADE',
      );
    default:
      return assert.fail(String(action satisfies never));
  }
}

function alterColumn(
  { column }: Extract<AlterTableAction, { column: { text: string } }>,
  change: string,
): string {
  return `ALTER COLUMN ${printName(column)} ${change}`;
}

import assert from 'node:assert/strict';
import type { AlterIdentity, AlterTable, AlterTableAction, RenameObject } from './ast.ts';
import { printColumn, printConstraint, printGeneration, printIdentity } from './print-column.ts';
import { printExpression } from './print-expression.ts';
import { printName, printTableName, words } from './print-name.ts';
import { printOptions } from './print-options.ts';
import { printOption } from './print-sequence.ts';
import { printTypeName } from './print-type.ts';

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

export function printRename({ kind, name, ifExists, renameTo }: RenameObject): string {
  return words(
    kind === 'alter-index' ? 'ALTER INDEX' : 'ALTER VIEW',
    ifExists && 'IF EXISTS',
    printTableName(name),
    `RENAME TO ${printName(renameTo)}`,
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
    case 'add-identity':
      return alterColumn(action, `ADD ${printIdentity(action.identity)}`);
    case 'alter-identity':
      return alterColumn(action, printIdentityChange(action));
    case 'drop-identity':
      return alterColumn(action, words('DROP IDENTITY', action.ifExists && 'IF EXISTS'));
    case 'drop-expression':
      return alterColumn(action, words('DROP EXPRESSION', action.ifExists && 'IF EXISTS'));
    case 'set-options':
      return `SET TBLPROPERTIES ${printOptions(action.options)}`;
    case 'add-constraint':
      return `ADD ${printConstraint(action.constraint)}`;
    case 'rename-constraint':
      return `RENAME CONSTRAINT ${printName(action.name)} TO ${printName(action.to)}`;
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

function printIdentityChange({ generation, options }: AlterIdentity): string {
  return words(
    generation && `SET ${printGeneration(generation)}`,
    ...options.map((option) => words(option.kind !== 'restart' && 'SET', printOption(option))),
  );
}

function alterColumn(
  { column }: Extract<AlterTableAction, { column: { text: string } }>,
  change: string,
): string {
  return `ALTER COLUMN ${printName(column)} ${change}`;
}

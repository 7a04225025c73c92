import assert from 'node:assert/strict';
import type {
  ColumnDefinition,
  ForeignKeyConstraint,
  Identity,
  IdentityGeneration,
  ReferentialAction,
  TableConstraint,
} from './ast.ts';
import { printExpression } from './print-expression.ts';
import { printName, printNames, printTableName, words } from './print-name.ts';
import { printSequenceOptions } from './print-sequence.ts';
import { printTypeName } from './print-type.ts';

/** A column of CREATE TABLE or ADD COLUMN. */
export function printColumn(column: ColumnDefinition): string {
  return words(
    printName(column.name),
    printTypeName(column.type),
    column.primaryKeyName && `CONSTRAINT ${printName(column.primaryKeyName)}`,
    column.primaryKey && 'PRIMARY KEY',
    column.nullable === false && 'NOT NULL',
    column.nullable === true && 'NULL',
    column.defaultValue && `DEFAULT ${printExpression(column.defaultValue)}`,
    column.identity && printIdentity(column.identity),
    column.generated && `GENERATED ALWAYS AS (${printExpression(column.generated)}) STORED`,
  );
}

/** Behind a column, or behind ADD. */
export function printIdentity({ generation, options }: Identity): string {
  return words(
    printGeneration(generation),
    'AS IDENTITY',
    options.length > 0 && `(${printSequenceOptions(options)})`,
  );
}

export function printGeneration(generation: IdentityGeneration): string {
  return `GENERATED ${generation === 'always' ? 'ALWAYS' : 'BY DEFAULT'}`;
}

/** A constraint of a table. */
export function printConstraint(constraint: TableConstraint): string {
  const { name } = constraint;
  return words(name && `CONSTRAINT ${printName(name)}`, printRule(constraint));
}

function printRule(constraint: TableConstraint): string {
  switch (constraint.kind) {
    case 'check':
      return `CHECK (${printExpression(constraint.expression)})`;
    case 'unique':
      return words(
        'UNIQUE',
        !constraint.nullsDistinct && 'NULLS NOT DISTINCT',
        `(${printNames(constraint.columns)})`,
      );
    case 'foreign-key':
      return words(`FOREIGN KEY (${printNames(constraint.columns)})`, printReference(constraint));
    default:
      return assert.fail(String(constraint satisfies never));
  }
}

function printReference({ table, referenced, onDelete, onUpdate }: ForeignKeyConstraint): string {
  return words(
    `REFERENCES ${printTableName(table)}`,
    referenced.length > 0 && `(${printNames(referenced)})`,
    printAction('DELETE', onDelete),
    printAction('UPDATE', onUpdate),
  );
}

/** Nothing for what holds anyway. */
function printAction(event: string, action: ReferentialAction): string | undefined {
  if (action === 'no-action') return undefined;
  return `ON ${event} ${action.replace('-', ' ').toUpperCase()}`;
}

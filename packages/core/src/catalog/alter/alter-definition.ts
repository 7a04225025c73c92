import assert from 'node:assert/strict';
import type { AlterTableAction } from '@kalamdb/sql';
import { addColumn } from './add-column.ts';
import type { Alteration, EvaluateOnce } from './alteration.ts';
import { renameColumn, setDefault, setNullable } from './change-column.ts';
import { addConstraint, dropConstraint, renameConstraint } from './change-constraints.ts';
import { addIdentity, alterIdentity, dropIdentity } from './change-identity.ts';
import { changeOptions } from './change-options.ts';
import { dropColumn } from './drop-column.ts';
import { dropExpression } from './generated-columns.ts';
import { renameTable } from './rename-table.ts';
import { setType } from './set-type.ts';

/**
 * The alteration after one more action. SqlError at the offender: SQL_UNKNOWN_COLUMN,
 * SQL_DUPLICATE_NAME, SQL_INVALID_NAME, SQL_INVALID_TABLE, SQL_INVALID_OPTION, SQL_TYPE_MISMATCH,
 * SQL_INVALID_STATE, SQL_SYNTAX, SQL_UNSUPPORTED and what `evaluate` throws.
 */
export function applyAction(
  alteration: Alteration,
  action: AlterTableAction,
  evaluate: EvaluateOnce,
): Alteration {
  switch (action.kind) {
    case 'add-column':
      return addColumn(alteration, action, evaluate);
    case 'drop-column':
      return dropColumn(alteration, action);
    case 'rename-column':
      return renameColumn(alteration, action);
    case 'rename-table':
      return renameTable(alteration, action);
    case 'set-nullable':
      return setNullable(alteration, action);
    case 'set-default':
      return setDefault(alteration, action);
    case 'set-type':
      return setType(alteration, action);
    case 'add-identity':
      return addIdentity(alteration, action);
    case 'alter-identity':
      return alterIdentity(alteration, action);
    case 'drop-identity':
      return dropIdentity(alteration, action);
    case 'drop-expression':
      return dropExpression(alteration, action);
    case 'set-options':
      return changeOptions(alteration, action);
    case 'add-constraint':
      return addConstraint(alteration, action);
    case 'drop-constraint':
      return dropConstraint(alteration, action);
    case 'rename-constraint':
      return renameConstraint(alteration, action);
    default:
      return assert.fail(String(action satisfies never));
  }
}

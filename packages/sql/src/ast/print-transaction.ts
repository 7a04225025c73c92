import assert from 'node:assert/strict';
import { printName, words } from './print-name.ts';
import type { TransactionModes, TransactionStatement } from './transaction-ast.ts';

export function printTransaction(statement: TransactionStatement): string {
  switch (statement.kind) {
    case 'begin':
      return words('BEGIN', printModes(statement.modes));
    case 'set-transaction':
      return words('SET TRANSACTION', printModes(statement.modes));
    case 'commit':
      return 'COMMIT';
    case 'rollback':
      return 'ROLLBACK';
    case 'savepoint':
      return `SAVEPOINT ${printName(statement.name)}`;
    case 'release-savepoint':
      return `RELEASE SAVEPOINT ${printName(statement.name)}`;
    case 'rollback-to-savepoint':
      return `ROLLBACK TO SAVEPOINT ${printName(statement.name)}`;
    default:
      return assert.fail(String(statement satisfies never));
  }
}

function printModes({ isolation, readOnly }: TransactionModes): string {
  const access = readOnly ? 'READ ONLY' : 'READ WRITE';
  return words(
    isolation !== undefined && `ISOLATION LEVEL ${isolation.toUpperCase()}`,
    readOnly !== undefined && access,
  );
}

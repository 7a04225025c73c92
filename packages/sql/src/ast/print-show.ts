import assert from 'node:assert/strict';
import type {
  Describe,
  Name,
  ShowCreate,
  ShowFunctions,
  ShowIndexes,
  ShowNamespaces,
  ShowSequences,
  ShowStats,
  ShowTables,
  ShowViews,
} from './ast.ts';
import { printName, printTableName, words } from './print-name.ts';

type Show =
  | ShowNamespaces
  | ShowTables
  | ShowViews
  | ShowIndexes
  | ShowSequences
  | ShowFunctions
  | ShowCreate
  | ShowStats
  | Describe;

export function printShow(statement: Show): string {
  switch (statement.kind) {
    case 'show-namespaces':
      return 'SHOW NAMESPACES';
    case 'show-tables':
      return words('SHOW TABLES', printIn(statement.namespace));
    case 'show-views':
      return words('SHOW VIEWS', printIn(statement.namespace));
    case 'show-sequences':
      return words('SHOW SEQUENCES', printIn(statement.namespace));
    case 'show-functions':
      return 'SHOW FUNCTIONS';
    case 'show-indexes':
      return words(
        'SHOW INDEXES',
        statement.table && `FROM ${printTableName(statement.table)}`,
        printIn(statement.namespace),
      );
    case 'show-create':
      return `SHOW CREATE ${statement.object.toUpperCase()} ${printTableName(statement.name)}`;
    case 'show-stats':
      return `SHOW STATS FOR TABLE ${printTableName(statement.table)}`;
    case 'describe':
      return words(
        'DESCRIBE TABLE',
        printTableName(statement.table),
        statement.history && 'HISTORY',
      );
    default:
      return assert.fail(String(statement satisfies never));
  }
}

function printIn(namespace: Name | undefined): string | undefined {
  return namespace && `IN NAMESPACE ${printName(namespace)}`;
}

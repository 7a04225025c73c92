import type { CreateView } from './ast.ts';
import { printExpression } from './print-expression.ts';
import { printNames, printTableName, words } from './print-name.ts';
import { printQuery } from './print-query.ts';

/** The query from its AST; `queryText` is what was written. */
export function printCreateView(statement: CreateView): string {
  const { view, columns, orReplace, ifNotExists, query } = statement;
  return words(
    'CREATE',
    orReplace && 'OR REPLACE',
    'VIEW',
    ifNotExists && 'IF NOT EXISTS',
    printTableName(view),
    columns.length > 0 && `(${printNames(columns)})`,
    'AS',
    printQuery(query, printExpression),
  );
}

import type { CreateIndex } from './ast.ts';
import { printExpression } from './print-expression.ts';
import { printName, printTableName, words } from './print-name.ts';
import { printSortItem } from './print-window.ts';

/** CREATE INDEX on one line. */
export function printCreateIndex(statement: CreateIndex): string {
  const { name, table, unique, nullsDistinct, ifNotExists, keys, where } = statement;
  return words(
    'CREATE',
    unique && 'UNIQUE',
    'INDEX',
    ifNotExists && 'IF NOT EXISTS',
    name && printName(name),
    'ON',
    printTableName(table),
    `(${keys.map((key) => printSortItem(key, printExpression)).join(', ')})`,
    !nullsDistinct && 'NULLS NOT DISTINCT',
    where && `WHERE ${printExpression(where)}`,
  );
}

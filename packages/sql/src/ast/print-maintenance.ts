import type { Analyze, Reindex } from './maintenance-ast.ts';
import { printName, printNames, printTableName, words } from './print-name.ts';

export function printReindex({ target }: Reindex): string {
  const name = target.kind === 'namespace' ? printName(target.name) : printTableName(target.name);
  return `REINDEX ${target.kind.toUpperCase()} ${name}`;
}

export function printAnalyze({ tables }: Analyze): string {
  const names = tables.map(({ table, columns }) =>
    words(printTableName(table), columns.length > 0 && `(${printNames(columns)})`),
  );
  return words('ANALYZE', names.join(', '));
}

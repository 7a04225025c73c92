import type { Reindex } from './maintenance-ast.ts';
import { printName, printTableName } from './print-name.ts';

export function printReindex({ target }: Reindex): string {
  const name = target.kind === 'namespace' ? printName(target.name) : printTableName(target.name);
  return `REINDEX ${target.kind.toUpperCase()} ${name}`;
}

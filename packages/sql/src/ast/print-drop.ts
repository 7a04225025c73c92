import type { DropIndex, DropNamespace, DropSequence, DropTable, DropView } from './ast.ts';
import { kindPrefix, printNames, printTableNames, words } from './print-name.ts';

type Drop = DropTable | DropView | DropIndex | DropSequence | DropNamespace;

/** RESTRICT is what holds anyway, so it is not printed. */
export function printDrop(statement: Drop): string {
  const [what, names] = printDropped(statement);
  const { ifExists, cascade } = statement;
  return words('DROP', what, ifExists && 'IF EXISTS', names, cascade && 'CASCADE');
}

/** What is dropped, and the names of it. */
function printDropped(statement: Drop): readonly [string, string] {
  switch (statement.kind) {
    case 'drop-table':
      return [`${kindPrefix(statement.tableKind)}TABLE`, printTableNames(statement.tables)];
    case 'drop-view':
      return ['VIEW', printTableNames(statement.views)];
    case 'drop-index':
      return ['INDEX', printTableNames(statement.indexes)];
    case 'drop-sequence':
      return ['SEQUENCE', printTableNames(statement.sequences)];
    default:
      return ['NAMESPACE', printNames(statement.names)];
  }
}

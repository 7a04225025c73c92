import type { Locking } from './locking-ast.ts';
import { printNames, words } from './print-name.ts';

export function printLocking({ strength, of, wait }: Locking): string {
  return words(
    `FOR ${strength.toUpperCase()}`,
    of.length > 0 && `OF ${printNames(of)}`,
    wait !== 'wait' && wait.toUpperCase(),
  );
}

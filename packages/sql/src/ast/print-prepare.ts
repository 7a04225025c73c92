import type { Deallocate, Execute, Prepare } from './ast.ts';
import { printExpression } from './print-expression.ts';
import { printName, printString, words } from './print-name.ts';
import { printTypeName } from './print-type.ts';

/** What is in front of the statement that is prepared. */
export function printPrepareHead({ name, types }: Prepare): string {
  const list = types.length > 0 && `(${types.map(printTypeName).join(', ')})`;
  return words('PREPARE', printName(name), list, 'AS');
}

export function printExecute({ target, arguments: values }: Execute): string {
  const list = values.map(printExpression).join(', ');
  if (target.kind === 'text') return `EXECUTE ${printString(target.text)} WITH [${list}]`;
  return words('EXECUTE', printName(target.name), values.length > 0 && `(${list})`);
}

export function printDeallocate({ name }: Deallocate): string {
  return `DEALLOCATE ${name === undefined ? 'ALL' : printName(name)}`;
}

import type { TableOption } from './ast.ts';
import { printName, printString } from './print-name.ts';

/** `(key = value, …)` */
export function printOptions(options: readonly TableOption[]): string {
  const list = options.map(({ name, value }) => {
    const text = typeof value === 'string' ? printString(value) : String(value).toUpperCase();
    return `${printName(name)} = ${text}`;
  });
  return `(${list.join(', ')})`;
}

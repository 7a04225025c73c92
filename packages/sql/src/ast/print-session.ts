import type { SetParameter, ShowParameter, Use } from './ast.ts';
import { printName, printString } from './print-name.ts';

export function printUse({ namespace }: Use): string {
  return `USE NAMESPACE ${printName(namespace)}`;
}

export function printSetParameter({ name, values }: SetParameter): string {
  const list = values.map((value) => (typeof value === 'string' ? printString(value) : value));
  return `SET ${printName(name)} TO ${list.length === 0 ? 'DEFAULT' : list.join(', ')}`;
}

export function printShowParameter({ name }: ShowParameter): string {
  return name === undefined ? 'SHOW ALL' : `SHOW ${printName(name)}`;
}

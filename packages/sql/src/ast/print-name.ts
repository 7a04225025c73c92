import { reserved, unreservedWords } from '../parse/keywords.ts';
import type { CreateTable, Name, TableName } from './ast.ts';

const quoted: ReadonlySet<string> = new Set([...reserved, ...unreservedWords]);

/** The name as SQL reads it back: in double quotes unless it is a plain word that means nothing. */
export function quoteName(text: string): string {
  const isPlain = /^[a-z_][a-z0-9_$]*$/.test(text) && !quoted.has(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

export function printName({ text }: Name): string {
  return quoteName(text);
}

export function printTableName({ namespace, name }: TableName): string {
  return namespace === undefined ? printName(name) : `${printName(namespace)}.${printName(name)}`;
}

export function printTableNames(names: readonly TableName[]): string {
  return names.map(printTableName).join(', ');
}

/** The kind of a table before TABLE, with a space; nothing when it is not said. */
export function kindPrefix(kind: CreateTable['tableKind']): string {
  return kind === undefined ? '' : `${kind.toUpperCase()} `;
}

/** A string literal: quotes doubled, everything else as it is. */
export function printString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function printNames(names: readonly Name[]): string {
  return names.map(printName).join(', ');
}

/** The parts that are there, with a space between. */
export function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}

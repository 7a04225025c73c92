import type { Choices } from '../../choices.ts';

export type ColumnType = 'INT' | 'BIGINT' | 'TEXT' | 'DOUBLE' | 'BOOLEAN';

/** A value of a column: BIGINTs are small enough to be numbers. */
export type Value = number | string | boolean | null;

export const columnTypes: readonly ColumnType[] = ['INT', 'TEXT', 'BIGINT', 'DOUBLE', 'BOOLEAN'];

/** Few, so that rows meet. */
const domains: Readonly<Record<ColumnType, readonly Exclude<Value, null>[]>> = {
  INT: [1, 2, 3, 4, 0, -1, 7, 5, 6, 8, 9],
  BIGINT: [1, 2, 3, 4, 0, -1, 9, 5, 6, 7, 8],
  TEXT: ['a', 'b', 'c', '', "it's", 'ab', 'ä', 'd', 'e'],
  DOUBLE: [0.5, 1, 2.25, 3, 0, -1.5],
  BOOLEAN: [true, false],
};

export function someValue(choices: Choices, type: ColumnType): Exclude<Value, null> {
  return choices.pick(domains[type]);
}

export function someValueOrNull(choices: Choices, type: ColumnType): Value {
  return choices.rarely(5) ? null : someValue(choices, type);
}

export function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return String(value).toUpperCase();
}

/** The same text for equal values of all databases: SQLite's booleans are 1 and 0. */
export function comparable(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Less than 0: `left` is before `right`; neither is NULL, both are of one type or numbers. */
export function compare(left: Value, right: Value): number {
  if (left === right) return 0;
  return (left as number) < (right as number) ? -1 : 1;
}

import type { Counter } from './counter.ts';
import type { Scope } from './user.ts';
import type { ColumnType, Value } from './value.ts';

/** How a column's value is computed from another one of the row. */
export interface Generated {
  readonly from: Column;
  text(): string;
  of(value: Value): Value;
}

/** Its identity is the object: names change. */
export interface Column {
  name: string;
  type: ColumnType;
  notNull: boolean;
  default: Value;
  /** That of a SERIAL column, in the place of a DEFAULT. */
  counter?: Counter | undefined;
  /** Absent: statements give its values. */
  generated?: Generated | undefined;
}

export type Row = ReadonlyMap<Column, Value>;

export function fieldOf(row: Row, column: Column): Value {
  return row.get(column) ?? null;
}

export function fieldsOf(row: Row, columns: readonly Column[]): readonly Value[] {
  return columns.map((column) => fieldOf(row, column));
}

export function names(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/** Those that statements give values. */
export function writable(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ generated }) => generated === undefined);
}

/** The row as it is stored: with what is computed from it. */
export function stored(row: Row): Row {
  const computed = [...row.keys()].flatMap((column) => {
    const { generated } = column;
    return generated ? [[column, generated.of(fieldOf(row, generated.from))] as const] : [];
  });
  return computed.length === 0 ? row : new Map([...row, ...computed]);
}

/** What a row of a scope has in a column that it is not given. */
export function defaultOf({ counter, default: value }: Column, scope: Scope): Value {
  return counter === undefined ? value : counter.draw(scope);
}

import type { ColumnType, Value } from './value.ts';

/** Its identity is the object: names change. */
export interface Column {
  name: string;
  type: ColumnType;
  notNull: boolean;
  default: Value;
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

import type { Predicate } from './predicate.ts';
import type { Column, Row } from './row.ts';
import type { Value } from './value.ts';

export interface Unique {
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Check {
  readonly name: string;
  readonly predicate: Predicate;
}

export type Action = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

/** A foreign key of one column. */
export interface Reference {
  readonly name: string;
  readonly column: Column;
  readonly target: Table;
  readonly targetColumn: Column;
  readonly onDelete: Action;
  readonly onUpdate: Action;
}

/** A column or an expression over one. */
export interface IndexKey {
  readonly column: Column;
  text(): string;
  fieldOf(row: Row): Value;
}

export interface Index {
  readonly name: string;
  readonly unique: boolean;
  readonly keys: readonly IndexKey[];
  readonly where: Predicate | undefined;
}

export interface Table {
  readonly id: number;
  name: string;
  readonly kind: 'USER' | 'SHARED';
  columns: readonly Column[];
  readonly key: readonly Column[];
  uniques: readonly Unique[];
  checks: readonly Check[];
  references: readonly Reference[];
  indexes: readonly Index[];
}

export interface View {
  readonly name: string;
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly where: Predicate;
}

/** The columns that an index's keys and condition read. */
export function columnsOf({ keys, where }: Index): readonly Column[] {
  return [...keys.map(({ column }) => column), ...(where?.columns ?? [])];
}
